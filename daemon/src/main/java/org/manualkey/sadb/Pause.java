package org.manualkey.sadb;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets through one of what happens within a minute. For one thread. */
public final class Pause {
  private static final long LENGTH = Duration.ofMinutes(1).toNanos();

  private final LongSupplier clock;
  private long last;
  private boolean any;

  /**
   * Nothing has happened yet.
   *
   * @param clock nanoseconds since any time
   */
  public Pause(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether this is the first for a minute. */
  public boolean isOver() {
    long now = clock.getAsLong();
    if (any && now - last < LENGTH) {
      return false;
    }
    any = true;
    last = now;
    return true;
  }
}
