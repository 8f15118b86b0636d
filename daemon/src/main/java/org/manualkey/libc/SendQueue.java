package org.manualkey.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Messages that are sent together, one after another in memory for secrets that is overwritten
 * then.
 */
final class SendQueue {
  /** The buffer holds this many of the longest messages, and more of others. */
  private static final long LONGEST_MESSAGES = 3;

  private final SystemCalls calls;
  private final int descriptor;
  private final int longest;
  private final MemorySegment buffer;
  private final MessageHeaders headers;
  private int count;
  private int octets;

  SendQueue(SystemCalls calls, int descriptor, int longest, Arena arena) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.longest = longest;
    buffer = SecretPages.map(LONGEST_MESSAGES * longest, arena);
    headers = new MessageHeaders(arena);
  }

  /** Where the next message is written, from position 0 on. */
  ByteBuffer next() {
    return buffer.asSlice(octets, longest).asByteBuffer();
  }

  /**
   * Adds the first octets of {@link #next} as one message.
   *
   * @return whether there is room for another one before {@link #send}
   */
  boolean add(int length) {
    headers.place(count, buffer.asSlice(octets, length));
    count++;
    octets += length;
    return count < MessageHeaders.COUNT && octets + longest <= buffer.byteSize();
  }

  /**
   * Sends all messages in their order, and overwrites them.
   *
   * @throws ErrnoException if a message is not accepted; those after it are not sent
   */
  void send() throws ErrnoException {
    try {
      int sent = 0;
      while (sent < count) {
        int accepted = calls.sendmmsg(descriptor, headers.from(sent), count - sent);
        if (accepted < 0 && calls.errno() != SystemCalls.EINTR) {
          throw calls.failure("sendmmsg");
        }
        sent += Math.max(accepted, 0);
      }
    } finally {
      buffer.asSlice(0, octets).fill((byte) 0);
      count = 0;
      octets = 0;
    }
  }

  /**
   * Sends prepared messages, which stay as they are, in their order.
   *
   * @throws ErrnoException if a message is not accepted; those after it are not sent
   */
  void send(PreparedMessages messages, int from, int to) throws ErrnoException {
    int next = from;
    while (next < to) {
      for (int i = next; i < to; i++) {
        headers.place(i - next, messages.address(i), messages.length(i));
      }
      int accepted = calls.sendmmsg(descriptor, headers.all(), to - next);
      if (accepted < 0 && calls.errno() != SystemCalls.EINTR) {
        throw calls.failure("sendmmsg");
      }
      next += Math.max(accepted, 0);
    }
  }

  /**
   * Sends prepared messages as one, without anything between them.
   *
   * @throws ErrnoException if it is not accepted
   */
  void sendJoined(PreparedMessages messages, int from, int to) throws ErrnoException {
    for (int i = from; i < to; i++) {
      headers.place(i - from, messages.address(i), messages.length(i));
    }
    headers.join(to - from);
    try {
      while (calls.sendmmsg(descriptor, headers.all(), 1) < 0) {
        if (calls.errno() != SystemCalls.EINTR) {
          throw calls.failure("sendmmsg");
        }
      }
    } finally {
      headers.join(1);
    }
  }

  /** Overwrites the whole buffer. */
  void wipe() {
    buffer.fill((byte) 0);
  }
}
