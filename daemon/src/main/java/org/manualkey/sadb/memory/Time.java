package org.manualkey.sadb.memory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What time it is: by the calendar for what is shown, and in whole seconds of a clock that nobody
 * sets for what expires.
 */
final class Time {
  /** A second that never comes. */
  static final int NEVER = Integer.MAX_VALUE;

  private final InstantSource calendar;
  private final LongSupplier nanoTime;
  private final long start;

  Time(InstantSource calendar, LongSupplier nanoTime) {
    this.calendar = calendar;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
  }

  /** Seconds since 1970. */
  long epochSeconds() {
    return calendar.instant().getEpochSecond();
  }

  /** Whole seconds since this was made. */
  int seconds() {
    return (int) TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - start);
  }

  /** From when a limit counts that starts now: rounded up, so that none is reached early. */
  int startOfLimit() {
    long second = TimeUnit.SECONDS.toNanos(1);
    return (int) Math.ceilDiv(nanoTime.getAsLong() - start, second);
  }

  /** How long until a second begins; zero when it has begun. */
  Duration until(int second) {
    long left = TimeUnit.SECONDS.toNanos(second) - (nanoTime.getAsLong() - start);
    return Duration.ofNanos(Math.max(left, 0));
  }

  /**
   * The second that a limit is reached.
   *
   * @param limit seconds, unsigned; 0: no limit
   */
  static int after(int second, long limit) {
    return limit == 0 || Long.compareUnsigned(limit, (long) NEVER - second) >= 0
        ? NEVER
        : second + (int) limit;
  }
}
