package org.manualkey.libc;

/**
 * How messages come to a socket and from it: what the system calls for that are on a platform. An
 * instance is used by one thread.
 */
sealed interface Transfer permits BatchTransfer, SingleTransfer {
  /** How messages are transferred on a platform: together where it can. */
  static Transfer of(Platform platform, SystemCalls calls, int descriptor) {
    return platform.sockets().batches()
        ? new BatchTransfer(calls, descriptor)
        : new SingleTransfer(calls, descriptor);
  }

  /** How many messages are received with one call. */
  int batch();

  /**
   * Octets of room for a received message beyond the longest one, without which it is not known
   * whether it was longer.
   */
  int spare();

  /**
   * Sends messages in their order.
   *
   * @param from the first
   * @param to behind the last
   * @return how many were sent, more than 0
   * @throws ErrnoException if the first one is not accepted
   */
  int send(MessageHeaders messages, int from, int to) throws ErrnoException;

  /**
   * Receives messages that are there, without waiting for one.
   *
   * @return how many, or -1: none, and why will be known by {@link #receive}
   */
  int receiveBare(MessageHeaders messages) throws ErrnoException;

  /**
   * The same.
   *
   * @return how many, or -1: none is there
   * @throws ErrnoException if the socket is dead
   */
  int receive(MessageHeaders messages) throws ErrnoException;
}
