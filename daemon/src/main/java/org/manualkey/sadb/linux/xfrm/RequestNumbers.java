package org.manualkey.sadb.linux.xfrm;

import org.manualkey.libc.NetlinkSocket;

/**
 * The numbers of the requests of one socket. An event of a change has the number of the request for
 * it, so that the kernel can be told by a bit of it that nobody wants to hear of the change: while
 * a load adds many SAs, to read of each what is known already would take half as long again.
 */
final class RequestNumbers {
  /** What the numbers of changes have of which nobody wants to hear. */
  private static final int QUIET = 1 << 30;

  private int last;

  /** Has no events sent to a socket of the changes that are quiet. */
  static void ignoreQuiet(NetlinkSocket events, int port) {
    var _ = events.ignore(port, QUIET); // without that they are read, as those of others are
  }

  /** The first of so many numbers that follow each other. */
  int next(int count) {
    int first = last >= QUIET - count ? 1 : last + 1;
    last = first + count - 1;
    return first;
  }

  /** Gives back those behind a number: they were not used. */
  void backTo(int number) {
    last = number;
  }

  int last() {
    return last;
  }

  /** The number of a change of which nobody wants to hear. */
  static int quiet(int number) {
    return number | QUIET;
  }

  /** The number of a change, whether anybody wants to hear of it or not. */
  static int plain(int number) {
    return number & ~QUIET;
  }
}
