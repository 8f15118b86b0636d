package org.manualkey.server;

import java.time.Duration;
import org.manualkey.thread.EssentialThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step on a thread of its own until it is closed, whatever fails: a lack of descriptors
 * or of memory passes, and a daemon that accepts nobody any more is worse than one that was late.
 */
final class AcceptLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);

  /** After a failure, which is usually due to a lack of descriptors. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final Step step;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long turns;
  private int unlogged;
  private long logged = System.nanoTime() - PERIOD;

  /** What is repeated; it may wait. */
  interface Step {
    void run() throws Exception;
  }

  AcceptLoop(EssentialThread kind, Step step) {
    this.step = step;
    thread = kind.unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Thread thread() {
    return thread;
  }

  /** How often the step has ended, by success or failure. */
  long turns() {
    return turns;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread only
  private void run() {
    while (!closed) {
      try {
        step.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return; // closing
      } catch (Exception | Error e) {
        if (!closed) {
          failed(e);
          pause();
        }
      }
      turns++;
    }
  }

  /** Logs a failure, at most once a minute. */
  private void failed(Throwable failure) {
    unlogged++;
    if (System.nanoTime() - logged < PERIOD) {
      return;
    }
    try {
      LOG.warn(
          ServerMessage.ACCEPT_FAILED.with(
              failure instanceof java.io.IOException ? failure.getMessage() : failure.getClass(),
              unlogged));
      unlogged = 0;
      logged = System.nanoTime();
    } catch (RuntimeException | Error e) {
      // Without memory even for a line; it is logged with the next failure.
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends after the current step, which the caller ends by closing what it waits for. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
