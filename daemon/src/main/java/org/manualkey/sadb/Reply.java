package org.manualkey.sadb;

import org.manualkey.pfkey.Message;

/** What a database answers to a request. */
public sealed interface Reply {
  /**
   * The request was carried out.
   *
   * @param message the reply, of the request's type, sequence number and process; that of a GET has
   *     keys, which are the receiver's
   */
  record Done(Message message) implements Reply {}

  /**
   * The request was refused, and nothing has changed.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements Reply {}

  /** The answer that a reply of PF_KEY gives by its header. */
  static Reply of(Message message) {
    return message.header().errno() == 0
        ? new Done(message)
        : new Refused(Refusal.of(message.header()));
  }
}
