package org.manualkey.load;

import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;

/**
 * The differences between a database and texts, as plans that are made of them.
 *
 * @param owned whether the service added an SA that is there, whose keys it may look at
 */
record Differences(
    Targets targets, Sadb sadb, LoadPolicy policy, Predicate<SecurityAssociation> owned) {
  /**
   * A plan for all SAs of a text.
   *
   * @param contents of the text, as its check found it; null: all SAs are compared
   * @throws org.manualkey.sadb.SadbException when the database cannot be dumped
   */
  PlanResult plan(Checked checked, @Nullable TextContents contents) {
    return plan(checked, unchanged(checked, contents), _ -> true);
  }

  /**
   * A plan for some SAs of a text.
   *
   * @throws org.manualkey.sadb.SadbException when the database cannot be dumped
   */
  PlanResult planSome(Checked checked, Predicate<SaId> which) {
    return plan(checked, UnchangedSas.untold(), which);
  }

  private boolean keeps() {
    return policy.refresh() == LoadPolicy.Refresh.DELTA;
  }

  private UnchangedSas unchanged(Checked checked, @Nullable TextContents contents) {
    return contents == null || contents.isGivenUp() || !keeps()
        ? UnchangedSas.untold()
        : new UnchangedSas(
            checked.lines(), contents, sadb.directions(), sa -> policy.covers(sa, owned));
  }

  private PlanResult plan(Checked checked, UnchangedSas unchanged, Predicate<SaId> which) {
    Stopwatch watch = new Stopwatch();
    Snapshot snapshot = Snapshot.of(sadb, unchanged::take);
    Target target = null;
    boolean usable = false;
    try {
      target =
          unchanged.areTold()
              ? targets.of(checked, unchanged.otherLines())
              : targets.of(checked, sadb);
      Duration dumped = watch.lap();
      Predicate<SaId> compared = id -> which.test(id) && !unchanged.contains(id);
      Planner.Outcome planned = planner(snapshot, unchanged).plan(some(target, compared));
      if (planned.clashing() > 0) {
        return rejected(checked, planned);
      }
      usable = true;
      return ChangePlan.of(
          checked, snapshot, target, planned, dumped, watch.lap(), Restorability.of(owned, sadb));
    } finally {
      if (!usable) {
        if (target != null) {
          target.close();
        }
        snapshot.close();
      }
    }
  }

  private Planner planner(Snapshot snapshot, UnchangedSas unchanged) {
    return new Planner(
        policy,
        owned,
        sadb.directions(),
        keeps(),
        sadb.hasTransactions(),
        snapshot.sas(),
        unchanged,
        sink -> unchanged.forEach(sadb, sink));
  }

  private static LoadResult.Rejected rejected(Checked checked, Planner.Outcome planned) {
    Parser.Count count = checked.count();
    return new LoadResult.Rejected(
        new Parser.Count(count.parsed(), count.valid() - planned.clashing(), count.warnings()),
        planned.clashes(),
        false);
  }

  /** Those SAs of a target that are asked for. */
  private static Target some(Target whole, Predicate<SaId> which) {
    return new Target() {
      @Override
      public void forEach(Predicate<Wanted> sink) {
        whole.forEach(wanted -> which.test(wanted.sa().id()) && sink.test(wanted));
      }

      @Override
      public void close() {
        whole.close();
      }
    };
  }
}
