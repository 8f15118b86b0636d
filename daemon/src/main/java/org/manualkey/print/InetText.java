package org.manualkey.print;

import org.manualkey.pfkey.SocketAddress;

/** Addresses as {@code inet_ntop(3)} of illumos writes them. */
final class InetText {
  private static final int GROUPS = 8;

  private InetText() {}

  /** Prints the address alone; one of another family has no text. */
  static void print(SocketAddress address, TextSink out) {
    switch (address) {
      case SocketAddress.Inet inet -> dotted(inet.address(), out);
      case SocketAddress.Inet6 inet6 -> print(inet6, out);
      case SocketAddress.Other _ -> {}
    }
  }

  /**
   * The longest run of at least two zero groups becomes {@code ::}, the first of several; the last
   * 32 bits of mapped and compatible addresses are dotted.
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

  /** An IPv4-compatible address, neither {@code ::} nor {@code ::1}. */
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
