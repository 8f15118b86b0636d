package org.manualkey.load;

import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Transaction;

/** An empty copy of a database that is filled during the check of a text. */
final class CopyFilling implements EarlyFilling {
  /** Null: there is none, or it was given up. */
  private @Nullable Transaction transaction;

  private @Nullable Sending sending;

  /** Whether it refused anything that it was sent. */
  private boolean hasRefused;

  /** How many more SAs there is memory for. */
  private int room;

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

  @Override
  public boolean takesNext() {
    if (room == 0) {
      giveUp();
    }
    return sending != null;
  }

  @Override
  public boolean add(Command.OneSa command, int line, Message add) {
    if (sending == null) {
      throw new IllegalStateException("it was given up");
    }
    room--;
    sending.accept(command, line, add);
    return true;
  }

  @Override
  public boolean judges() {
    return true;
  }

  @Override
  public boolean end() {
    if (sending != null) {
      hasRefused = !sending.finish().isEmpty();
      sending = null;
    }
    if (hasRefused) {
      close();
    }
    return !hasRefused;
  }

  @Override
  public void giveUp() {
    end();
    close();
  }

  @Override
  public boolean isFilled() {
    return transaction != null;
  }

  /** The transaction, which is the caller's now; null: there is no copy. */
  @Nullable Transaction release() {
    Transaction released = transaction;
    transaction = null;
    return released;
  }

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
