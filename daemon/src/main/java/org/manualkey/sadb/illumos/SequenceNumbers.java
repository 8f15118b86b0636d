package org.manualkey.sadb.illumos;

import org.manualkey.pfkey.MessageType;

/**
 * The sequence numbers of a session. What all sockets receive is numbered without gaps and apart
 * from the rest, so that a gap in what the socket for events reads shows that the kernel dropped
 * messages there. The upper half of the numbers belongs to the kernel, and 0 ends a dump.
 */
final class SequenceNumbers {
  /** Changes count from 1 to below this, all else from this on. */
  private static final int BORDER = 1 << 30;

  private int change;
  private int other = BORDER - 1;

  /** Whether all sockets receive the reply to a request. */
  static boolean isBroadcast(MessageType type) {
    return switch (type) {
      case ADD, UPDATE, X_UPDATEPAIR, DELETE, X_DELPAIR, GETSPI, FLUSH -> true;
      default -> false;
    };
  }

  /** The next number for a request. */
  int next(MessageType type) {
    if (isBroadcast(type)) {
      change = after(change);
      return change;
    }
    other = other == Integer.MAX_VALUE ? BORDER : other + 1;
    return other;
  }

  /** The number of the change after another one. */
  static int after(int change) {
    return change == BORDER - 1 ? 1 : change + 1;
  }

  /** How many changes are between two numbers, of which the second one came later. */
  static int between(int before, int later) {
    return Math.floorMod(later - before - 1, BORDER - 1);
  }
}
