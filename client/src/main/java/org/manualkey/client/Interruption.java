package org.manualkey.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C (or SIGTERM, SIGHUP) into an INTERRUPT frame, and gives the daemon a moment to
 * answer with the exit status. The virtual machine offers only a shutdown hook, which waits while
 * the main thread continues to serve the daemon.
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

  /** Sets the session to interrupt. */
  void endBy(Session running) {
    session = running;
  }

  /** Ends the watch, as the command has ended, interrupted or not. */
  void end(int exitStatus) {
    status = exitStatus;
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(this);
    } catch (IllegalStateException e) {
      // Interrupted: the running hook ends the process with this status.
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
        // Hooks are not interrupted.
      }
    }
    // Inside a hook, exit() would wait for the hook itself.
    Runtime.getRuntime().halt(status);
  }
}
