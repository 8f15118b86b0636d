package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteOrder;

/**
 * Programs of the BSD packet filter, by which the kernel drops messages for a socket ({@code
 * linux/filter.h}). An instruction has 8 octets: 0 code u16, 2 how many to skip if a comparison
 * holds u8, 3 if it does not u8, 4 operand u32.
 */
final class PacketFilter {
  private static final int INSTRUCTION = 8;

  /** Load four octets at a place, the first one as the highest. */
  private static final short LOAD = 0x20;

  private static final short IF_EQUAL = 0x15;
  private static final short IF_ANY_BIT = 0x45;

  /** Take so many octets of the message. */
  private static final short RETURN = 0x06;

  private static final int NOTHING = 0;
  private static final int ALL = -1;

  private static final int SEQUENCE_NUMBER = 8;
  private static final int PORT = 12;

  private final MemorySegment program;
  private int count;

  private PacketFilter(int instructions, SegmentAllocator allocator) {
    program = allocator.allocate((long) instructions * INSTRUCTION, Integer.BYTES);
  }

  /**
   * Drops messages of netlink that are about requests of a port whose sequence numbers have a bit.
   *
   * @return a {@code struct sock_fprog}: 0 number of instructions u16, 8 their address
   */
  static MemorySegment ofNetlink(int port, int bit, SegmentAllocator allocator) {
    PacketFilter filter = new PacketFilter(6, allocator);
    filter.add(LOAD, 0, 0, PORT);
    filter.add(IF_EQUAL, 0, 3, asLoaded(port));
    filter.add(LOAD, 0, 0, SEQUENCE_NUMBER);
    filter.add(IF_ANY_BIT, 0, 1, asLoaded(bit));
    filter.add(RETURN, 0, 0, NOTHING);
    filter.add(RETURN, 0, 0, ALL);
    return filter.header(allocator);
  }

  /** A number of the host as its octets are loaded. */
  private static int asLoaded(int number) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  private void add(short code, int skipIfTrue, int skipIfFalse, int operand) {
    long at = (long) count * INSTRUCTION;
    program.set(JAVA_SHORT, at, code);
    program.set(JAVA_BYTE, at + 2, (byte) skipIfTrue);
    program.set(JAVA_BYTE, at + 3, (byte) skipIfFalse);
    program.set(JAVA_INT, at + 4, operand);
    count++;
  }

  private MemorySegment header(SegmentAllocator allocator) {
    MemorySegment header = allocator.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
    header.set(JAVA_SHORT, 0, (short) count);
    header.set(ADDRESS, ADDRESS.byteSize(), program);
    return header;
  }
}
