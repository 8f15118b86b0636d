package org.manualkey.sa;

/**
 * What of an SA, as it is wanted, a digest of {@link SaContents} does not show: what a database may
 * show in another way than it was asked for, and the lifetimes. Many SAs have the same of it.
 *
 * @param named flags of the directions that are named
 * @param oneWay flag of the only direction; 0: any
 * @param window the replay window
 * @param checkBits bits of check values; 0: as usual
 * @param replayValue where the replay counter stands at least
 * @param lifetimes its limits
 */
public record Undigested(
    int named, int oneWay, int window, int checkBits, long replayValue, Lifetimes lifetimes) {
  /** That of an SA that is wanted. */
  public static Undigested of(SecurityAssociation wanted) {
    return new Undigested(
        wanted.namedDirection(),
        wanted.oneWay(),
        wanted.sa().replay(),
        wanted.settings().checkBits(),
        wanted.replayValue(),
        wanted.lifetimes());
  }

  /**
   * Whether an SA that is there, and has the digest of the one that is wanted, is the same as that,
   * lifetimes included.
   *
   * @param directions of the database; an unknown direction is no difference
   */
  public boolean isSame(SecurityAssociation there, Directions directions) {
    return lifetimes.isSame(there.lifetimes())
        && Comparison.isSameDirection(there, named, oneWay, directions)
        && Comparison.isSameWindow(there, window)
        && CheckBits.isSame(there.settings(), checkBits, there.sa().auth())
        && Long.compareUnsigned(there.replayValue(), replayValue) >= 0;
  }
}
