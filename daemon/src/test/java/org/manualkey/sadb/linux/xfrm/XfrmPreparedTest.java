package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.granted;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.refused;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.sa;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.shown;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.silence;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxSadb;

/** Prepared changes are sent with no more memory than a datagram and its answer take. */
final class XfrmPreparedTest {
  private static final int EINVAL = 22;
  private static final int FIRST = 0x1000;
  private static final int FEW = 128;
  private static final int MANY = 5_120;
  private static final int ALL = 2 * FEW + MANY;

  /** Octets for an SA; the virtual machine itself may allocate 64 KiB once. */
  private static final long MOST = 32;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The thread of the kernel may wait for a processor. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ScriptedXfrm kernel = new ScriptedXfrm();
  private final SocketPair broadcasts = SocketPair.open(XfrmCodec.LONGEST_DATAGRAM);
  private LinuxSadb sadb;

  /** Begins to prepare, when the script is written. */
  private PreparedRequests prepare(Duration grace) {
    sadb =
        Databases.over(
            XfrmKernel.over(
                kernel.start(),
                new NetlinkSocket(broadcasts.near(), 1),
                Draft.PID,
                false,
                false,
                grace,
                ScriptedXfrm.NO_TRIALS),
            Draft.PID);
    return sadb.prepare();
  }

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
    broadcasts.far().close();
  }

  private static Message update(int spi) {
    return Draft.update(spi).hard(0, 0, 600, 0).build();
  }

  private static Message delete(int spi) {
    return Draft.about(MessageType.DELETE, spi).from(Draft.L4).build();
  }

  /** What the kernel shows of an SA while its update is prepared. */
  private void scriptLooks(int spi) {
    kernel.then(shown(sa(Draft.addEsp(spi)))).then(shown(sa(Draft.addEsp(spi))));
  }

  /** What the kernel answers to an update, and shows then. */
  private void scriptUpdate(int spi) {
    kernel.then(granted()).then(shown(sa(Draft.addEsp(spi).hard(0, 0, 600, 0))));
  }

  /** The same for few and for many. */
  private void assertConstant(IntFunction<Message> request) {
    try (PreparedRequests prepared = prepare(Duration.ofSeconds(30))) {
      for (int i = 0; i < ALL; i++) {
        assertThat(prepared.add(request.apply(FIRST + i))).isNull();
      }
      long first = sent(prepared, 0, FEW); // classes are loaded, and methods linked
      long few = sent(prepared, FEW, 2 * FEW);
      assertThat(first).isNotNegative();
      assertThat((sent(prepared, 2 * FEW, ALL) - few) / (MANY - FEW)).isLessThan(MOST);
    }
  }

  /** Octets that this thread allocates while it sends. */
  private static long sent(PreparedRequests prepared, int from, int to) {
    boolean granted = true;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int next = from; next < to; next += PreparedRequests.BATCH) {
      granted &= prepared.send(next, next + PreparedRequests.BATCH);
    }
    long octets = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(granted).isTrue();
    return octets;
  }

  private void scriptGrants(int count) {
    for (int i = 0; i < count; i++) {
      kernel.then(granted());
    }
  }

  @Test
  void addsAllocateADatagramAndItsAnswer() {
    scriptGrants(ALL / PreparedRequests.BATCH);
    assertConstant(spi -> Draft.out(spi).build());
  }

  @Test
  void deletionsAllocateNothing() {
    scriptGrants(ALL / PreparedRequests.BATCH);
    assertConstant(XfrmPreparedTest::delete);
  }

  @Test
  void updatesAndTheLooksAtThemAllocateNothing() {
    for (int i = 0; i < ALL; i++) {
      scriptLooks(FIRST + i);
    }
    for (int i = 0; i < ALL; i++) {
      scriptUpdate(FIRST + i);
    }
    assertConstant(XfrmPreparedTest::update);
  }

  @Test
  void updateThatTheKernelIgnoresIsRefused() {
    scriptLooks(FIRST);
    kernel.then(granted()).then(shown(sa(Draft.addEsp(FIRST))));
    try (PreparedRequests updates = prepare(GRACE)) {
      assertThat(updates.add(update(FIRST))).isNull();
      assertThat(updates.send(0)).extracting(Refusal::errno).isEqualTo(Errno.EOPNOTSUPP.code());
    }
  }

  @Test
  void updateWhoseReplyIsLostIsLookedFor() {
    scriptLooks(FIRST);
    kernel.then(silence()).then(shown(sa(Draft.addEsp(FIRST).hard(0, 0, 600, 0))));
    try (PreparedRequests updates = prepare(GRACE)) {
      assertThat(updates.add(update(FIRST))).isNull();
      assertThat(updates.send(0)).isNull();
    }
  }

  @Test
  void updateOfAnSaThatIsGoneIsRefused() {
    scriptLooks(FIRST);
    kernel.then(refused(0, LinuxErrno.ESRCH, ""));
    try (PreparedRequests updates = prepare(GRACE)) {
      assertThat(updates.add(update(FIRST))).isNull();
      assertThat(updates.send(0)).extracting(Refusal::errno).isEqualTo(Errno.ESRCH.code());
    }
  }

  @Test
  void flushIsOneMessageForEachTypeAndSaysWhyItIsRefused() {
    kernel.then(granted()).then(granted()).then(refused(0, EINVAL, "no flush today"));
    Message flush = Draft.of(MessageType.FLUSH, SaType.UNSPEC).build();
    try (PreparedRequests flushes = prepare(GRACE)) {
      assertThat(flushes.add(flush)).isNull();
      assertThat(flushes.send(0)).isNull();
      Refusal refusal = Objects.requireNonNull(flushes.send(0));
      assertThat(refusal.errno()).isEqualTo(Errno.EINVAL.code());
      assertThat(refusal.reason()).endsWith("the kernel reports: no flush today");
    }
  }

  @Test
  void flushWhoseReplyIsLostWasCarriedOut() {
    kernel.then(silence()).then(silence());
    try (PreparedRequests flushes = prepare(GRACE)) {
      assertThat(flushes.add(Draft.of(MessageType.FLUSH, SaType.UNSPEC).build())).isNull();
      assertThat(flushes.send(0)).isNull();
    }
  }
}
