package org.manualkey.pfkey;

/** IPv6 addresses as text, in the form of RFC 5952 and of {@code inet_ntop(3)}. */
final class Inet6Text {
  private static final int GROUPS = 8;

  private Inet6Text() {}

  /**
   * The first of the longest runs of two or more zero groups is {@code ::}; the last 32 bits of
   * mapped and compatible addresses are dotted, but for compatible ones of the last 16 bits.
   */
  static String of(SocketAddress.Inet6 inet6) {
    if (inet6.isMapped()) {
      return "::ffff:" + dotted(inet6.mappedAddress());
    }
    boolean compatible = inet6.high() == 0 && inet6.low() >>> 32 == 0 && inet6.low() >>> 16 != 0;
    return compatible ? "::" + dotted((int) inet6.low()) : groups(inet6);
  }

  /** An IPv4 address. */
  static String dotted(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xff)
        + "."
        + (address >>> 8 & 0xff)
        + "."
        + (address & 0xff);
  }

  private static String groups(SocketAddress.Inet6 inet6) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = zeros(inet6, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    StringBuilder text = new StringBuilder(40);
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (i > 0 && (start < 0 || i != start + length)) {
          text.append(':');
        }
        text.append(Integer.toHexString(group(inet6, i)));
      }
    }
    return text.toString();
  }

  private static int zeros(SocketAddress.Inet6 inet6, int from) {
    int end = from;
    while (end < GROUPS && group(inet6, end) == 0) {
      end++;
    }
    return end - from;
  }

  private static int group(SocketAddress.Inet6 inet6, int index) {
    long half = index < 4 ? inet6.high() : inet6.low();
    return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
  }
}
