package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;

/**
 * Sequence numbers and process of the messages of a session. A request may have its own; a reply
 * has those of its request.
 */
final class MessageNumbers {
  private final int pid;
  private int seq;

  MessageNumbers(int pid) {
    this.pid = pid;
  }

  /** Numbers that go on where these are. */
  MessageNumbers copy() {
    MessageNumbers copy = new MessageNumbers(pid);
    copy.goOnAs(this);
    return copy;
  }

  /** Goes on where others are. */
  void goOnAs(MessageNumbers other) {
    seq = other.seq;
  }

  /** A request without a number gets one: listeners see by the process whose it is. */
  Message numbered(Message request) {
    Header header = request.header();
    return header.seq() == 0 && header.pid() == 0
        ? request.with(header.withSeqAndPid(next(), pid))
        : request;
  }

  /** 1 to 2^31-1: the upper half belongs to the kernel, and 0 ends a dump. */
  private int next() {
    seq = seq == Integer.MAX_VALUE ? 1 : seq + 1;
    return seq;
  }

  /** A reply with the numbers of its request as it was made. */
  static Message asAsked(Header asked, Message reply) {
    return reply.with(reply.header().withSeqAndPid(asked.seq(), asked.pid()));
  }
}
