package org.manualkey.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Raw bytes of a frame: a window on an array that is shared, not copied. They may be key bytes, so
 * {@link #toString} shows only their number, and {@link #wipe} overwrites them.
 */
public final class Payload {
  private final byte[] array;
  private final int offset;
  private final int length;

  private Payload(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** All bytes of {@code array}. */
  public static Payload of(byte[] array) {
    return new Payload(array, 0, array.length);
  }

  /** {@code length} bytes of {@code array} from {@code offset} on. */
  public static Payload of(byte[] array, int offset, int length) {
    return new Payload(array, offset, length);
  }

  /** The shared array; only {@link #length} bytes from {@link #offset} on belong to the payload. */
  public byte[] array() {
    return array;
  }

  /** Where the payload begins in {@link #array}. */
  public int offset() {
    return offset;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Writes the bytes in one call. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /** Overwrites the bytes with zeros. */
  public void wipe() {
    Arrays.fill(array, offset, offset + length, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  /** The length alone: a hash of key bytes would be a trace of them. */
  @Override
  public int hashCode() {
    return length;
  }

  @Override
  public String toString() {
    return length + " bytes";
  }
}
