package org.manualkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.Payload;

/**
 * Sends standard input to the daemon, one piece for each request. It reads on a separate thread,
 * started by the first request, so that the session can process frames of the daemon meanwhile.
 */
final class StandardInput implements Runnable {
  private final InputStream in;
  private final DaemonConnection daemon;
  private final boolean whole;
  private final Semaphore wanted = new Semaphore(0);
  private boolean started;

  /**
   * The input of a session.
   *
   * @param whole whether the daemon must not use what cannot be read to its end
   */
  StandardInput(InputStream in, DaemonConnection daemon, boolean whole) {
    this.whole = whole;
    this.in = in;
    this.daemon = daemon;
  }

  /** Reads and sends one more piece: a line from a terminal, or whatever is available. */
  void request() {
    if (!started) {
      started = true;
      Thread thread = new Thread(this, "standard input");
      thread.setDaemon(true);
      thread.start();
    }
    wanted.release();
  }

  @Override
  public void run() {
    byte[] buffer = new byte[32 << 10];
    try {
      while (true) {
        wanted.acquire();
        int count = in.read(buffer);
        if (count < 0) {
          daemon.send(new ClientFrame.EndOfInput());
        } else {
          Payload piece = Payload.of(buffer, 0, count);
          daemon.send(new ClientFrame.Input(piece));
          piece.wipe();
        }
      }
    } catch (IOException | InterruptedException e) {
      endAfter();
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  /** Unreadable input counts as ended, or as interrupted; the session reports a lost connection. */
  private void endAfter() {
    try {
      daemon.send(whole ? new ClientFrame.Interrupt() : new ClientFrame.EndOfInput());
    } catch (IOException e) {
      // The session reads the same connection and reports it.
    }
  }
}
