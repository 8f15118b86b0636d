package org.manualkey.service;

import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;

/**
 * The numbers of the packets that an SA has sent. They have 32 bits, and manually keyed SAs do not
 * begin again at 0 (RFC 4303, section 3.3.3): after the last one the kernel drops what it is to
 * protect. Those of 64 bits (ESN) do not come to their end.
 */
final class SequenceNumbers {
  /** The last one. */
  static final long LAST = 0xffff_ffffL;

  /** Three quarters of them. */
  private static final long NEAR_END = 3L << 30;

  private SequenceNumbers() {}

  /**
   * The number of the last packet. An SA that is used both ways, or whose direction is not known,
   * shows the higher one of both.
   *
   * @return 0: none was sent, they have 64 bits, or the back end does not show it
   */
  static long sent(SecurityAssociation sa, Directions directions) {
    return sa.replayValue() == 0
            || sa.settings().longNumbers()
            || !Direction.OUTBOUND.isIn(directionOf(sa, directions))
        ? 0
        : sa.replayValue();
  }

  private static int directionOf(SecurityAssociation sa, Directions directions) {
    return sa.isBothWays(directions) ? Direction.FLAGS : sa.direction(directions, Direction.FLAGS);
  }

  /** Whether a number is that of an SA which needs a successor. */
  static boolean isNearEnd(long sent) {
    return sent >= NEAR_END;
  }
}
