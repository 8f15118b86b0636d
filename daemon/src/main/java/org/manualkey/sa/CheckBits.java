package org.manualkey.sa;

import org.manualkey.pfkey.XfrmSettings;

/** To how many bits the check values of authentication algorithms are truncated. */
public final class CheckBits {
  private CheckBits() {}

  /**
   * As the standards have it (RFC 2403, 2404, 2857, 3566, 4494, 4868).
   *
   * @param auth number of the algorithm
   * @return 0: it has none
   */
  public static int usual(int auth) {
    return switch (auth) {
      case 2, 3, 8, 9, 250 -> 96;
      case 5 -> 128;
      case 6 -> 192;
      case 7 -> 256;
      default -> 0;
    };
  }

  /**
   * As the algorithm makes them.
   *
   * @param auth number of the algorithm
   * @return 0: not known
   */
  public static int whole(int auth) {
    return switch (auth) {
      case 2, 9, 250 -> 128;
      case 3, 8 -> 160;
      case 5 -> 256;
      case 6 -> 384;
      case 7 -> 512;
      default -> 0;
    };
  }

  /** Whether an SA, as it is there, has check values of the length that is wanted. */
  static boolean isSame(XfrmSettings held, int wanted, int auth) {
    if (wanted == 0) {
      return held.checkBits() == 0 || held.usual();
    }
    return wanted == (held.checkBits() == 0 ? usual(auth) : held.checkBits());
  }
}
