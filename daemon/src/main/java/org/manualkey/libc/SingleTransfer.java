package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One message with each call: write(2), and poll(2) and read(2), which every system has. A read
 * takes a whole message, and cuts one that is too long without reporting that.
 */
final class SingleTransfer implements Transfer {
  private static final short POLLIN = 1;

  /** The same number on Linux and illumos. */
  private static final int EPIPE = 32;

  private final SystemCalls calls;
  private final int descriptor;

  /** A {@code struct pollfd}: 0 descriptor, 4 requested events, 6 returned events. */
  private final MemorySegment poll = Arena.ofAuto().allocate(8, 4);

  SingleTransfer(SystemCalls calls, int descriptor) {
    this.calls = calls;
    this.descriptor = descriptor;
    poll.set(JAVA_INT, 0, descriptor);
    poll.set(JAVA_SHORT, 4, POLLIN);
  }

  @Override
  public int batch() {
    return 1;
  }

  /** A word, so that messages stay aligned: one octet in it tells that a message was longer. */
  @Override
  public int spare() {
    return Long.BYTES;
  }

  @Override
  public int send(MessageHeaders messages, int from, int to) throws ErrnoException {
    while (calls.write(descriptor, messages.message(from)) < 0) {
      if (calls.errno() != SystemCalls.EINTR) {
        throw calls.failure("write");
      }
    }
    return 1;
  }

  @Override
  public int receiveBare(MessageHeaders messages) throws ErrnoException {
    return receive(messages);
  }

  /** The end of a connection is readable, and has no octet: the other side is gone. */
  @Override
  public int receive(MessageHeaders messages) throws ErrnoException {
    while (isReadable()) {
      long length = calls.read(descriptor, messages.message(0));
      if (length > 0) {
        messages.received(0, length);
        return 1;
      }
      if (length == 0) {
        throw new ErrnoException("read", EPIPE);
      }
      if (calls.errno() == SystemCalls.EAGAIN) {
        return -1;
      }
      if (calls.errno() != SystemCalls.EINTR) {
        throw calls.failure("read");
      }
    }
    return -1;
  }

  private boolean isReadable() throws ErrnoException {
    int ready;
    do {
      ready = calls.poll(poll, 1, 0);
    } while (ready < 0 && calls.errno() == SystemCalls.EINTR);
    if (ready < 0) {
      throw calls.failure("poll");
    }
    return ready > 0;
  }
}
