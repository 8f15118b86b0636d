package org.manualkey.sadb.illumos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;

/** The habits of {@code keysock} that make a session what it is, on sockets that are read raw. */
final class EmulatedKernelTest {
  private static final IllumosCodec CODEC = IllumosSockets.codec();
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final EmulatedKernel kernel = new EmulatedKernel(new Host());

  @AfterEach
  void close() {
    kernel.close();
  }

  private static void write(MessageSocket socket, Draft draft) throws ErrnoException {
    ByteBuffer octets = socket.outgoing();
    CODEC.encode(draft.build(), octets);
    socket.send(octets.position());
  }

  private static Header next(MessageSocket socket) throws ErrnoException {
    while (true) {
      if (socket.receive() instanceof MessageSocket.Received.Whole(ByteBuffer octets)) {
        return Objects.requireNonNull(CODEC.header(octets));
      }
      assertThat(socket.await(LIMIT)).as("a message").isTrue();
    }
  }

  /** What waits. */
  private static List<Header> waiting(MessageSocket socket) throws ErrnoException {
    List<Header> headers = new ArrayList<>();
    while (socket.receive() instanceof MessageSocket.Received.Whole(ByteBuffer octets)) {
      headers.add(Objects.requireNonNull(CODEC.header(octets)));
    }
    return headers;
  }

  private void add(int count) throws ErrnoException {
    try (MessageSocket sender = kernel.open()) {
      for (int i = 0; i < count; i++) {
        write(sender, Draft.out(0x1000 + i));
        assertThat(next(sender).errno()).isZero();
      }
    }
  }

  @Test
  void newSocketHoldsEightThousandOctetsAndTheRestVanishes() throws ErrnoException {
    try (MessageSocket listener = kernel.open()) {
      add(200);
      assertThat(waiting(listener)).hasSizeBetween(30, 80);
      assertThat(kernel.vanished()).isGreaterThan(100);
    }
  }

  @Test
  void enlargedSocketHoldsThemAll() throws ErrnoException {
    try (MessageSocket listener = kernel.open()) {
      assertThat(listener.reserve(IllumosSockets.ROOM)).isTrue();
      add(200);
      assertThat(waiting(listener)).hasSize(200);
      assertThat(kernel.vanished()).isZero();
    }
  }

  @Test
  void dumpWaitsForItsReaderAndAnotherOneIsRefusedMeanwhile() throws ErrnoException {
    add(200);
    try (MessageSocket first = kernel.open();
        MessageSocket second = kernel.open()) {
      write(first, Draft.of(MessageType.DUMP, SaType.ESP));
      assertThat(next(first).type()).isEqualTo(MessageType.DUMP);
      write(second, Draft.of(MessageType.DUMP, SaType.ESP));
      assertThat(next(second).errno()).isEqualTo(Errno.ENOMEM.code());
      write(second, Draft.about(MessageType.GET, 0x1000));
      assertThat(next(second).errno()).isZero();

      int rest = 0;
      while (next(first).seq() != 0) {
        rest++;
      }
      assertThat(rest).isEqualTo(199);
      write(second, Draft.of(MessageType.DUMP, SaType.ESP));
      assertThat(next(second).errno()).isZero();
    }
  }

  @Test
  void writeThatIsNoMessageIsRefused() throws ErrnoException {
    try (MessageSocket socket = kernel.open()) {
      ByteBuffer octets = socket.outgoing().order(ByteOrder.nativeOrder());
      CODEC.encode(Draft.of(MessageType.FLUSH, SaType.ESP).build(), octets);
      octets.putShort(4, (short) 9);
      socket.send(octets.position());
      assertThat(next(socket).errno()).isEqualTo(Errno.EMSGSIZE.code());
    }
  }

  @Test
  void tcpSignaturesSucceedWithABareHeaderForAll() throws Exception {
    Draft add = Draft.out(0x1000).saType(EmulatedKernel.TCPSIG);
    List<Message> events = new ArrayList<>();
    try (IllumosSadb sadb =
            IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID + 1);
        MessageSocket sender = kernel.open()) {
      CountDownLatch heard = new CountDownLatch(1);
      var _ =
          sadb.subscribe(
              EventScope.ORDINARY,
              new ForwardingSink(message -> {
                events.add(message);
                heard.countDown();
              }));
      write(sender, add);
      assertThat(next(sender)).isEqualTo(add.build().header());
      assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(events)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.header().saType()).isEqualTo(SaType.of(EmulatedKernel.TCPSIG));
          assertThat(event.extensions()).isEmpty();
        });
  }

  @Test
  void everySocketOfASessionIsEnlargedBeforeItIsUsed() {
    try (IllumosSadb sadb =
        IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID)) {
      var _ = sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(_ -> {}));
      assertThat(kernel.sockets())
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(socket -> socket.pair().hasRoom());
    }
  }

  @Test
  void sasOutliveTheSessionThatAddedThem() {
    try (IllumosSadb sadb =
        IllumosSadb.open(kernel, AlgorithmsFile.builtIn(), new Host(), Draft.PID)) {
      sadb.exchange(Draft.out(0x1000).build());
    }
    assertThat(kernel.held()).isPositive();
  }
}
