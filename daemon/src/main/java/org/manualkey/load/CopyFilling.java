package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.pfkey.Message;
import org.manualkey.request.Asked;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Transaction;

/**
 * An empty copy of a database that is filled during the check of a text, which saves parsing the
 * text again. Only a text of ADDs without pairs allows that: what others leave is known at their
 * end. When the text has others, or something is wrong with it, the copy is given up, and the plan,
 * if any, has the text parsed once more.
 */
final class CopyFilling implements AutoCloseable {
  /** Null: there is none, or it was given up. */
  private @Nullable Transaction transaction;

  private @Nullable Sending sending;

  private final List<RefusedCommand> refused = new ArrayList<>(0);

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
    if (transaction.copy().exchange(Emptying.FLUSH) instanceof Reply.Refused(Refusal refusal)) {
      refused.add(new RefusedCommand(0, Asked.of(Emptying.FLUSH), refusal));
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
      close();
      return false;
    }
    room--;
    sending.accept(command, line, add);
    return true;
  }

  /** Whether there is a copy, which has all SAs of the text once that was checked. */
  boolean isFilled() {
    return transaction != null;
  }

  /** What the copy refused. */
  List<RefusedCommand> refused() {
    return refused;
  }

  /** The transaction, which is the caller's now; null: there is no copy. */
  @Nullable Transaction release() {
    if (sending != null) {
      refused.addAll(sending.finish());
    }
    Transaction released = transaction;
    transaction = null;
    return released;
  }

  /** Gives the copy up, unless it was released. */
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
