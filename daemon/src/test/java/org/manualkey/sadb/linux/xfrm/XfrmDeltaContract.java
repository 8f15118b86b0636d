package org.manualkey.sadb.linux.xfrm;

import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.DeltaIsFlushContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;

/**
 * Loads by differences on the kernel of this machine, compared with a database that stands for it.
 */
final class XfrmDeltaContract extends DeltaIsFlushContract {
  @Override
  protected Sadb openEmpty() {
    return OwnXfrm.openEmpty(Draft.PID, false);
  }

  @Override
  protected Sadb openReference() {
    return MemorySadb.timeless(AlgorithmsFile.builtIn(), new InterfaceAddresses());
  }

  @Override
  protected int pairs() {
    return 60;
  }
}
