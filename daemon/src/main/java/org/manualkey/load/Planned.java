package org.manualkey.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;

/**
 * A load that was checked and planned against what the database holds: the second stage. Only a
 * {@link Loader} makes one, and only it can be applied. It holds keys until it is closed.
 */
public abstract sealed class Planned implements PlanResult, AutoCloseable
    permits ChangePlan, FlushPlan {
  private final Checked checked;
  private final Snapshot snapshot;
  private final Effect effect;
  private final Duration dumpTime;
  private final Duration planTime;
  private Duration prepareTime = Duration.ZERO;

  Planned(Checked checked, Snapshot snapshot, Effect effect, Duration dumpTime, Duration planTime) {
    this.checked = checked;
    this.snapshot = snapshot;
    this.effect = effect;
    this.dumpTime = dumpTime;
    this.planTime = planTime;
  }

  /** The text, and what the check found in it. */
  final Checked checked() {
    return checked;
  }

  /** The SAs of before. */
  final Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public final Parser.Count count() {
    return checked.count();
  }

  /** The SAs of the text that will be there; must not be changed. */
  public final Set<SaId> sas() {
    return effect.sas();
  }

  /** The SAs that the service owns after the load: those of the text, and those that linger. */
  Set<SaId> owned() {
    return sas();
  }

  /** How many SAs that the service did not add are deleted or changed. */
  public final int foreign() {
    return effect.foreign();
  }

  /** How many SAs that are there could not be restored as they are if the load were undone. */
  public final int unrestorable() {
    return effect.unrestorable();
  }

  /**
   * The transaction in whose copy a database is changed that has transactions, and which is the
   * caller's; else null.
   */
  abstract @Nullable Transaction begin(Sadb sadb);

  /**
   * Has all memory that changing the database one by one takes, as far as that grows with the
   * number of SAs.
   *
   * @return what the database refuses already; nothing has changed then
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  abstract List<RefusedCommand> prepare(Sadb sadb);

  /**
   * Changes the database, or leaves it as it was.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  abstract LoadResult apply(Changed database);

  /** How long everything took that comes between the plan and the first change. */
  final void preparedIn(Duration time) {
    prepareTime = time;
  }

  /** The result if nothing was refused. */
  final LoadResult applied(@Nullable Plan plan, Duration applyTime) {
    LoadTimings timings =
        new LoadTimings(checked.time(), dumpTime, planTime, prepareTime, applyTime);
    return new LoadResult.Applied(count(), checked.warnings(), sas(), plan, timings);
  }

  /** Overwrites the keys. */
  @Override
  public void close() {
    snapshot.close();
  }
}
