package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;

/** Many SAs, other programs that change as many, and who listens meanwhile. */
final class IllumosLoadTest {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int MANY = 100_000;

  private final EmulatedKernel kernel = new EmulatedKernel(new Host());
  private final IllumosSadb sadb = open(Draft.PID);

  private IllumosSadb open(int pid) {
    return IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), pid, GRACE);
  }

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  /** Counts what arrives and what does not. */
  private static class Counter implements EventSink {
    final AtomicLong events = new AtomicLong();
    final AtomicLong lost = new AtomicLong();

    @Override
    public void onEvent(Message message) {
      events.incrementAndGet();
    }

    @Override
    public void lost(long messages) {
      lost.addAndGet(messages);
    }

    @Override
    public void end() {}
  }

  private static void add(IllumosSadb sadb, int from, int count) {
    try (PreparedRequests requests = sadb.prepare()) {
      for (int i = 0; i < count; i++) {
        Message add = Draft.out(from + i).build();
        assertThat(requests.add(add)).isNull();
        add.wipeKeys();
      }
      for (int i = 0; i < count; i += PreparedRequests.BATCH) {
        assertThat(requests.send(i, Math.min(i + PreparedRequests.BATCH, count))).isTrue();
      }
    }
  }

  @Test
  void aHundredThousandSasAreAddedDumpedAndFlushed() {
    add(sadb, 0x1000, MANY);
    int[] dumped = new int[1];
    sadb.forEach(sa -> {
      dumped[0]++;
      sa.keys().wipe();
    });
    assertThat(dumped[0]).isEqualTo(MANY);
    assertThat(sadb.exchange(Draft.of(MessageType.FLUSH, SaType.UNSPEC).build()))
        .isInstanceOf(Reply.Done.class);
    assertThat(kernel.held()).isZero();
  }

  @Test
  void changesOfOthersThatFillTheBufferDoNotCostTheNextReply() {
    try (IllumosSadb other = open(Draft.PID + 1)) {
      add(other, 0x1000, 3000);
      assertThat(kernel.vanished()).as("the buffer of the idle session was full").isPositive();
      assertThat(sadb.exchange(Draft.about(MessageType.GET, 0x1000).build()))
          .isInstanceOf(Reply.Done.class);
    }
  }

  @Test
  void listenersHearEveryChangeOrHowManyTheyMissed() {
    Counter ordinary = new Counter();
    Counter promiscuous = new Counter();
    var _ = sadb.subscribe(EventScope.ORDINARY, ordinary);
    var _ = sadb.subscribe(EventScope.PROMISCUOUS, promiscuous);
    int changes = 5000;
    add(sadb, 0x1000, changes);
    // What was dropped last is noticed at the next change.
    while (ordinary.events.get() + ordinary.lost.get() < changes) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      add(sadb, 0x1000 + changes, 1);
      changes++;
      assertThat(changes).as("changes until all were heard of").isLessThan(6000);
    }
    assertThat(ordinary.events.get() + ordinary.lost.get()).isLessThanOrEqualTo(changes);
    assertThat(promiscuous.events.get()).isPositive();
  }

  @Test
  void eventsThatTheKernelDroppedAreNoticedAtTheNextChange() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch noticed = new CountDownLatch(1);
    Counter slow =
        new Counter() {
          @Override
          public void onEvent(Message message) {
            super.onEvent(message);
            blocked.countDown();
            try {
              assertThat(free.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void lost(long messages) {
            super.lost(messages);
            noticed.countDown();
          }
        };
    var _ = sadb.subscribe(EventScope.ORDINARY, slow);
    add(sadb, 0x1000, 1);
    assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
    add(sadb, 0x2000, 3000);
    assertThat(kernel.vanished()).isPositive();
    free.countDown();
    int spi = 0x10000;
    while (!noticed.await(10, TimeUnit.MILLISECONDS)) {
      add(sadb, spi++, 1);
      assertThat(spi).as("changes until it was noticed").isLessThan(0x11000);
    }
    assertThat(slow.lost.get()).isPositive().isLessThanOrEqualTo(3000);
  }
}
