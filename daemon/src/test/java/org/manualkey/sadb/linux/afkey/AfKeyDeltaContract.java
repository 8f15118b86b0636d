package org.manualkey.sadb.linux.afkey;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.DeltaIsFlushContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;

/** Loads by differences on the kernel of this machine, compared with a kernel in memory. */
final class AfKeyDeltaContract extends DeltaIsFlushContract {
  @Override
  protected Sadb openEmpty() {
    return OwnKernel.openEmpty(true);
  }

  @Override
  protected Sadb openReference() {
    return new LinuxSadb(
        new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID),
        AlgorithmsFile.builtIn(),
        new InterfaceAddresses(),
        Draft.PID);
  }

  @Override
  protected int pairs() {
    return 60;
  }
}
