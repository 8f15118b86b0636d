package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;

/** What a kernel may do to its user: lose replies, be busy, break a dump off, end. */
final class IllumosFaultsTest {
  /** Its thread may wait for a processor; but a lost reply is waited for that long. */
  private static final Duration GRACE = Duration.ofMillis(300);

  private final EmulatedKernel kernel = new EmulatedKernel(new Host());
  private final IllumosSadb sadb =
      IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID, GRACE);

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private Reply exchange(Draft draft) {
    return sadb.exchange(draft.build());
  }

  private void granted(Draft draft) {
    assertThat(exchange(draft)).isInstanceOf(Reply.Done.class);
  }

  private void refused(Draft draft, Errno errno) {
    assertThat(exchange(draft))
        .isInstanceOfSatisfying(
            Reply.Refused.class, reply -> assertThat(reply.refusal().is(errno)).isTrue());
  }

  private void lose(MessageType type, int times) {
    kernel.lose(reply -> reply.header().type() == type, times);
  }

  private List<SecurityAssociation> dumped() {
    List<SecurityAssociation> sas = new ArrayList<>();
    sadb.forEach(sas::add);
    return sas;
  }

  @Test
  void addWhoseReplyIsLostIsGrantedBecauseTheSaIsThere() {
    lose(MessageType.ADD, 1);
    granted(Draft.out(0x1000));
    assertThat(dumped()).hasSize(1);
  }

  @Test
  void addWhoseReplyIsLostIsRefusedBecauseAnotherSaIsThere() {
    granted(Draft.out(0x1000));
    lose(MessageType.ADD, 1);
    refused(Draft.out(0x1000).encryptKey(128, "ff".repeat(16)), Errno.EEXIST);
  }

  @Test
  void repliesThatAreLostTwiceAreFoundOutToo() {
    lose(MessageType.ADD, 1);
    lose(MessageType.GET, 1);
    granted(Draft.out(0x1000));
  }

  @Test
  void deletionWhoseReplyIsLostIsDoneBecauseTheSaIsGone() {
    granted(Draft.out(0x1000));
    lose(MessageType.DELETE, 1);
    granted(Draft.about(MessageType.DELETE, 0x1000));
    assertThat(dumped()).isEmpty();
  }

  @Test
  void deletionWhoseReplyIsLostIsNotTakenForDoneWhenTheKernelCannotTell() {
    granted(Draft.out(0x1000));
    kernel.follow((asking, request) -> {
      boolean looks = request.header().type() == MessageType.GET;
      if (looks) {
        asking.deliver(octets(Message.of(request.header().withError(Errno.ENOMEM.code(), 0))));
      }
      return looks || request.header().type() == MessageType.DELETE; // which has no reply
    });
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> exchange(Draft.about(MessageType.DELETE, 0x1000)))
        .withMessage("kernel not responding");
  }

  @Test
  void updateAndFlushWhoseRepliesAreLostAreSentAgain() {
    granted(Draft.out(0x1000));
    lose(MessageType.UPDATE, 1);
    granted(Draft.update(0x1000).hard(0, 0, 600, 0));
    assertThat(dumped())
        .singleElement()
        .satisfies(sa ->
            assertThat(sa.lifetimes().hard())
                .isEqualTo(new Lifetime(Lifetime.Kind.HARD, 0, 0, 600, 0)));

    lose(MessageType.FLUSH, 1);
    granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    assertThat(dumped()).isEmpty();
  }

  @Test
  void preparedRequestsWhoseRepliesAreLostAreFoundOutInTheSameWay() {
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(Draft.out(0x1000).build())).isNull();
      assertThat(requests.add(Draft.out(0x1000).build())).isNull();
      assertThat(requests.add(Draft.about(MessageType.DELETE, 0x1000).build())).isNull();

      lose(MessageType.ADD, 1);
      assertThat(requests.send(0)).isNull();
      assertThat(requests.send(1)).isNotNull().matches(refusal -> refusal.is(Errno.EEXIST));
      lose(MessageType.DELETE, 1);
      assertThat(requests.send(2)).isNull();
    }
    assertThat(dumped()).isEmpty();
  }

  @Test
  void kernelThatNeverRepliesIsAnErrorWithoutAKey() {
    lose(MessageType.GET, Integer.MAX_VALUE);
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> exchange(Draft.about(MessageType.GET, 0x1000)))
        .withMessage("kernel not responding");
  }

  @Test
  void otherFlushesAndDumpsAreWaitedFor() {
    granted(Draft.out(0x1000));
    kernel.beBusy(3);
    assertThat(dumped()).hasSize(1);
    kernel.beBusy(3);
    granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    kernel.beBusy(3);
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(Draft.of(MessageType.FLUSH, SaType.ESP).build())).isNull();
      assertThat(requests.send(0)).isNull();
    }
  }

  @Test
  void otherFlushThatDoesNotEndIsAnError() {
    kernel.beBusy(Integer.MAX_VALUE);
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> exchange(Draft.of(MessageType.FLUSH, SaType.ESP)))
        .withMessage("the kernel is busy with another FLUSH or DUMP")
        .matches(e -> e.errno() == Errno.ENOMEM.code());
  }

  @Test
  void dumpWithoutItsEndIsAnErrorAndNoShorterDump() {
    granted(Draft.out(0x1000));
    kernel.lose(reply -> reply.header().seq() == 0, 1);
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(this::dumped)
        .withMessage("kernel dump interrupted");
    assertThat(dumped()).hasSize(1);
  }

  @Test
  void restOfADumpThatItsReceiverBrokeOffIsNotTakenForPartOfTheNext() {
    for (int spi = 0x1000; spi < 0x1100; spi++) {
      granted(Draft.out(spi));
    }
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() ->
            sadb.forEach(sa -> {
              throw new ArithmeticException("broken off");
            }));
    assertThat(dumped()).hasSize(0x100);
  }

  /** It has no number, and the SAs that are there would be taken for lost. */
  @Test
  void endOfADumpThatComesTooLateIsNotTakenForThatOfTheNext() {
    granted(Draft.out(0x1000));
    List<Message> late = new ArrayList<>();
    kernel.follow((asking, request) -> {
      if (request.header().type() != MessageType.DUMP) {
        return false;
      }
      if (late.isEmpty()) {
        late.add(Message.of(request.header().withSeq(0)));
        return true;
      }
      asking.deliver(octets(late.getFirst()));
      kernel.follow((_, _) -> false);
      return false;
    });
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(this::dumped)
        .withMessage("kernel dump interrupted");
    assertThat(dumped()).hasSize(1);
  }

  @Test
  void emptyDumpAfterOneWithoutItsEndIsADump() {
    kernel.lose(reply -> reply.header().type() == MessageType.DUMP, 1);
    assertThatExceptionOfType(SadbException.class).isThrownBy(this::dumped);
    assertThat(dumped()).isEmpty();
    assertThat(dumped()).isEmpty();
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void messagesOfOthersWithoutEndDoNotHideThatAReplyIsLost() throws InterruptedException {
    Message other = Message.of(Header.request(MessageType.FLUSH, SaType.ESP, 1, Draft.PID + 1));
    AtomicBoolean over = new AtomicBoolean();
    Thread flood =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                kernel.send(kernel.sockets().getLast(), octets(other));
              }
            });
    try (PreparedRequests requests = sadb.prepare()) {
      lose(MessageType.GET, Integer.MAX_VALUE);
      assertThatExceptionOfType(SadbException.class)
          .isThrownBy(() -> exchange(Draft.about(MessageType.GET, 0x1000)))
          .withMessage("kernel not responding");
      lose(MessageType.ADD, 1);
      assertThat(requests.add(Draft.out(0x1000).build())).isNull();
      assertThat(requests.send(0)).isNull();
      lose(MessageType.DUMP, Integer.MAX_VALUE);
      assertThatExceptionOfType(SadbException.class)
          .isThrownBy(this::dumped)
          .withMessage("kernel dump interrupted");
    } finally {
      over.set(true);
      flood.join();
    }
  }

  @Test
  void refusalsInNumbersThatAreNotKnownKeepTheirNumbers() {
    kernel.follow((asking, request) -> {
      asking.deliver(octets(Message.of(request.header().withError(200, 90))));
      return true;
    });
    assertThat(exchange(Draft.out(0x1000)))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            reply -> {
              assertThat(reply.refusal().errno()).isEqualTo(200);
              assertThat(reply.refusal().diagnostic()).isEqualTo(90);
            });
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(Draft.out(0x1000).build())).isNull();
      assertThat(requests.send(0))
          .isNotNull()
          .matches(refusal -> refusal.errno() == 200 && refusal.diagnostic() == 90);
    }
  }

  /** One that is too long is cut by the system. */
  @Test
  void octetsThatAreNoMessageAreCountedAndHarmNothing() throws InterruptedException {
    BlockingQueue<Message> events = new LinkedBlockingQueue<>();
    AtomicLong lost = new AtomicLong();
    var _ =
        sadb.subscribe(
            EventScope.ORDINARY,
            new EventSink() {
              @Override
              public void onEvent(Message message) {
                events.add(message);
              }

              @Override
              public void lost(long messages) {
                lost.addAndGet(messages);
              }

              @Override
              public void end() {}
            });
    Random random = new Random(16);
    for (int i = 0; i < 500; i++) {
      byte[] octets = new byte[i == 250 ? IllumosSockets.LONGEST + 8 : 1 + random.nextInt(200)];
      random.nextBytes(octets);
      kernel.sockets().forEach(socket -> kernel.send(socket, ByteBuffer.wrap(octets)));
      if (i % 50 == 0) {
        granted(Draft.out(0x1000 + i));
        assertThat(events.poll(20, TimeUnit.SECONDS)).isNotNull();
      }
    }
    assertThat(dumped()).hasSize(10);
    granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    assertThat(events.poll(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(lost).hasValue(500);
  }

  private static ByteBuffer octets(Message message) {
    ByteBuffer octets = ByteBuffer.allocate(IllumosSockets.codec().length(message));
    IllumosSockets.codec().encode(message, octets);
    return octets.flip();
  }

  @Test
  void deadSocketsEndTheListenersAndFailRequests() throws InterruptedException {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    var _ =
        sadb.subscribe(
            EventScope.ORDINARY,
            new EventSink() {
              @Override
              public void onEvent(Message message) {
                ends.add(message.header().type().name());
              }

              @Override
              public void end() {
                ends.add("end");
              }
            });
    kernel.sockets().forEach(EmulatedKernel.KeySocket::close);
    assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> exchange(Draft.out(0x1000)))
        .withMessageStartingWith("PF_KEY socket failed: ");
  }

  @Test
  void bareHeaderThatSucceedsIsAReply() {
    Reply reply = exchange(Draft.of(MessageType.FLUSH, SaType.of(EmulatedKernel.TCPSIG)));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Done.class, done -> assertThat(done.message().extensions()).isEmpty());
  }
}
