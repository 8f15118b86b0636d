package org.manualkey.load;

import java.time.InstantSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;

/** What a load allocates while it changes the embedded database. */
final class LoadAllocationTest extends LoadAllocationContract {
  @Override
  protected Sadb openEmpty() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }
}
