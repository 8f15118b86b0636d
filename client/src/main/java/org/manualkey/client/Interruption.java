package org.manualkey.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C (or SIGTERM, SIGHUP) into an INTERRUPT frame, and gives the daemon a moment to
 * answer with the exit status. The virtual machine offers only a hook at its end: the hook waits
 * while the main thread goes on serving the daemon.
 */
final class Interruption extends Thread {
  private static final int INTERRUPTED = 130;
  private static final int PATIENCE_SECONDS = 2;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Session session;
  private volatile int status = INTERRUPTED;

  private Interruption() {}

  /** Watches for signals until {@link #end}. */
  static Interruption watch() {
    Interruption hook = new Interruption();
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /** From now on it is this session that is asked to end. */
  void endBy(Session running) {
    session = running;
  }

  /** The command has ended, by itself or because it was interrupted. */
  void end(int exitStatus) {
    status = exitStatus;
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(this);
    } catch (IllegalStateException e) {
      // Interrupted: the hook runs, and ends the process with this status.
    }
  }

  @Override
  public void run() {
    Session running = session;
    if (running != null) {
      running.interrupt();
      try {
        ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        // Nothing interrupts a hook; if something does, leave at once.
      }
    }
    // Inside a hook, exit() would wait for the hook itself.
    Runtime.getRuntime().halt(status);
  }
}
