package org.manualkey.program;

import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Stops long work for a client that is gone or whose user pressed Ctrl-C. It may be run for every
 * command: it asks the client a few times a second only.
 */
final class InterruptionCheck implements Runnable {
  private static final long PERIOD = Duration.ofMillis(100).toNanos();

  private final Console console;
  private long asked = System.nanoTime();

  InterruptionCheck(Console console) {
    this.console = console;
  }

  /**
   * Looks at the client, if that is due.
   *
   * @throws CancellationException if the work is to be stopped
   */
  @Override
  public void run() {
    long now = System.nanoTime();
    if (now - asked < PERIOD) {
      return;
    }
    asked = now;
    if (console.isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }
}
