package org.manualkey.load;

import java.util.List;
import java.util.function.Supplier;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.SadbException;

/** Takes back a change that did not come to its end, whatever ended it. */
final class Undo {
  private Undo() {}

  /**
   * Makes a change, and undoes it when it fails.
   *
   * @param undo takes it back; returns the SAs that it could not restore
   * @throws SadbException when the database failed; its message has the result of the undo
   */
  static <T> T onFailure(Supplier<T> change, Supplier<List<SaId>> undo) {
    try {
      return change.get();
    } catch (SadbException e) {
      throw undone(e, undo);
    } catch (RuntimeException | Error e) { // an OutOfMemoryError as well
      try {
        var _ = undo.get();
      } catch (RuntimeException | Error again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** A reply that did not come leaves the load half done: undoes it, if that is still possible. */
  private static SadbException undone(SadbException failure, Supplier<List<SaId>> undo) {
    String outcome;
    try {
      int lost = undo.get().size();
      outcome =
          lost == 0
              ? "rolled back"
              : "rolled back, but " + Plural.of(lost, "previous SA") + " could not be restored";
    } catch (SadbException again) {
      outcome = "rolling back failed, too: " + again.getMessage();
    }
    SadbException reported =
        new SadbException(failure.getMessage() + "; " + outcome, failure.errno());
    reported.initCause(failure);
    return reported;
  }
}
