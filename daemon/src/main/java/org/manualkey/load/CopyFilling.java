package org.manualkey.load;

import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Transaction;

/**
 * An empty copy of a database that is filled during the check of a text, which saves parsing the
 * text again, and judging what the copy judges by the same rules. Only a text of ADDs without pairs
 * allows that: what others leave is known at their end. When the text has others, or something is
 * wrong with it, the copy is given up, and the plan, if any, has the text parsed once more.
 */
final class CopyFilling implements AutoCloseable {
  /** Null: there is none, or it was given up. */
  private @Nullable Transaction transaction;

  private @Nullable Sending sending;

  /** Whether it refused anything that it was sent. */
  private boolean hasRefused;

  /** How many more SAs there is memory for. */
  private int room;

  private CopyFilling() {}

  /**
   * Begins to fill a copy, which was flushed.
   *
   * @param transaction goes with this
   * @param room how many SAs there is memory for
   */
  CopyFilling(Transaction transaction, RequestBuilder requests, int room) {
    this.transaction = transaction;
    this.room = room;
    sending = new Sending(transaction.copy(), requests);
    if (transaction.copy().exchange(Emptying.FLUSH) instanceof Reply.Refused) {
      hasRefused = true;
      close();
    }
  }

  /** Of a check after which no copy is wanted. */
  static CopyFilling none() {
    return new CopyFilling();
  }

  /**
   * Adds an SA to the copy, if that is still to be filled.
   *
   * @param command which asks for this SA and for no other one
   * @return whether the keys of the command are the copy's now
   */
  boolean add(Command.OneSa command, int line, Message add) {
    if (sending == null) {
      return false;
    }
    if (room == 0) {
      giveUp();
      return false;
    }
    room--;
    sending.accept(command, line, add);
    return true;
  }

  /** Whether it takes one more SA, and judges it. */
  boolean isFilling() {
    return sending != null && room > 0;
  }

  /**
   * The text has come to its end: the copy has all of its SAs, or is given up.
   *
   * @return false: it refused some that nobody else has judged
   */
  boolean end() {
    if (sending != null) {
      hasRefused = !sending.finish().isEmpty();
      sending = null;
    }
    if (hasRefused) {
      close();
    }
    return !hasRefused;
  }

  /** No copy of the text is wanted, but to know what it refuses of that which it has taken. */
  void giveUp() {
    end();
    close();
  }

  /** Whether there is a copy, which has all SAs of the text once that has ended. */
  boolean isFilled() {
    return transaction != null;
  }

  /** The transaction, which is the caller's now; null: there is no copy. */
  @Nullable Transaction release() {
    Transaction released = transaction;
    transaction = null;
    return released;
  }

  /** Forgets the copy, unless it was released, and what was not sent to it. */
  @Override
  public void close() {
    if (sending != null) {
      sending.close();
      sending = null;
    }
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
  }
}
