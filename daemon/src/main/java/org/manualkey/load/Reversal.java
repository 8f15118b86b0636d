package org.manualkey.load;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;

/** Takes back the changes of a plan that were begun, the last first; all of it is prepared. */
final class Reversal implements AutoCloseable {
  private final PreparedSteps steps;
  private final Partners partners;

  Reversal(Sadb sadb, List<PlannedChange> changes, Partners partners) {
    this.partners = partners;
    Directions directions = sadb.directions().now();
    steps = new PreparedSteps(sadb.prepare());
    try {
      changes.forEach(change -> steps.takeBack(change, directions));
    } catch (RuntimeException | Error e) {
      steps.close();
      throw e;
    }
  }

  /** Takes changes back; returns the SAs of before that are not as they were. */
  List<SaId> run(BitSet begun) {
    partners.willUndo();
    for (int i = begun.nextSetBit(0); i >= 0; i = begun.nextSetBit(i + 1)) {
      partners.willUndo(steps.get(i).change());
    }
    List<SaId> lost = new ArrayList<>(0);
    for (int i = begun.length() - 1; i >= 0; i = begun.previousSetBit(i - 1)) {
      PreparedSteps.Step step = steps.get(i);
      if (!isUndone(step)) {
        lost.add(step.change().id());
      }
    }
    return lost;
  }

  /** Whether one change could be taken back. The others are still tried when memory ran out. */
  private boolean isUndone(PreparedSteps.Step step) {
    try {
      return undo(step);
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private boolean undo(PreparedSteps.Step step) {
    return switch (step.change()) {
      case PlannedChange.Add _ -> remove(step);
      case PlannedChange.Delete _ -> restore(step);
      case PlannedChange.Replace _ -> remove(step) && restore(step);
      case PlannedChange.Update _ ->
          (step.hasUpdate() && steps.update(step) == null) || (remove(step) && restore(step));
    };
  }

  private boolean remove(PreparedSteps.Step step) {
    Refusal refusal = steps.delete(step);
    if (refusal == null) {
      partners.isGone(step.change().id());
    }
    return isDoneOr(Errno.ESRCH, refusal);
  }

  /** Already there: the reply to its deletion was lost because it was not deleted. */
  private boolean restore(PreparedSteps.Step step) {
    Refusal refusal = steps.add(step, partners);
    if (refusal == null) {
      partners.isThere(step.change().id());
    }
    return isDoneOr(Errno.EEXIST, refusal);
  }

  private static boolean isDoneOr(Errno errno, @Nullable Refusal refusal) {
    return refusal == null || refusal.is(errno);
  }

  @Override
  public void close() {
    steps.close();
  }
}
