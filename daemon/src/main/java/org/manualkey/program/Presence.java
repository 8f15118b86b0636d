package org.manualkey.program;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether a client is still there and wants its work: stops long work if it is gone or its user
 * pressed Ctrl-C, unless the work has begun to change the database.
 *
 * <p>Only the thread that made this object looks at the client, a few times a second, also while it
 * waits for the thread of the database. Work there learns what was seen, and never reads from a
 * client itself.
 */
final class Presence implements Runnable {
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Console console;
  private final Thread own = Thread.currentThread();
  private long looked = System.nanoTime();
  private volatile boolean gone;
  private volatile boolean changing;

  Presence(Console console) {
    this.console = console;
  }

  /**
   * Runs before each command of a text, on any one thread at a time.
   *
   * @throws CancellationException if the work is to be stopped
   */
  @Override
  public void run() {
    if (changing) {
      return;
    }
    if (Thread.currentThread() == own) {
      look();
    }
    if (gone) {
      throw new CancellationException("interrupted");
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (now - looked >= PERIOD.toNanos()) {
      looked = now;
      if (console.isInterrupted()) {
        gone = true;
      }
    }
  }

  /** Whether the client was seen to be gone, or to be interrupted. */
  boolean isGone() {
    return gone;
  }

  /**
   * The work is about to make its first change, and is not stopped any more.
   *
   * @throws CancellationException if it is to be stopped now
   */
  void beginChange() {
    run();
    changing = true;
  }

  /**
   * Waits for work of this client on the thread of the database, to its end: it stops soon if the
   * client is gone, since it calls {@link #run}.
   *
   * @throws CancellationException if it was stopped, or the daemon is stopping
   */
  <T> T await(CompletableFuture<T> work) {
    while (!ended(work)) {
      look();
    }
    return result(work);
  }

  /**
   * Waits for work that others may wait for, too, and that goes on without this client.
   *
   * @throws CancellationException if the client is gone before the end
   */
  <T> T awaitShared(CompletableFuture<T> work) {
    while (!ended(work)) {
      run();
    }
    return result(work);
  }

  private static boolean ended(CompletableFuture<?> work) {
    try {
      work.get(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the daemon is stopping");
    } catch (ExecutionException e) {
      return true;
    }
    return true;
  }

  private static <T> T result(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
