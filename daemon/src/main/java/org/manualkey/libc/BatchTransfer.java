package org.manualkey.libc;

/** Many messages with one call: sendmmsg(2) and recvmmsg(2) of Linux. */
final class BatchTransfer implements Transfer {
  private static final int FLAGS =
      Platform.LINUX.sockets().dontWait() | Platform.LINUX.sockets().truncated();

  private final SystemCalls calls;
  private final int descriptor;

  BatchTransfer(SystemCalls calls, int descriptor) {
    this.calls = calls;
    this.descriptor = descriptor;
  }

  @Override
  public int batch() {
    return MessageHeaders.COUNT;
  }

  /** None: the kernel returns the whole length of a message that is cut. */
  @Override
  public int spare() {
    return 0;
  }

  @Override
  public int send(MessageHeaders messages, int from, int to) throws ErrnoException {
    while (true) {
      int sent = calls.sendmmsg(descriptor, messages.from(from), to - from);
      if (sent > 0) {
        return sent;
      }
      if (sent < 0 && calls.errno() != SystemCalls.EINTR) {
        throw calls.failure("sendmmsg");
      }
    }
  }

  @Override
  public int receiveBare(MessageHeaders messages) {
    return calls.recvmmsgBare(descriptor, messages.all(), MessageHeaders.COUNT, FLAGS);
  }

  @Override
  public int receive(MessageHeaders messages) throws ErrnoException {
    int count;
    do {
      count = calls.recvmmsg(descriptor, messages.all(), MessageHeaders.COUNT, FLAGS);
    } while (count < 0 && calls.errno() == SystemCalls.EINTR);
    if (count < 0 && calls.errno() != SystemCalls.EAGAIN) {
      throw calls.failure("recvmmsg");
    }
    return count;
  }
}
