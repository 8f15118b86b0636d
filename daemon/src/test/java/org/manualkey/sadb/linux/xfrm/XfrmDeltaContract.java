package org.manualkey.sadb.linux.xfrm;

import java.time.InstantSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.DeltaIsFlushContract;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;

/** Loads by differences on the kernel of this machine, compared with the embedded database. */
final class XfrmDeltaContract extends DeltaIsFlushContract {
  @Override
  protected Sadb openEmpty() {
    return OwnXfrm.openEmpty(Draft.PID, false);
  }

  @Override
  protected Sadb openReference() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }

  @Override
  protected int pairs() {
    return 60;
  }
}
