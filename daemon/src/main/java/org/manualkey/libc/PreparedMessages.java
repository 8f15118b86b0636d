package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any number of messages outside the heap, to be sent later without a request for each. They may
 * contain keys: they are in memory for secrets, which is overwritten when this is closed.
 */
public final class PreparedMessages implements AutoCloseable {
  /** Octets of a slab, all of which are locked at once; a message is in one of them. */
  private static final int SLAB = 1 << 18;

  private static final int WORD = Long.BYTES;

  private final int longest;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> slabs = new ArrayList<>();

  /** The last slab; for each message there is a view of it. */
  private ByteBuffer last = ByteBuffer.allocate(0);

  /** Where each message begins and behind the last one: words of 8 octets, counted in all slabs. */
  private int[] starts = new int[64];

  /** Its length in octets. */
  private short[] lengths = new short[64];

  private int count;

  /** Where the next one begins, in words. */
  private int end;

  /**
   * Room for messages.
   *
   * @param longest length of the longest, in octets, less than 2^15
   */
  public PreparedMessages(int longest) {
    this.longest = longest;
  }

  /** Where the next message is written, from position 0 on. */
  public ByteBuffer next() {
    int offset = offset(end);
    if (slabs.isEmpty() || offset + longest > SLAB || slab(end) == slabs.size()) {
      end = slabs.size() * (SLAB / WORD);
      MemorySegment slab = SecretPages.map(SLAB, arena);
      slabs.add(slab);
      last = slab.asByteBuffer();
      offset = 0;
    }
    return last.slice(offset, longest);
  }

  /** Takes the first octets of {@link #next} as one message. */
  public void add(int length) {
    if (count == lengths.length) {
      int room = Math.addExact(count, count >> 1);
      starts = Arrays.copyOf(starts, room);
      lengths = Arrays.copyOf(lengths, room);
    }
    starts[count] = end;
    lengths[count] = (short) length;
    count++;
    end = Math.addExact(end, (length + WORD - 1) / WORD);
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** An octet of a message. */
  public int octet(int message, int at) {
    return slabs.get(slab(starts[message])).get(JAVA_BYTE, offset(starts[message]) + at) & 0xff;
  }

  /** Four octets of a message, in the order of the host. */
  public int int32(int message, int at) {
    return slabs.get(slab(starts[message])).get(JAVA_INT, offset(starts[message]) + at);
  }

  /** A view of a message, position 0. */
  public ByteBuffer octets(int message) {
    return slabs
        .get(slab(starts[message]))
        .asSlice(offset(starts[message]), lengths[message])
        .asByteBuffer();
  }

  /** Changes four octets of a message, in the order of the host. */
  public void set(int message, int at, int value) {
    slabs.get(slab(starts[message])).set(JAVA_INT, offset(starts[message]) + at, value);
  }

  /** Where a message is. */
  long address(int message) {
    return slabs.get(slab(starts[message])).address() + offset(starts[message]);
  }

  /** The length of a message in octets. */
  public int length(int message) {
    return lengths[message];
  }

  private static int slab(int word) {
    return word / (SLAB / WORD);
  }

  private static int offset(int word) {
    return word % (SLAB / WORD) * WORD;
  }

  @Override
  public void close() {
    arena.close(); // which overwrites the slabs
  }
}
