package org.manualkey.libc;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The far side of a pair of sockets, which a thread of its own plays: it answers each message that
 * comes. One that is wrong ends it, and fails {@link #close}.
 */
public final class FarSide implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(20);

  private final SocketPair pair;
  private final Play play;
  private final Thread thread = Thread.ofPlatform().unstarted(this::run);
  private volatile String wrong = "";
  private volatile boolean closed;

  /** What it does. */
  public interface Play {
    /**
     * Answers a message.
     *
     * @return what is wrong with it; empty: nothing
     */
    String answer(ByteBuffer octets, MessageSocket far) throws ErrnoException;
  }

  /**
   * One that does not play yet.
   *
   * @param pair whose far side is closed with it
   */
  public FarSide(SocketPair pair, Play play) {
    this.pair = pair;
    this.play = play;
  }

  /** Begins, and returns the near side. */
  public MessageSocket start() {
    thread.start();
    return pair.near();
  }

  private void run() {
    MessageSocket far = pair.far();
    try {
      while (!closed && wrong.isEmpty()) {
        far.await(TURN);
        while (far.receive() instanceof MessageSocket.Received.Whole(ByteBuffer octets)) {
          wrong = play.answer(octets, far);
        }
      }
    } catch (ErrnoException | RuntimeException e) {
      wrong = e.toString();
    }
  }

  /** Gives up the socket: nothing that is sent from now on arrives. */
  public void die() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    pair.far().close();
  }

  /** Ends it. */
  @Override
  public void close() {
    die();
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong);
    }
  }
}
