package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import org.manualkey.sadb.Sadb;

/** A load that makes the changes of a {@link Plan} and touches nothing else. */
public final class ChangePlan extends Planned {
  private final Target target;
  private final Planner.Outcome planned;

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
  LoadResult apply(Sadb sadb, Runnable restored) {
    Stopwatch watch = new Stopwatch();
    Execution execution = new Execution(sadb, planned);
    Undo undo = new Undo(execution::undo, restored);
    List<RefusedCommand> refused = undo.onFailure(() -> execution.run(planned.plan().changes()));
    return refused.isEmpty()
        ? applied(plan(), watch.lap())
        : new LoadResult.RolledBack(count(), refused, undo.now());
  }

  @Override
  public void close() {
    target.close();
    super.close();
  }
}
