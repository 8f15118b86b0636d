package org.manualkey.sadb.linux;

import org.jspecify.annotations.Nullable;

/**
 * Since when an SA with an idle limit has not been used, as far as is known. Times are nanoseconds
 * of the clock of {@link IdlePeriods}, which nobody sets.
 */
final class IdlePeriod {
  private static final long SECOND = 1_000_000_000L;

  /** Longer than 32 bits of seconds nobody waits. */
  private static final long LONGEST = 0xffff_ffffL;

  /** In seconds: two clocks that nobody sets count apart no further between two looks. */
  private static final long TOLERANCE = 2;

  private final RecordedSa sa;
  private long limit;
  private SaUse use = SaUse.NONE;
  private long start;
  private long looked;
  private long lookedSecond;

  /** {@link IdlePeriods}' own: the place in the queue, and in what is still to be queued. */
  private long due;

  private long number;
  private boolean queued;
  private boolean waiting;
  private @Nullable IdlePeriod next;

  IdlePeriod(RecordedSa sa) {
    this.sa = sa;
  }

  RecordedSa sa() {
    return sa;
  }

  /**
   * It begins now.
   *
   * @param epochSecond now, by the clock of the kernel
   * @param seconds the limit, unsigned; 0: none
   * @param soFar what the SA has been used before
   */
  void begin(long now, long epochSecond, long seconds, SaUse soFar) {
    limit = Long.compareUnsigned(seconds, LONGEST) > 0 ? 0 : seconds * SECOND;
    use = soFar;
    start = now;
    looked(now, epochSecond);
  }

  /**
   * The SA was looked at. If it was used since the last look, it has been idle since that use;
   * where the kernel does not show when that was, since now.
   *
   * @param epochSecond now, by the clock of the kernel
   * @return whether it was used
   */
  boolean look(long now, long epochSecond, SaUse found) {
    boolean used = !found.isAsFarAs(use);
    if (used) {
      start = now - (found.last() == 0 ? 0 : sinceLastUse(now, epochSecond, found.last()));
    }
    use = found;
    looked(now, epochSecond);
    return used;
  }

  private void looked(long now, long epochSecond) {
    looked = now;
    lookedSecond = epochSecond;
  }

  /** Rounded down, so that no SA goes early; 0 if the clock of the kernel was set meanwhile. */
  private long sinceLastUse(long now, long epochSecond, long last) {
    long passed = now - looked;
    long seconds = Math.clamp(epochSecond - last - 1, 0, LONGEST);
    boolean wasSet = Math.abs((epochSecond - lookedSecond) - passed / SECOND) > TOLERANCE;
    return wasSet ? 0 : Math.min(seconds * SECOND, passed);
  }

  boolean hasLimit() {
    return limit != 0;
  }

  /** When the limit is reached, unless the SA is used. */
  long end() {
    return start + limit;
  }

  long due() {
    return due;
  }

  long number() {
    return number;
  }

  boolean isQueued() {
    return queued;
  }

  void queued(boolean in, long at, long place) {
    queued = in;
    due = at;
    number = place;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Waits to be queued, before another one; null: it is the last. */
  void await(@Nullable IdlePeriod other) {
    waiting = true;
    next = other;
  }

  /** Waits no more; the one after it. */
  @Nullable IdlePeriod leave() {
    IdlePeriod after = next;
    waiting = false;
    next = null;
    return after;
  }
}
