package org.manualkey.load;

import java.time.InstantSource;
import org.junit.jupiter.api.Nested;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.MemorySadb;

final class DeltaIsFlushTest {
  /** Changed as a whole. */
  @Nested
  final class Embedded extends DeltaIsFlushContract {
    @Override
    protected Sadb openEmpty() {
      return new MemorySadb(
          AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
    }

    @Override
    protected Sadb openReference() {
      return openEmpty();
    }

    @Override
    protected int pairs() {
      return 1000;
    }
  }

  /** Changed request by request. */
  @Nested
  final class OneByOne extends DeltaIsFlushContract {
    @Override
    protected Sadb openEmpty() {
      return new RecordingSadb();
    }

    @Override
    protected Sadb openReference() {
      return openEmpty();
    }

    @Override
    protected int pairs() {
      return 500;
    }
  }

  @Nested
  final class Linux extends DeltaIsFlushContract {
    @Override
    protected Sadb openEmpty() {
      return new LinuxSadb(
          new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID),
          AlgorithmsFile.builtIn(),
          new InterfaceAddresses(),
          Draft.PID);
    }

    @Override
    protected Sadb openReference() {
      return openEmpty();
    }

    @Override
    protected int pairs() {
      return 500;
    }
  }
}
