package org.manualkey.it;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Prints every ten seconds what is still being done, until it is closed. */
final class Progress implements AutoCloseable {

  private static final int PERIOD_SECONDS = 10;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final long start = System.nanoTime();

  private Progress() {}

  static Progress of(String what) {
    Progress progress = new Progress();
    var _ =
        progress.clock.scheduleAtFixedRate(
            () -> progress.print(what), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    return progress;
  }

  private void print(String what) {
    System.err.printf(
        "it-tests: still %s (%d s)%n",
        what, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
