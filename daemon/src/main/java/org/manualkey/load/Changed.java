package org.manualkey.load;

import java.util.List;
import java.util.function.Supplier;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * The database that a load changes: the real one, where a change that does not come to its end is
 * undone, or the copy of a transaction, which is given up then.
 *
 * @param undone whether changes are undone
 * @param restored called when they are, and the database is as it was
 */
record Changed(Sadb sadb, boolean undone, Runnable restored) {
  static Changed inPlace(Sadb sadb, Runnable restored) {
    return new Changed(sadb, true, restored);
  }

  static Changed copyOf(Transaction transaction) {
    return new Changed(transaction.copy(), false, () -> {});
  }

  /** How a load takes its changes back. */
  Undo undo(Supplier<List<SaId>> steps) {
    return new Undo(undone ? steps : List::of, restored);
  }
}
