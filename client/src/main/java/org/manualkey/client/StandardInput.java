package org.manualkey.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.Payload;

/**
 * Hands standard input to the daemon, piece by piece as it asks. It reads on a thread of its own,
 * started by the first request, so that the session sees the daemon's frames, or its end, while the
 * user thinks.
 */
final class StandardInput implements Runnable {
  private final InputStream in;
  private final DaemonConnection daemon;
  private final Semaphore wanted = new Semaphore(0);
  private boolean started;

  StandardInput(InputStream in, DaemonConnection daemon) {
    this.in = in;
    this.daemon = daemon;
  }

  /** Reads and sends one more piece: a line of a terminal, whatever is there of anything else. */
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
    }
  }

  /** Input that cannot be read is input that has ended; a lost daemon shows in the session. */
  private void endAfter() {
    try {
      daemon.send(new ClientFrame.EndOfInput());
    } catch (IOException e) {
      // The session reads the same connection and reports it.
    }
  }
}
