package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where {@link #COUNT} messages are, and how long those that were received: the headers for
 * sendmmsg(2) and recvmmsg(2), and for {@link SingleTransfer} a mere table.
 *
 * <p>They are an array of {@code struct mmsghdr} with the layout of 64-bit Linux (64 octets: 16
 * iovec pointer, 24 number of iovecs u64, 48 flags i32, 56 length of the message u32), followed by
 * one {@code struct iovec} for each (16 octets: 0 pointer, 8 length).
 */
final class MessageHeaders {
  /** How many messages one system call sends or receives at most. */
  static final int COUNT = 64;

  private static final int MMSGHDR = 64;
  private static final int IOVEC = 16;

  private final MemorySegment headers;

  MessageHeaders(Arena arena) {
    headers = arena.allocate((long) COUNT * (MMSGHDR + IOVEC), 8);
    for (int i = 0; i < COUNT; i++) {
      long header = (long) i * MMSGHDR;
      headers.set(ADDRESS, header + 16, headers.asSlice(iovec(i), IOVEC));
      headers.set(JAVA_LONG, header + 24, 1);
    }
  }

  private static long iovec(int i) {
    return (long) COUNT * MMSGHDR + (long) i * IOVEC;
  }

  /** Sets where a message is, or is received. */
  void place(int i, MemorySegment message) {
    headers.set(ADDRESS, iovec(i), message);
    headers.set(JAVA_LONG, iovec(i) + 8, message.byteSize());
  }

  /** Sets where a message is, by its address. */
  void place(int i, long address, long length) {
    headers.set(JAVA_LONG, iovec(i), address);
    headers.set(JAVA_LONG, iovec(i) + 8, length);
  }

  /** A message, or the room for one. */
  @SuppressWarnings("restricted") // this package is allowed to leave Java
  MemorySegment message(int i) {
    return headers.get(ADDRESS, iovec(i)).reinterpret(headers.get(JAVA_LONG, iovec(i) + 8));
  }

  /** Sets the length of a received message in octets. */
  void received(int i, long length) {
    headers.set(JAVA_INT, (long) i * MMSGHDR + 56, (int) length);
  }

  /** Makes one message of the first {@code count} places, in their order; or of the first alone. */
  void join(int count) {
    headers.set(JAVA_LONG, 24, count);
  }

  /** All headers. */
  MemorySegment all() {
    return headers;
  }

  /** The length of a received message in octets, as the kernel sent it. */
  long length(int i) {
    return Integer.toUnsignedLong(headers.get(JAVA_INT, (long) i * MMSGHDR + 56));
  }

  /** The headers from one message on. */
  MemorySegment from(int i) {
    return i == 0 ? headers : headers.asSlice((long) i * MMSGHDR);
  }
}
