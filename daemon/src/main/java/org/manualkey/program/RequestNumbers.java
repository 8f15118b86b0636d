package org.manualkey.program;

import java.util.concurrent.atomic.AtomicInteger;
import org.manualkey.pfkey.Message;

/**
 * Sequence numbers and the process id of requests, as {@code dump}, {@code get} and {@code -v}
 * print them. What a back end puts into its own messages is its own business. Any thread may ask.
 */
final class RequestNumbers {
  private final AtomicInteger seq = new AtomicInteger();
  private final int pid;

  /** Numbers from 1, of this process. */
  RequestNumbers(int pid) {
    this.pid = pid;
  }

  /** The request with the next number: 1 to 2^31-1, since the upper half belongs to the kernel. */
  Message number(Message request) {
    int next = seq.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
    return request.with(request.header().withSeqAndPid(next, pid));
  }
}
