package org.manualkey.print;

import org.manualkey.pfkey.SocketAddress;

/** Prints addresses like {@code inet_ntop(3)} of illumos. */
final class InetText {
  private static final int GROUPS = 8;

  private InetText() {}

  /** Prints an address without its port; nothing for unknown families. */
  static void print(SocketAddress address, TextSink out) {
    switch (address) {
      case SocketAddress.Inet inet -> dotted(inet.address(), out);
      case SocketAddress.Inet6 inet6 -> print(inet6, out);
      case SocketAddress.Other _ -> {}
    }
  }

  /**
   * Prints the first of the longest runs of two or more zero groups as {@code ::}, and the last 32
   * bits of mapped and compatible addresses in dotted form.
   */
  private static void print(SocketAddress.Inet6 inet6, TextSink out) {
    if (inet6.isMapped()) {
      out.text("::ffff:");
      dotted(inet6.mappedAddress(), out);
    } else if (isCompatible(inet6)) {
      out.text("::");
      dotted((int) inet6.low(), out);
    } else {
      groups(inet6, out);
    }
  }

  /** Whether it is an IPv4-compatible address, except {@code ::} and {@code ::1}. */
  private static boolean isCompatible(SocketAddress.Inet6 inet6) {
    return inet6.high() == 0 && inet6.low() >>> 32 == 0 && inet6.low() > 1;
  }

  private static void groups(SocketAddress.Inet6 inet6, TextSink out) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = zeros(inet6, i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        out.text("::");
        i += length - 1;
      } else {
        if (i > 0 && (start < 0 || i != start + length)) {
          out.character(':');
        }
        out.hex(group(inet6, i));
      }
    }
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

  private static void dotted(int address, TextSink out) {
    out.unsigned(address >>> 24)
        .character('.')
        .unsigned(address >>> 16 & 0xff)
        .character('.')
        .unsigned(address >>> 8 & 0xff)
        .character('.')
        .unsigned(address & 0xff);
  }
}
