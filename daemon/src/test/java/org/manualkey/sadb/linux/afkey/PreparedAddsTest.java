package org.manualkey.sadb.linux.afkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.granted;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedAdds;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.linux.LinuxSadb;

/** Prepared ADDs are sent to a kernel with no more memory than the system calls for 64 take. */
final class PreparedAddsTest {
  private static final int FEW = 1_024;
  private static final int MANY = 20_032;

  /** Octets for an SA: calls of C functions allocate some, 14 as measured. */
  private static final long MOST = 32;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void systemCallsAreAllThatAllocates() throws Exception {
    ScriptedKernel kernel = new ScriptedKernel();
    SocketPair broadcasts = SocketPair.open(LinuxCodec.LONGEST);
    int all = 2 * FEW + MANY;
    for (int i = 0; i < all; i++) {
      kernel.on(MessageType.ADD, granted());
    }
    try (LinuxSadb sadb =
            new LinuxSadb(
                AfKeyKernel.over(
                    kernel.start(),
                    broadcasts.near(),
                    ScriptedKernel.PID,
                    AfKeyCapabilities.table(false)),
                AlgorithmsFile.builtIn(),
                new InterfaceAddresses(),
                ScriptedKernel.PID);
        PreparedAdds adds = sadb.prepare(Transaction.Start.EMPTY)) {
      for (int i = 0; i < all; i++) {
        assertThat(adds.add(Draft.out(0x1000 + i).build())).isNull();
      }
      long first = sent(adds, 0, FEW); // classes are loaded, and methods linked
      long few = sent(adds, FEW, 2 * FEW);
      assertThat(first).isNotNegative();
      assertThat((sent(adds, 2 * FEW, all) - few) / (MANY - FEW)).isLessThan(MOST);
      assertThat(sadb.held()).isEqualTo(all);
    }
    kernel.close();
    broadcasts.far().close();
  }

  /** Octets that this thread allocates while it sends. */
  private static long sent(PreparedAdds adds, int from, int to) {
    boolean granted = true;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int next = from; next < to; next += PreparedAdds.BATCH) {
      granted &= adds.send(next, next + PreparedAdds.BATCH);
    }
    long octets = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(granted).isTrue();
    return octets;
  }
}
