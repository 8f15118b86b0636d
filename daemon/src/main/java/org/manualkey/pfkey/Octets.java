package org.manualkey.pfkey;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An immutable run of octets whose meaning is not known here.
 *
 * <p>It prints as its length only: what nobody understands may well be a key.
 */
public final class Octets {
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] octets;

  private Octets(byte[] octets) {
    this.octets = octets;
  }

  /** Takes {@code length} octets from the buffer's position, which advances. */
  public static Octets take(ByteBuffer source, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] octets = new byte[length];
    source.get(octets);
    return new Octets(octets);
  }

  /** A copy of an array. */
  public static Octets of(byte... octets) {
    return new Octets(octets.clone());
  }

  public int length() {
    return octets.length;
  }

  /** A read-only view, position 0 to limit {@link #length()}. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(octets).asReadOnlyBuffer();
  }

  /** Writes all octets at the buffer's position, which advances. */
  public void writeTo(ByteBuffer target) {
    target.put(octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return "Octets[" + octets.length + "]";
  }
}
