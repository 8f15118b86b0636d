package org.manualkey.secret;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The octets of a key file or of typed commands, with the name used for them in messages. They are
 * outside the heap, where no collector copies them.
 */
public final class SecretText implements AutoCloseable {
  private final String name;
  private final ByteBuffer octets;
  private final int length;
  private final Runnable release;

  /**
   * A view of octets.
   *
   * @param octets from 0 to the limit
   * @param release overwrites them
   */
  SecretText(String name, ByteBuffer octets, Runnable release) {
    this.name = name;
    this.octets = octets.order(ByteOrder.LITTLE_ENDIAN);
    this.length = octets.limit();
    this.release = release;
  }

  /** A copy of octets, which are overwritten. */
  public static SecretText taking(String name, byte[] octets) {
    return SecretBuffer.taking(octets).text(name);
  }

  public String name() {
    return name;
  }

  /** Length in octets. */
  public int length() {
    return length;
  }

  /** The octet at an index, -128 to 127. */
  public byte octet(int index) {
    return octets.get(index);
  }

  /**
   * Eight octets at once, the first of them in the lowest byte. Each access to memory outside the
   * heap is checked, so that one for eight octets is faster than eight.
   *
   * @param end not before the index; octets from it on are zeros
   */
  public long eightOctets(int index, int end) {
    if (index > length - Long.BYTES) {
      return lastOctets(index, end);
    }
    long eight = octets.getLong(index);
    int count = end - index;
    return count >= Long.BYTES ? eight : eight & ~(-1L << (count * Byte.SIZE));
  }

  private long lastOctets(int index, int end) {
    long eight = 0;
    for (int i = end - 1; i >= index; i--) {
      eight = eight << Byte.SIZE | (octets.get(i) & 0xff);
    }
    return eight;
  }

  /** Copies octets to an array, which must not be those of a key. */
  public byte[] copyOf(int start, int end) {
    byte[] copy = new byte[end - start];
    octets.get(start, copy);
    return copy;
  }

  /** A part of it as a string, which must not be a key: strings are never overwritten. */
  public String string(int start, int end) {
    return new String(copyOf(start, end), StandardCharsets.UTF_8);
  }

  /** Whether it holds nothing but blanks. */
  public boolean isBlank() {
    for (int i = 0; i < length; i++) {
      byte octet = octets.get(i);
      if (octet > ' ' || octet < 0) {
        return false;
      }
    }
    return true;
  }

  /** Overwrites the text with zeros. */
  @Override
  public void close() {
    release.run();
  }

  @Override
  public String toString() {
    return "SecretText[" + name + ", " + length + " octets]";
  }
}
