package org.manualkey.load;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.request.Asked;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;

/**
 * Makes the changes of a plan. Where they have to be taken back if one fails, all of them, and what
 * takes them back, are prepared before the first; in a copy, just so many as are sent together.
 *
 * <p>A pair is made by the half that is added last: a half whose partner is yet to be replaced or
 * deleted is added alone.
 */
final class Execution implements AutoCloseable {
  private final Sadb sadb;
  private final List<PlannedChange> changes;
  private final Partners partners;

  /** Changes that were begun: how far the last one came is not known. There is room for all. */
  private final BitSet begun;

  /** Whether the last change has deleted what it replaces. */
  private boolean halfDone;

  /** Null: they are not prepared. */
  private @Nullable PreparedSteps prepared;

  private @Nullable Reversal reversal;

  Execution(Sadb sadb, Planner.Outcome planned) {
    this.sadb = sadb;
    changes = planned.plan().beforeCommit();
    begun = new BitSet(changes.size());
    partners = new Partners(planned);
  }

  /** Has all changes prepared, and what takes them back; what the database refuses already. */
  List<RefusedCommand> prepare() {
    RefusalList refusals = new RefusalList();
    PreparedSteps steps = new PreparedSteps(sadb.prepare());
    prepared = steps;
    for (PlannedChange change : changes) {
      prepare(change, steps, refusals);
      if (refusals.isFull()) {
        break;
      }
    }
    if (refusals.isEmpty()) {
      reversal = new Reversal(sadb, changes, partners);
    }
    return refusals.all();
  }

  private static void prepare(PlannedChange change, PreparedSteps steps, RefusalList refusals) {
    steps.make(change, (request, refusal) -> refusals.add(refused(change, request, refusal)));
  }

  /**
   * Makes changes until one is refused, and from then on only ADDs of single SAs, to see which of
   * them are refused too. Where these follow each other they are sent together.
   */
  List<RefusedCommand> run() {
    RefusalList refusals = new RefusalList();
    if (prepared != null) {
      run(prepared, 0, refusals);
      return refusals.all();
    }
    for (int from = 0; from < changes.size() && !refusals.isFull(); ) {
      int to = Math.min(from + PreparedRequests.BATCH, changes.size());
      try (PreparedSteps part = new PreparedSteps(sadb.prepare())) {
        for (PlannedChange change : changes.subList(from, to)) {
          prepare(change, part, refusals);
        }
        run(part, from, refusals);
      }
      from = to;
    }
    return refusals.all();
  }

  /**
   * Makes the changes of steps.
   *
   * @param offset of the first one among all changes
   */
  private void run(PreparedSteps steps, int offset, RefusalList refusals) {
    int next = 0;
    while (next < steps.size() && !refusals.isFull()) {
      int end = next;
      while (end < steps.size()
          && end < next + PreparedRequests.BATCH
          && isSingle(steps.get(end).change())) {
        end++;
      }
      if (end > next) {
        together(steps, next, end, offset, refusals);
      } else if (refusals.isEmpty()) {
        alone(steps, next, offset, refusals);
      }
      next = Math.max(end, next + 1);
    }
  }

  private static boolean isSingle(PlannedChange change) {
    return change instanceof PlannedChange.Add add && add.sa().pairSpi() == 0;
  }

  private void together(PreparedSteps steps, int from, int to, int offset, RefusalList refusals) {
    begun.set(offset + from, offset + to); // without an answer, each may have been made
    boolean all = steps.addTogether(from, to);
    for (int i = from; i < to; i++) {
      PlannedChange change = steps.get(i).change();
      Refusal refusal = all ? null : steps.refusal(i);
      if (refusal == null) {
        partners.isThere(change.id());
      } else {
        begun.clear(offset + i);
        refusals.add(refused(steps.get(i), refusal));
      }
    }
  }

  private void alone(PreparedSteps steps, int index, int offset, RefusalList refusals) {
    PreparedSteps.Step step = steps.get(index);
    begun.set(offset + index);
    halfDone = false;
    Refusal refusal = make(steps, step);
    if (refusal == null) {
      return;
    }
    if (!halfDone) { // what was refused whole must not be taken back: it may be another's
      begun.clear(offset + index);
    }
    refusals.add(refused(step, refusal));
  }

  private @Nullable Refusal make(PreparedSteps steps, PreparedSteps.Step step) {
    return switch (step.change()) {
      case PlannedChange.Add add -> add(steps, step, add.id());
      case PlannedChange.Delete delete -> delete(steps, step, delete.id());
      case PlannedChange.Replace replace -> {
        Refusal refusal = delete(steps, step, replace.id());
        // It went by itself, or by another program, since the dump.
        halfDone = refusal == null || refusal.is(Errno.ESRCH);
        yield halfDone ? add(steps, step, replace.id()) : refusal;
      }
      case PlannedChange.Update _ -> steps.update(step);
    };
  }

  private @Nullable Refusal add(PreparedSteps steps, PreparedSteps.Step step, SaId id) {
    Refusal refusal = steps.add(step, partners);
    if (refusal == null) {
      partners.isThere(id);
    }
    return refusal;
  }

  private @Nullable Refusal delete(PreparedSteps steps, PreparedSteps.Step step, SaId id) {
    Refusal refusal = steps.delete(step);
    if (refusal == null) {
      partners.isGone(id);
    }
    return refusal;
  }

  private RefusedCommand refused(PreparedSteps.Step step, Refusal refusal) {
    Message request =
        switch (step.change()) {
          case PlannedChange.Add add -> add.add();
          case PlannedChange.Delete delete -> delete.request();
          case PlannedChange.Replace replace ->
              halfDone ? replace.add() : ChangeRequests.delete(replace.before());
          case PlannedChange.Update update ->
              ChangeRequests.limits(update.before(), update.sa().lifetimes());
        };
    return refused(step.change(), request, refusal);
  }

  private static RefusedCommand refused(PlannedChange change, Message request, Refusal refusal) {
    return new RefusedCommand(change.line(), Asked.of(request), refusal);
  }

  /** Takes back what was begun; returns the SAs of before that are not as they were. */
  List<SaId> undo() {
    if (reversal == null) {
      throw new IllegalStateException("nothing was prepared");
    }
    return reversal.run(begun);
  }

  @Override
  public void close() {
    if (prepared != null) {
      prepared.close();
    }
    if (reversal != null) {
      reversal.close();
    }
  }
}
