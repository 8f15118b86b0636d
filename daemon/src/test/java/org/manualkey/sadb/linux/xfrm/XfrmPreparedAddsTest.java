package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.granted;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxSadb;

/** Prepared ADDs are sent with no more memory than a datagram and its answer take. */
final class XfrmPreparedAddsTest {
  private static final int FEW = 1_024;
  private static final int MANY = 20_032;

  /** Octets for an SA. */
  private static final long MOST = 32;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aDatagramAndItsAnswerAreAllThatAllocates() {
    int all = 2 * FEW + MANY;
    ScriptedXfrm kernel = new ScriptedXfrm();
    for (int i = 0; i < all / PreparedRequests.BATCH; i++) {
      kernel.then(granted());
    }
    SocketPair broadcasts = SocketPair.open(XfrmCodec.LONGEST_DATAGRAM);
    try (LinuxSadb sadb =
            Databases.over(
                XfrmKernel.over(
                    kernel.start(), new NetlinkSocket(broadcasts.near(), 1), Draft.PID, false),
                Draft.PID);
        PreparedRequests adds = sadb.prepare()) {
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
  private static long sent(PreparedRequests adds, int from, int to) {
    boolean granted = true;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int next = from; next < to; next += PreparedRequests.BATCH) {
      granted &= adds.send(next, next + PreparedRequests.BATCH);
    }
    long octets = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(granted).isTrue();
    return octets;
  }
}
