package org.manualkey.load;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;
import org.manualkey.sa.SaId;

/**
 * The SAs of a text in the order in which it adds them, each with its line.
 *
 * <p>A file may hold a million: they are kept in three arrays, about 40 octets for each SA and
 * nothing for the collector to follow or copy, where a map of objects needs three times that.
 */
final class SaLines extends AbstractSet<SaId> {
  /** Instead of an index: the SA is not among these. */
  static final int NONE = -1;

  private static final int WORDS = 4;
  private static final int SMALLEST = 16;

  /** Of each SA its destination in two words, then its type and its SPI in one. */
  private long[] ids;

  private int[] lines;

  /**
   * Where an SA is among the others, counted from 1; 0: nowhere. Its place is that of its hash code
   * or the next that was free; a quarter at least is free.
   */
  private int[] slots;

  private int size;

  private final LongConsumer memory;

  /** For about so many SAs, whatever that takes. */
  SaLines(int expected) {
    this(expected, _ -> {});
  }

  /**
   * For about so many SAs.
   *
   * @param memory hears how many octets are about to be taken; what it throws prevents that
   */
  SaLines(int expected, LongConsumer memory) {
    this.memory = memory;
    int room = Math.max(SMALLEST, expected);
    memory.accept(octets(room));
    ids = new long[room * WORDS];
    lines = new int[room];
    slots = new int[slotsFor(room)];
  }

  /**
   * Adds an SA unless it is there.
   *
   * @param line counted from 1
   * @return the line that added it before; 0: none
   */
  int putIfAbsent(SaId id, int line) {
    int slot = slot(id);
    if (slots[slot] != 0) {
      return lines[slots[slot] - 1];
    }
    if (size == lines.length) {
      grow();
      slot = slot(id);
    }
    lines[size] = line;
    ids[size * WORDS] = id.high();
    ids[size * WORDS + 1] = id.low();
    ids[size * WORDS + 2] = typeAndSpi(id);
    ids[size * WORDS + 3] = id.mark();
    slots[slot] = ++size;
    return 0;
  }

  /** Where an SA stands in the order of the text, from 0; or {@link #NONE}. */
  int indexOf(SaId id) {
    return slots[slot(id)] - 1;
  }

  /** The line of the SA that stands there. */
  int line(int index) {
    return lines[index];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean contains(Object other) {
    return other instanceof SaId id && slots[slot(id)] != 0;
  }

  @Override
  public Iterator<SaId> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public SaId next() {
        if (next == size) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }

  private SaId get(int index) {
    long typeAndSpi = ids[index * WORDS + 2];
    return new SaId(
        (int) (typeAndSpi >>> Integer.SIZE),
        (int) typeAndSpi,
        ids[index * WORDS],
        ids[index * WORDS + 1],
        ids[index * WORDS + 3]);
  }

  /** Where an SA is, or the free place where it would be. */
  private int slot(SaId id) {
    int mask = slots.length - 1;
    int slot = id.hashCode() & mask;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, id)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean isAt(int index, SaId id) {
    return ids[index * WORDS + 2] == typeAndSpi(id)
        && ids[index * WORDS] == id.high()
        && ids[index * WORDS + 1] == id.low()
        && ids[index * WORDS + 3] == id.mark();
  }

  private void grow() {
    int room = Math.addExact(size, size >> 1);
    memory.accept(octets(room));
    ids = Arrays.copyOf(ids, Math.multiplyExact(room, WORDS));
    lines = Arrays.copyOf(lines, room);
    slots = new int[slotsFor(room)];
    for (int i = 0; i < size; i++) {
      slots[slot(get(i))] = i + 1;
    }
  }

  private static long octets(int room) {
    return (long) room * (WORDS * Long.BYTES + Integer.BYTES)
        + (long) slotsFor(room) * Integer.BYTES;
  }

  private static long typeAndSpi(SaId id) {
    return (long) id.type() << Integer.SIZE | Integer.toUnsignedLong(id.spi());
  }

  /** A power of two that leaves a quarter free at least. */
  private static int slotsFor(int room) {
    return Integer.highestOneBit(Math.addExact(room, room / 3) - 1) << 1;
  }
}
