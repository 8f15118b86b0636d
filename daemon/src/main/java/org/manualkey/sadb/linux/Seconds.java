package org.manualkey.sadb.linux;

/**
 * The seconds of a limit as Linux counts them, with a sign: the longest times of PF_KEY, from 2^63
 * to 2^64-1 seconds, would be over at once. They last for ever instead, and so does 2^63-1.
 */
public final class Seconds {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private Seconds() {}

  /** What Linux is asked for. */
  public static long asked(long limit) {
    return limit < 0 ? FOR_EVER : limit;
  }

  /** What users see of what Linux has. */
  public static long shown(long limit) {
    return limit == FOR_EVER ? -1 : limit;
  }
}
