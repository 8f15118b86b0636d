package org.manualkey.secret;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.manualkey.libc.SecretPages;

/**
 * Slots of one length in a piece of memory outside the heap.
 *
 * <p>It is unmapped, and thereby all in it overwritten, when nothing refers to it any more: neither
 * a key in one of its slots nor {@link Slots}. So a key that nobody wiped takes its place for as
 * long as another one lives in its page, and not for ever.
 *
 * <p>{@link #take} and {@link #give} are guarded by {@link Slots}.
 */
final class Page {
  /** The length of a page in octets, unless it has a single slot that is longer. */
  static final int LENGTH = 64 << 10;

  final Slots slots;
  final ByteBuffer octets;

  /** A bit for each slot: 1 is free. */
  private final long[] free;

  private int freeSlots;

  /** The words of {@link #free} before this one are zero. */
  private int firstFree;

  Page(Slots slots, int slotLength) {
    this.slots = slots;
    int count = Math.max(1, LENGTH / slotLength);
    octets = SecretPages.map((long) count * slotLength, Arena.ofAuto()).asByteBuffer();
    free = new long[(count + Long.SIZE - 1) / Long.SIZE];
    for (int slot = 0; slot < count; slot++) {
      free[slot / Long.SIZE] |= 1L << slot;
    }
    freeSlots = count;
  }

  boolean hasRoom() {
    return freeSlots > 0;
  }

  /** Takes a free slot, which there must be; returns its number. */
  int take() {
    while (free[firstFree] == 0) {
      firstFree++;
    }
    int bit = Long.numberOfTrailingZeros(free[firstFree]);
    free[firstFree] &= ~(1L << bit);
    freeSlots--;
    return firstFree * Long.SIZE + bit;
  }

  /** Overwrites octets with zeros. */
  void wipe(int offset, int length) {
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      octets.putLong(offset + at, 0);
    }
    for (; at < length; at++) {
      octets.put(offset + at, (byte) 0);
    }
  }

  /** Takes back a slot. */
  void give(int slot) {
    free[slot / Long.SIZE] |= 1L << slot;
    firstFree = Math.min(firstFree, slot / Long.SIZE);
    freeSlots++;
  }
}
