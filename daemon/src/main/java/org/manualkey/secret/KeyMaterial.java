package org.manualkey.secret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The bytes of a key, held nowhere else in this program.
 *
 * <p>Prints as its length only, compares in constant time, never exposes its array and can be
 * wiped. A wiped key is all zeros and keeps its length; whoever still wants to use it gets an
 * exception instead of a key of zeros.
 */
public final class KeyMaterial {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final byte[] octets;
  private boolean wiped;

  private KeyMaterial(byte[] octets) {
    this.octets = octets;
  }

  /** Takes {@code length} bytes from the buffer's position, which advances. */
  public static KeyMaterial take(ByteBuffer source, int length) {
    byte[] octets = new byte[length];
    source.get(octets);
    return new KeyMaterial(octets);
  }

  /** Adopts the array: the caller gives it up and must keep no reference to it. */
  public static KeyMaterial adopt(byte[] octets) {
    return new KeyMaterial(octets);
  }

  /** Length in octets. */
  public int length() {
    return octets.length;
  }

  /**
   * The octet at an index, 0 to 255.
   *
   * @throws IllegalStateException when the key was wiped
   */
  public int octet(int index) {
    requireUsable();
    return octets[index] & 0xff;
  }

  /**
   * Writes all octets at the buffer's position, which advances.
   *
   * @throws IllegalStateException when the key was wiped
   */
  public void writeTo(ByteBuffer target) {
    requireUsable();
    target.put(octets);
  }

  /** Whether every octet is zero; always examines all of them. */
  public boolean isAllZero() {
    long any = 0;
    int at = 0;
    for (; at + Long.BYTES <= octets.length; at += Long.BYTES) {
      any |= (long) WORDS.get(octets, at);
    }
    for (; at < octets.length; at++) {
      any |= octets[at];
    }
    return any == 0;
  }

  /** Whether the first {@code count} octets of both are the same; always examines all of them. */
  public boolean beginsLike(KeyMaterial other, int count) {
    return isSame(other, count, 0xff);
  }

  /** The same, but for the lowest bit of each octet, which DES uses for parity (FIPS 46-3). */
  public boolean beginsLikeButForParity(KeyMaterial other, int count) {
    return isSame(other, count, 0xfe);
  }

  private boolean isSame(KeyMaterial other, int count, int mask) {
    requireUsable();
    other.requireUsable();
    if (count > octets.length || count > other.octets.length) {
      return false;
    }
    int different = 0;
    for (int i = 0; i < count; i++) {
      different |= (octets[i] ^ other.octets[i]) & mask;
    }
    return different == 0;
  }

  /** An independent copy, to be wiped separately. */
  public KeyMaterial copy() {
    requireUsable();
    return new KeyMaterial(octets.clone());
  }

  /**
   * A copy with the low bit of each of the first {@code count} octets set for odd parity, as DES
   * requires (FIPS 46-3).
   */
  public KeyMaterial withOddParity(int count) {
    requireUsable();
    byte[] corrected = octets.clone();
    for (int i = 0; i < count; i++) {
      int upper = corrected[i] & 0xfe;
      corrected[i] = (byte) (upper | (~Integer.bitCount(upper) & 1));
    }
    return new KeyMaterial(corrected);
  }

  /** Overwrites the octets with zeros. */
  public void wipe() {
    wiped = true;
    Arrays.fill(octets, (byte) 0);
  }

  /** A wiped key would pass for one of zeros: it is neither sent nor compared. */
  private void requireUsable() {
    if (wiped) {
      throw new IllegalStateException("the key was wiped");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyMaterial that && MessageDigest.isEqual(octets, that.octets);
  }

  /** By length alone: a hash of the content would reveal something about it. */
  @Override
  public int hashCode() {
    return octets.length;
  }

  @Override
  public String toString() {
    return "KeyMaterial[" + octets.length * 8 + " bits]";
  }
}
