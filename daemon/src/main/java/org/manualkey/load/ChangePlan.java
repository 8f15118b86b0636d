package org.manualkey.load;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/** A load that makes the changes of a {@link Plan} and touches nothing else. */
public final class ChangePlan extends Planned {
  private final Target target;
  private final Planner.Outcome planned;
  private final Set<SaId> owned;
  private @Nullable Execution execution;

  private ChangePlan(
      Checked checked,
      Snapshot snapshot,
      Effect effect,
      Duration dumpTime,
      Duration planTime,
      Target target,
      Planner.Outcome planned) {
    super(checked, snapshot, effect, dumpTime, planTime);
    this.target = target;
    this.planned = planned;
    owned = owned(planned);
  }

  private static Set<SaId> owned(Planner.Outcome planned) {
    List<PlannedChange.Delete> lingering = planned.plan().lingering();
    if (lingering.isEmpty()) {
      return planned.wanted();
    }
    Set<SaId> owned = new HashSet<>(planned.wanted());
    lingering.forEach(change -> owned.add(change.id()));
    return owned;
  }

  static ChangePlan of(
      Checked checked,
      Snapshot snapshot,
      Target target,
      Planner.Outcome planned,
      Duration dumpTime,
      Duration planTime,
      Restorability restorability) {
    Plan plan = planned.plan();
    Effect effect =
        new Effect(planned.wanted(), plan.foreign().size(), restorability.lostBy(plan.changes()));
    return new ChangePlan(checked, snapshot, effect, dumpTime, planTime, target, planned);
  }

  /** The changes. */
  public Plan plan() {
    return planned.plan();
  }

  @Override
  Set<SaId> owned() {
    return owned;
  }

  @Override
  @Nullable Transaction begin(Sadb sadb) {
    return sadb.begin(Transaction.Start.AS_IT_IS);
  }

  @Override
  List<RefusedCommand> prepare(Sadb sadb) {
    Execution prepared = new Execution(sadb, planned);
    execution = prepared;
    return prepared.prepare();
  }

  @Override
  LoadResult apply(Changed database) {
    Stopwatch watch = new Stopwatch();
    Execution steps = execution == null ? new Execution(database.sadb(), planned) : execution;
    Undo undo = database.undo(steps::undo);
    List<RefusedCommand> refused = undo.onFailure(steps::run);
    return refused.isEmpty()
        ? applied(plan(), watch.lap())
        : new LoadResult.RolledBack(count(), refused, undo.now());
  }

  @Override
  public void close() {
    if (execution != null) {
      execution.close();
    }
    target.close();
    super.close();
  }
}
