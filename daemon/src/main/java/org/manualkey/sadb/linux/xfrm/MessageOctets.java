package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteOrder;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.AttributeType;

/** A message of XFRM in its octets, of which parts are read without an object for each. */
abstract class MessageOctets {
  /** In place of an offset: the message does not have it. */
  static final int NONE = -1;

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int ATTRIBUTE_HEADER = 4;

  /** The flags of a type: its content has attributes itself, or is in network order. */
  private static final int TYPE_MASK = 0x3fff;

  private static final int NAME = 64;

  /** Parity bits of the keys of DES are not part of them. */
  private static final int DES_BITS = 0xfefefefe;

  private static final String DES = "cbc(des";

  /** Four octets, in the order of the host. */
  abstract int int32(int at);

  /** Its length. */
  abstract int length();

  /** A message that was taken from a socket. */
  static final class Taken extends MessageOctets {
    private final MessageSocket socket;
    private int start;
    private int length;

    Taken(MessageSocket socket) {
      this.socket = socket;
    }

    /** Becomes a part of the datagram that was taken last. */
    void become(int from, int octets) {
      start = from;
      length = octets;
    }

    @Override
    int int32(int at) {
      return socket.int32(start + at);
    }

    @Override
    int length() {
      return length;
    }
  }

  /** A prepared message. */
  static final class Prepared extends MessageOctets {
    private PreparedMessages messages;
    private int message;

    Prepared(PreparedMessages messages) {
      this.messages = messages;
    }

    /** Becomes another one. */
    void become(PreparedMessages of, int number) {
      messages = of;
      message = number;
    }

    @Override
    int int32(int at) {
      return messages.int32(message, at);
    }

    void set(int at, int value) {
      messages.set(message, at, value);
    }

    @Override
    int length() {
      return messages.length(message);
    }
  }

  /** An octet. */
  final int octet(int at) {
    int shift = (LITTLE ? at & 3 : 3 - (at & 3)) * Byte.SIZE;
    return int32(at & ~3) >>> shift & 0xff;
  }

  /**
   * Where the content of the first attribute of a type begins, or {@link #NONE}.
   *
   * @param from where the attributes begin
   * @param octets so many it has at least
   */
  final int attribute(int type, int from, int octets) {
    int at = from;
    while (at + ATTRIBUTE_HEADER <= length()) {
      int header = int32(at);
      int size = (LITTLE ? header : header >>> Short.SIZE) & 0xffff;
      if (size < ATTRIBUTE_HEADER || size > length() - at) {
        return NONE;
      }
      if (((LITTLE ? header >>> Short.SIZE : header) & TYPE_MASK) == type) {
        return size - ATTRIBUTE_HEADER < octets ? NONE : at + ATTRIBUTE_HEADER;
      }
      at += (size + 3) & ~3;
    }
    return NONE;
  }

  /**
   * Whether an SA has the algorithms and the keys of another one, whatever the length of its check
   * value.
   *
   * @param from where the attributes of this message begin
   * @param otherFrom where those of the other one begin
   */
  final boolean hasKeysOf(MessageOctets other, int from, int otherFrom) {
    return isSame(AttributeType.ALG_AUTH_TRUNC, 72, other, from, otherFrom)
        && isSame(AttributeType.ALG_CRYPT, 68, other, from, otherFrom)
        && isSame(AttributeType.ALG_AEAD, 72, other, from, otherFrom);
  }

  /** Whether an algorithm is the same: 0 name, 64 bits of the key, its octets at the end. */
  private boolean isSame(int type, int key, MessageOctets other, int from, int otherFrom) {
    int at = attribute(type, from, key);
    int there = other.attribute(type, otherFrom, key);
    if (at == NONE || there == NONE) {
      return at == there;
    }
    int bits = int32(at + NAME);
    if (bits != other.int32(there + NAME) || !hasNameOf(other, at, there)) {
      return false;
    }
    int octets = (bits + 7) >>> 3;
    if (attribute(type, from, key + octets) == NONE
        || other.attribute(type, otherFrom, key + octets) == NONE) {
      return false;
    }
    int mask = isDes(at) ? DES_BITS : -1;
    int difference = 0;
    for (int i = 0; i < octets; i += Integer.BYTES) { // zeros fill the last four
      difference |= (int32(at + key + i) ^ other.int32(there + key + i)) & mask;
    }
    return difference == 0;
  }

  private boolean hasNameOf(MessageOctets other, int at, int there) {
    for (int i = 0; i < NAME; i += Integer.BYTES) {
      int four = int32(at + i);
      if (four != other.int32(there + i)) {
        return endsAlike(other, at, there, i);
      }
      if (hasZero(four)) {
        return true;
      }
    }
    return true;
  }

  /** Whether one of four octets is zero. */
  private static boolean hasZero(int four) {
    return ((four - 0x01010101) & ~four & 0x80808080) != 0;
  }

  /** Whether two names are the same from a place on; what follows a zero is no part of them. */
  private boolean endsAlike(MessageOctets other, int at, int there, int from) {
    for (int i = from; i < NAME; i++) {
      int octet = octet(at + i);
      if (octet != other.octet(there + i)) {
        return false;
      }
      if (octet == 0) {
        return true;
      }
    }
    return true;
  }

  private boolean isDes(int name) {
    for (int i = 0; i < DES.length(); i++) {
      if (octet(name + i) != DES.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
