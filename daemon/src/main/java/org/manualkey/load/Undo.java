package org.manualkey.load;

import java.util.List;
import java.util.function.Supplier;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.SadbException;

/** Takes back a change that did not come to its end, whatever ended it. */
final class Undo {
  private final Supplier<List<SaId>> undo;
  private final Runnable restored;

  /**
   * An undo.
   *
   * @param undo takes the change back; returns the SAs that it could not restore
   * @param restored called when it restored everything
   */
  Undo(Supplier<List<SaId>> undo, Runnable restored) {
    this.undo = undo;
    this.restored = restored;
  }

  /**
   * Takes the change back, and once more from the start when a reply does not come; returns the SAs
   * that could not be restored.
   *
   * @throws SadbException like {@link #onFailure}
   */
  List<SaId> now() {
    return onFailure(this::once);
  }

  private List<SaId> once() {
    List<SaId> lost = undo.get();
    if (lost.isEmpty()) {
      restored.run();
    }
    return lost;
  }

  /**
   * Makes the change, and takes it back when it fails.
   *
   * @throws SadbException when the database failed; its message has the result of the undo
   */
  <T> T onFailure(Supplier<T> change) {
    try {
      return change.get();
    } catch (SadbException e) {
      throw undone(e);
    } catch (RuntimeException | Error e) { // an OutOfMemoryError as well
      try {
        var _ = once();
      } catch (RuntimeException | Error again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** A reply that did not come leaves the load half done: undoes it, if that is still possible. */
  private SadbException undone(SadbException failure) {
    String outcome;
    try {
      int lost = once().size();
      outcome =
          lost == 0
              ? "rolled back"
              : "rolled back, but " + Plural.of(lost, "previous SA") + " could not be restored";
    } catch (SadbException again) {
      outcome = "rolling back failed, too: " + again.getMessage();
    } catch (RuntimeException | Error again) {
      failure.addSuppressed(again);
      outcome = "rolling back failed, too: " + again.getClass().getName();
    }
    SadbException reported =
        new SadbException(failure.getMessage() + "; " + outcome, failure.errno());
    reported.initCause(failure);
    return reported;
  }
}
