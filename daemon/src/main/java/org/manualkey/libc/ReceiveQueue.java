package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Messages that are received together, each in a slot of the longest length in memory for secrets,
 * and taken singly.
 */
final class ReceiveQueue {
  private final Transfer transfer;
  private final int longest;

  /** Octets from one slot to the next. */
  private final int room;

  private final MemorySegment slots;
  private final MessageHeaders headers;

  /** How many messages the last call received. */
  private int received;

  /** How many of them were taken. */
  private int taken;

  /** Whether the last call failed: most probably nothing was there. */
  private boolean failed;

  ReceiveQueue(Transfer transfer, int longest, Arena arena) {
    this.transfer = transfer;
    this.longest = longest;
    room = longest + transfer.spare();
    slots = SecretPages.map((long) transfer.batch() * room, arena);
    headers = new MessageHeaders(arena);
    for (int i = 0; i < transfer.batch(); i++) {
      headers.place(i, slots.asSlice((long) i * room, room));
    }
  }

  /**
   * Takes the next message, without waiting for one.
   *
   * @throws ErrnoException if the socket is dead
   */
  MessageSocket.Received next() throws ErrnoException {
    if (taken == received && !receive()) {
      return new MessageSocket.Received.Nothing();
    }
    int slot = taken++;
    long length = headers.length(slot);
    if (length > longest) {
      wipe(slot);
      return new MessageSocket.Received.Truncated(length);
    }
    return new MessageSocket.Received.Whole(view());
  }

  /**
   * The same, without an object for the message.
   *
   * @return the length of the message, 0 of one that is longer than the longest, or {@link
   *     MessageSocket#NOTHING}
   */
  int take() throws ErrnoException {
    if (taken == received && !receiveBare()) {
      return MessageSocket.NOTHING;
    }
    long length = headers.length(taken++);
    return length > longest ? 0 : (int) length;
  }

  ByteBuffer view() {
    int slot = taken - 1;
    return slots
        .asSlice((long) slot * room, Math.min(headers.length(slot), longest))
        .asByteBuffer();
  }

  int octet(int at) {
    return slots.get(JAVA_BYTE, (long) (taken - 1) * room + at) & 0xff;
  }

  int uint16(int at) {
    return Short.toUnsignedInt(slots.get(JAVA_SHORT, (long) (taken - 1) * room + at));
  }

  int int32(int at) {
    return slots.get(JAVA_INT, (long) (taken - 1) * room + at);
  }

  long int64(int at) {
    return slots.get(JAVA_LONG, (long) (taken - 1) * room + at);
  }

  private boolean receive() throws ErrnoException {
    taken = 0;
    received = 0;
    int count = transfer.receive(headers);
    failed = count < 0;
    received = Math.max(count, 0);
    return received > 0;
  }

  /**
   * The same, and allocates nothing. A failure shows only when it comes twice: one that is reported
   * once, as an overrun is, is not for the sockets that are read so.
   */
  private boolean receiveBare() throws ErrnoException {
    taken = 0;
    received = 0;
    int count = transfer.receiveBare(headers);
    if (count < 0 && failed) {
      return receive();
    }
    failed = count < 0;
    received = Math.max(count, 0);
    return received > 0;
  }

  /** Overwrites the message that was taken last. */
  void wipeLast() {
    wipe(taken - 1);
  }

  /** Takes and overwrites the messages that were received together with the last one. */
  void wipeRest() {
    while (taken < received) {
      wipe(taken++);
    }
  }

  private void wipe(int slot) {
    long length = Math.min(headers.length(slot), room);
    long start = (long) slot * room;
    long at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      slots.set(JAVA_LONG, start + at, 0);
    }
    for (; at < length; at++) {
      slots.set(JAVA_BYTE, start + at, (byte) 0);
    }
  }

  /** Overwrites all slots. */
  void wipe() {
    slots.fill((byte) 0);
  }
}
