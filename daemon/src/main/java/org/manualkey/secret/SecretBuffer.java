package org.manualkey.secret;

import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.manualkey.libc.SecretPages;

/**
 * A growing buffer outside the heap for texts that contain keys. Its memory is its own, and goes
 * with it: {@link #close} overwrites and unmaps it. For one thread at a time.
 */
public final class SecretBuffer extends OutputStream {
  /** Shared, since a text may be read by one thread and loaded by another. */
  private Arena arena = Arena.ofShared();

  private MemorySegment memory;
  private ByteBuffer octets;
  private int length;

  /**
   * An empty buffer.
   *
   * @param capacity in octets, after which it grows
   * @throws OutOfMemoryError if there is no memory
   */
  public SecretBuffer(int capacity) {
    memory = map(Math.max(1, capacity));
    octets = memory.asByteBuffer();
  }

  private MemorySegment map(int capacity) {
    try {
      return SecretPages.map(capacity, arena);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  /** A copy of octets, which are overwritten. */
  static SecretBuffer taking(byte[] octets) {
    SecretBuffer buffer = new SecretBuffer(octets.length);
    buffer.write(octets, 0, octets.length);
    Arrays.fill(octets, (byte) 0);
    return buffer;
  }

  /** Length of the text in octets. */
  public int length() {
    return length;
  }

  /** The octet at an index, -128 to 127. */
  public byte octet(int index) {
    return octets.get(Objects.checkIndex(index, length));
  }

  /**
   * Room behind the text, to be filled and then {@link #filled added} to it.
   *
   * @param count how many octets
   */
  public ByteBuffer room(int count) {
    reserve(count);
    return octets.slice(length, count);
  }

  /** Adds the first octets of the {@link #room} to the text. */
  public void filled(int count) {
    length = Objects.checkIndex(length + count, octets.capacity() + 1);
  }

  /** All of the text, to be written to a channel. */
  public ByteBuffer octets() {
    return octets.slice(0, length).asReadOnlyBuffer();
  }

  /** Adds an octet, the low eight bits of the value. */
  @Override
  public void write(int octet) {
    reserve(1);
    octets.put(length++, (byte) octet);
  }

  /** Adds octets of an array. */
  @Override
  public void write(byte[] source, int offset, int count) {
    reserve(count);
    octets.put(length, source, offset, count);
    length += count;
  }

  private void reserve(int count) {
    int capacity = octets.capacity();
    if (count <= capacity - length) {
      return;
    }
    SecretBuffer larger =
        new SecretBuffer(
            (int) Math.min(Integer.MAX_VALUE, Math.max(2L * capacity, (long) length + count)));
    larger.octets.put(0, octets, 0, length);
    release();
    arena = larger.arena;
    memory = larger.memory;
    octets = larger.octets;
  }

  /** Removes and overwrites the first octets. */
  public void remove(int count) {
    int rest = length - count;
    for (int i = 0; i < rest; i++) {
      octets.put(i, octets.get(count + i));
    }
    wipe(rest, length);
    length = rest;
  }

  /** Overwrites the text, which is empty then. */
  public void clear() {
    wipe(0, length);
    length = 0;
  }

  private void wipe(int start, int end) {
    memory.asSlice(start, (long) end - start).fill((byte) 0);
  }

  /** The text, which takes the buffer over: its end is that of the buffer. */
  public SecretText text(String name) {
    return new SecretText(name, octets.slice(0, length), this::close);
  }

  /**
   * A part of the text, as long as nothing is added or removed. Its end overwrites it, and leaves
   * the rest.
   */
  public SecretText part(String name, int start, int end) {
    return new SecretText(name, octets.slice(start, end - start), () -> wipe(start, end));
  }

  /** Overwrites and returns the memory; the second time, this does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      release();
    }
  }

  private void release() {
    arena.close(); // which overwrites the memory
  }
}
