package org.manualkey.service;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.xfrm.XfrmKernel;

/** {@link KilledLoadOnKernelContract} by XFRM. */
final class KilledLoadByXfrmContract extends KilledLoadContract {
  @Override
  protected Sadb open() {
    return new LinuxSadb(
        XfrmKernel.open(4242, false), AlgorithmsFile.builtIn(), new InterfaceAddresses(), 4242);
  }
}
