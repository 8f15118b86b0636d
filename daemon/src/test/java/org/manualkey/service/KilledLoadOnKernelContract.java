package org.manualkey.service;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyKernel;

/**
 * On the kernel of this host, whose SAs it flushes: no test of the build, the guest's tests run it,
 * by this name. What the daemon keeps beside the kernel is gone with each session.
 */
final class KilledLoadOnKernelContract extends KilledLoadContract {
  @Override
  protected Sadb open() {
    return new LinuxSadb(
        AfKeyKernel.open(4242, false), AlgorithmsFile.builtIn(), new InterfaceAddresses(), 4242);
  }
}
