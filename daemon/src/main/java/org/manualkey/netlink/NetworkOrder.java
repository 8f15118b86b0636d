package org.manualkey.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Fields whose most significant octet comes first, in a buffer of either order. */
final class NetworkOrder {
  private NetworkOrder() {}

  static int port(ByteBuffer in, int at) {
    return (in.get(at) & 0xff) << Byte.SIZE | (in.get(at + 1) & 0xff);
  }

  static void port(ByteBuffer out, int at, int port) {
    out.put(at, (byte) (port >>> Byte.SIZE)).put(at + 1, (byte) port);
  }

  static int word(ByteBuffer in, int at) {
    int value = in.getInt(at);
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  static void word(ByteBuffer out, int at, int value) {
    out.putInt(at, out.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
  }

  static NetlinkAddress address(ByteBuffer in, int at) {
    return new NetlinkAddress(longWord(in, at), longWord(in, at + Long.BYTES));
  }

  static void address(ByteBuffer out, int at, NetlinkAddress address) {
    longWord(out, at, address.high());
    longWord(out, at + Long.BYTES, address.low());
  }

  private static long longWord(ByteBuffer in, int at) {
    long value = in.getLong(at);
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }

  private static void longWord(ByteBuffer out, int at, long value) {
    out.putLong(at, out.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
  }
}
