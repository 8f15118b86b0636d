package org.manualkey.print;

import org.manualkey.pfkey.SocketAddress;

/** Prints addresses like {@code inet_ntop(3)} of illumos. */
final class InetText {
  private InetText() {}

  /** Prints an address without its port; nothing for unknown families. */
  static void print(SocketAddress address, TextSink out) {
    switch (address) {
      case SocketAddress.Inet inet -> dotted(inet.address(), out);
      case SocketAddress.Inet6 inet6 -> out.text(inet6.literal());
      case SocketAddress.Other _ -> {}
    }
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
