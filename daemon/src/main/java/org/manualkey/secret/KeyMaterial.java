package org.manualkey.secret;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a key, held nowhere else in this program: in {@link Slots a slot} outside the heap,
 * where no collector copies them.
 *
 * <p>Prints as its length only, compares in constant time, never exposes its memory and can be
 * wiped, which returns the slot. A wiped key is all zeros and keeps its length; whoever still wants
 * to use it gets an exception instead of a key of zeros, or of the key that is in the slot now.
 *
 * <p>One thread at a time uses a key; the one that wipes it is its owner's.
 */
public final class KeyMaterial {
  private static final long EACH_OCTET = 0x0101_0101_0101_0101L;

  private final int offset;
  private final int length;

  /** Null: it was wiped. */
  private @Nullable Page page;

  /** A key of zeros, in a slot that is its own. */
  KeyMaterial(Page page, int offset, int length) {
    this.page = page;
    this.offset = offset;
    this.length = length;
  }

  private static KeyMaterial zeros(int length) {
    return Slots.of(length).take(length);
  }

  /**
   * Takes {@code length} bytes from the buffer's position, which advances.
   *
   * @throws BufferUnderflowException if there are fewer
   */
  public static KeyMaterial take(ByteBuffer source, int length) {
    if (length > source.remaining()) {
      throw new BufferUnderflowException();
    }
    KeyMaterial key = copied(source, source.position(), length, length);
    source.position(source.position() + length);
    return key;
  }

  /**
   * A key of {@code length} octets from a place in a buffer, filled with zeros to a length that is
   * not less.
   *
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public static KeyMaterial copied(ByteBuffer source, int at, int length, int filled) {
    if (length > filled) {
      throw new IllegalArgumentException(length + " octets in " + filled);
    }
    KeyMaterial key = zeros(filled);
    copy(source, at, key.memory(), key.offset, length);
    return key;
  }

  /**
   * A key of computed octets.
   *
   * @param octet the octet at an index, of which the low eight bits count
   */
  public static KeyMaterial of(int length, IntUnaryOperator octet) {
    KeyMaterial key = zeros(length);
    ByteBuffer memory = key.memory();
    for (int i = 0; i < length; i++) {
      memory.put(key.offset + i, (byte) octet.applyAsInt(i));
    }
    return key;
  }

  /**
   * A key of whole words of eight octets.
   *
   * @param length in octets, a multiple of eight
   * @param word the eight octets from an index on, the first of them in the highest byte
   */
  public static KeyMaterial ofWords(int length, IntToLongFunction word) {
    KeyMaterial key = zeros(length);
    ByteBuffer memory = key.memory();
    for (int i = 0; i < length; i += Long.BYTES) {
      memory.putLong(key.offset + i, word.applyAsLong(i));
    }
    return key;
  }

  /**
   * Copies word by word. A bulk copy takes whole keys through vector registers, which the virtual
   * machine saves on the stack of the thread at its next stop.
   */
  private static void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int length) {
    boolean reversed = from.order() != to.order();
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      long word = from.getLong(fromAt + done);
      to.putLong(toAt + done, reversed ? Long.reverseBytes(word) : word);
    }
    for (; done < length; done++) {
      to.put(toAt + done, from.get(fromAt + done));
    }
  }

  /** Length in octets. */
  public int length() {
    return length;
  }

  /**
   * The octet at an index, 0 to 255.
   *
   * @throws IllegalStateException when the key was wiped
   */
  public int octet(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(index);
    }
    return memory().get(offset + index) & 0xff;
  }

  /**
   * Writes all octets at the buffer's position, which advances.
   *
   * @throws IllegalStateException when the key was wiped
   * @throws BufferOverflowException if there is no room for them
   */
  public void writeTo(ByteBuffer target) {
    copyTo(0, target, length);
  }

  /**
   * Copies some of the octets to the buffer's position, which advances.
   *
   * @param from the index of the first
   * @throws IllegalStateException when the key was wiped
   * @throws BufferOverflowException if there is no room for them
   */
  public void copyTo(int from, ByteBuffer target, int count) {
    Objects.checkFromIndexSize(from, count, length);
    if (count > target.remaining()) {
      throw new BufferOverflowException();
    }
    copy(memory(), offset + from, target, target.position(), count);
    target.position(target.position() + count);
  }

  /** Whether every octet is zero; always examines all of them. */
  public boolean isAllZero() {
    if (page == null) {
      return true;
    }
    ByteBuffer memory = page.octets;
    long any = 0;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      any |= memory.getLong(offset + at);
    }
    for (; at < length; at++) {
      any |= memory.get(offset + at);
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
    ByteBuffer memory = memory();
    ByteBuffer others = other.memory();
    if (count > length || count > other.length) {
      return false;
    }
    long masks = mask * EACH_OCTET;
    long different = 0;
    int at = 0;
    for (; at + Long.BYTES <= count; at += Long.BYTES) {
      different |= (memory.getLong(offset + at) ^ others.getLong(other.offset + at)) & masks;
    }
    for (; at < count; at++) {
      different |= (memory.get(offset + at) ^ others.get(other.offset + at)) & mask;
    }
    return different == 0;
  }

  /** An independent copy, to be wiped separately. */
  public KeyMaterial copy() {
    return resized(length);
  }

  /** A copy of another length: what is longer ends with zeros. */
  public KeyMaterial resized(int newLength) {
    ByteBuffer memory = memory();
    KeyMaterial copy = zeros(newLength);
    copy(memory, offset, copy.memory(), copy.offset, Math.min(length, newLength));
    return copy;
  }

  /**
   * A copy with the low bit of each of the first {@code count} octets set for odd parity, as DES
   * requires (FIPS 46-3).
   */
  public KeyMaterial withOddParity(int count) {
    return of(
        length,
        i -> {
          int upper = octet(i) & 0xfe;
          return i < count ? upper | (~Integer.bitCount(upper) & 1) : octet(i);
        });
  }

  /** Overwrites the octets with zeros, and returns their slot; the second time, nothing. */
  public void wipe() {
    Page mine = page;
    if (mine != null) {
      page = null;
      mine.wipe(offset, length);
      mine.slots.give(mine, offset);
    }
  }

  /** A wiped key would pass for one of zeros: it is neither sent nor compared. */
  private ByteBuffer memory() {
    Page mine = page;
    if (mine == null) {
      throw new IllegalStateException("the key was wiped");
    }
    return mine.octets;
  }

  /** A wiped key is one of zeros here. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof KeyMaterial that) || length != that.length) {
      return false;
    }
    if (page == null || that.page == null) {
      return isAllZero() && that.isAllZero();
    }
    return isSame(that, length, 0xff);
  }

  /** By length alone: a hash of the content would reveal something about it. */
  @Override
  public int hashCode() {
    return length;
  }

  @Override
  public String toString() {
    return "KeyMaterial[" + length * 8 + " bits]";
  }
}
