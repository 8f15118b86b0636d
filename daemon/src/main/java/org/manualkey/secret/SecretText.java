package org.manualkey.secret;

import java.nio.ByteBuffer;
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
    this.octets = octets;
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
