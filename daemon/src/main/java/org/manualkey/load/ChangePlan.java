package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.manualkey.language.Parser;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;

/** A load that makes the changes of a {@link Plan} and touches nothing else. */
public final class ChangePlan extends Planned {
  private final Checked checked;
  private final Snapshot snapshot;
  private final Target target;
  private final Planner.Outcome planned;
  private final Duration dumpTime;
  private final Duration planTime;
  private final int unrestorable;

  ChangePlan(
      Checked checked,
      Snapshot snapshot,
      Target target,
      Planner.Outcome planned,
      Duration dumpTime,
      Duration planTime,
      Restorability restorability) {
    this.checked = checked;
    this.snapshot = snapshot;
    this.target = target;
    this.planned = planned;
    this.dumpTime = dumpTime;
    this.planTime = planTime;
    unrestorable = restorability.lostBy(planned.plan().changes());
  }

  /** What is to be done. */
  public Plan plan() {
    return planned.plan();
  }

  @Override
  public Parser.Count count() {
    return checked.count();
  }

  @Override
  public Set<SaId> sas() {
    return planned.wanted();
  }

  @Override
  public int foreign() {
    return planned.plan().foreign().size();
  }

  @Override
  public int unrestorable() {
    return unrestorable;
  }

  @Override
  LoadResult apply(Sadb sadb) {
    Stopwatch watch = new Stopwatch();
    Execution execution = new Execution(sadb, planned);
    List<RefusedCommand> refused =
        Undo.onFailure(() -> execution.run(planned.plan().changes()), execution::undo);
    if (!refused.isEmpty()) {
      return new LoadResult.RolledBack(count(), refused, execution.undo());
    }
    LoadTimings timings = new LoadTimings(checked.time(), dumpTime, planTime, watch.lap());
    return new LoadResult.Applied(count(), checked.warnings(), sas(), plan(), timings);
  }

  @Override
  public void close() {
    target.close();
    snapshot.close();
  }
}
