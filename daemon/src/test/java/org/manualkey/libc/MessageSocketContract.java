package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.MessageSocket.Received;

/** What a {@link MessageSocket} does, by whichever system calls. */
abstract class MessageSocketContract {
  private static final int LONGEST = 64;

  private final SocketPair pair = open(LONGEST, LONGEST);
  private final MessageSocket near = pair.near();
  private final MessageSocket far = pair.far();

  /** A pair of sockets with these lengths of their longest messages. */
  abstract SocketPair open(int near, int far);

  /** The system call that sends. */
  abstract String sending();

  @AfterEach
  void close() {
    pair.close();
  }

  static int put(MessageSocket socket, String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    socket.outgoing().put(octets);
    return octets.length;
  }

  static String next(MessageSocket socket) throws ErrnoException {
    return switch (socket.receive()) {
      case Received.Whole(ByteBuffer octets) -> text(octets);
      case Received.Truncated(long length) -> "truncated " + length;
      case Received.Nothing _ -> "nothing";
    };
  }

  private static String text(ByteBuffer octets) {
    return StandardCharsets.ISO_8859_1.decode(octets.duplicate()).toString();
  }

  @Test
  void messagesThatWereQueuedArriveInTheirOrderWhenFlushed() throws ErrnoException {
    near.queue(put(near, "one"));
    near.queue(put(near, "three"));
    assertThat(next(far)).isEqualTo("nothing");

    near.flush();

    assertThat(next(far)).isEqualTo("one");
    assertThat(next(far)).isEqualTo("three");
    assertThat(next(far)).isEqualTo("nothing");
  }

  @Test
  void aFullQueueReportsItAndLosesNothing() throws ErrnoException {
    int count = 0;
    boolean room = true;
    while (room) {
      room = near.queue(put(near, "message " + count++));
    }
    near.flush();
    // A socket of this kind holds few messages; these fit.
    for (int i = 0; i < count; i++) {
      assertThat(next(far)).isEqualTo("message " + i);
    }
    assertThat(count).isGreaterThan(1).isLessThanOrEqualTo(MessageSocket.BATCH);
  }

  @Test
  void whatWasSentIsWiped() throws ErrnoException {
    ByteBuffer outgoing = near.outgoing();
    near.send(put(near, "secret"));
    assertThat(text(outgoing.clear())).isEqualTo("\0".repeat(LONGEST));
  }

  @Test
  void whatWasNotTakenIsWipedToo() {
    ByteBuffer outgoing = near.outgoing();
    far.close();
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> near.send(put(near, "secret")))
        .withMessageContaining(sending());
    assertThat(text(outgoing.clear())).isEqualTo("\0".repeat(LONGEST));
  }

  @Test
  void whatWasReadIsThereUntilItIsWiped() throws ErrnoException {
    near.send(put(near, "secret"));
    Received received = far.receive();
    assertThat(received).isInstanceOf(Received.Whole.class);
    ByteBuffer octets = ((Received.Whole) received).octets();
    assertThat(text(octets)).isEqualTo("secret");

    far.wipe();

    assertThat(text(octets)).isEqualTo("\0".repeat(6));
  }

  @Test
  void messageThatIsTooLongIsReportedWithItsLengthAndTheNextOneIsWhole() throws ErrnoException {
    try (SocketPair uneven = open(2 * LONGEST, LONGEST)) {
      MessageSocket sender = uneven.near();
      sender.queue(put(sender, "x".repeat(LONGEST + 1)));
      sender.queue(put(sender, "short"));
      sender.flush();

      assertThat(next(uneven.far())).isEqualTo("truncated " + (LONGEST + 1));
      assertThat(next(uneven.far())).isEqualTo("short");
    }
  }

  @Test
  void waitingEndsWhenThereIsAMessageOrTheTimeIsOver() throws ErrnoException {
    assertThat(near.await(Duration.ZERO)).isFalse();
    far.send(put(far, "hello"));
    assertThat(near.await(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void whoWaitsCanBeWoken() throws Exception {
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return near.await(Duration.ofMinutes(1));
          } catch (ErrnoException e) {
            throw new AssertionError(e);
          }
        });
    near.wake();
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void askingForRoomWithoutPrivilegeIsNoFailure() throws ErrnoException {
    var _ = near.reserve(1 << 20);
    far.send(put(far, "still here"));
    assertThat(next(near)).isEqualTo("still here");
  }

  @Test
  void closingTwiceIsClosingOnce() {
    near.close();
    assertThatCode(near::close).doesNotThrowAnyException();
  }

  /** Eight octets would be written to whatever has the number of its descriptor by then. */
  @Test
  void wakeAfterTheCloseWritesToNobody() throws ErrnoException {
    near.close();
    try (SocketPair other = open(LONGEST, LONGEST)) {
      near.wake();

      assertThat(next(other.near())).isEqualTo("nothing");
      assertThat(next(other.far())).isEqualTo("nothing");
    }
  }
}
