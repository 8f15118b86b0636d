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

  private final Transfer transfer;
  private final int longest;
  private final MemorySegment buffer;
  private final MessageHeaders headers;
  private int count;
  private int octets;

  SendQueue(Transfer transfer, int longest, Arena arena) {
    this.transfer = transfer;
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
        sent += transfer.send(headers, sent, count);
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
      next += transfer.send(headers, 0, to - next);
    }
  }

  /**
   * Sends prepared messages as one, without anything between them; where messages are transferred
   * together.
   *
   * @throws ErrnoException if it is not accepted
   */
  void sendJoined(PreparedMessages messages, int from, int to) throws ErrnoException {
    for (int i = from; i < to; i++) {
      headers.place(i - from, messages.address(i), messages.length(i));
    }
    headers.join(to - from);
    try {
      int _ = transfer.send(headers, 0, 1);
    } finally {
      headers.join(1);
    }
  }

  /** Overwrites the whole buffer. */
  void wipe() {
    buffer.fill((byte) 0);
  }
}
