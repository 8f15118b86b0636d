package org.manualkey.sadb.linux;

/**
 * The seconds of a limit as Linux counts them, with a sign: the longest time of PF_KEY, 2^64-1
 * seconds, would be over at once.
 */
public final class Seconds {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private Seconds() {}

  /** What Linux is asked for. */
  public static long asked(long limit) {
    return limit == -1 ? FOR_EVER : limit;
  }

  /** What users see of what Linux has. */
  public static long shown(long limit) {
    return limit == FOR_EVER ? -1 : limit;
  }
}
