package org.manualkey.secret;

import java.util.Arrays;

/** The octets of a key file or of typed commands, with the name used for them in messages. */
public final class SecretText implements AutoCloseable {
  private final String name;
  private final byte[] octets;
  private final int length;

  /**
   * Adopts an array.
   *
   * @param name the name of the text in messages
   * @param octets given up by the caller; wiped by {@link #close}
   * @param length how many of them are text
   */
  public SecretText(String name, byte[] octets, int length) {
    this.name = name;
    this.octets = octets;
    this.length = length;
  }

  public String name() {
    return name;
  }

  /** Length in octets. */
  public int length() {
    return length;
  }

  /** Whether it holds nothing but blanks. */
  public boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (octets[i] > ' ' || octets[i] < 0) {
        return false;
      }
    }
    return true;
  }

  public byte[] octets() {
    return octets;
  }

  /** Overwrites the text with zeros. */
  @Override
  public void close() {
    Arrays.fill(octets, (byte) 0);
  }

  @Override
  public String toString() {
    return "SecretText[" + name + ", " + length + " octets]";
  }
}
