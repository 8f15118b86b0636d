package org.manualkey.program;

import org.manualkey.load.LoadPolicy;
import org.manualkey.load.Plan;
import org.manualkey.load.PlannedChange;
import org.manualkey.load.Plural;
import org.manualkey.print.TextSink;

/** Prints a plan as text: one line for each SA that changes, and a summary. */
final class PlanText {
  private PlanText() {}

  static void print(Plan plan, TextSink out) {
    out.text(heading(plan.policy())).newline();
    for (PlannedChange change : plan.changes()) {
      if (!plan.foreign().contains(change.id())) {
        print(plan, change, out);
      }
    }
    if (!plan.foreign().isEmpty()) {
      out.text("SAs that this service did not add:\n");
      for (PlannedChange change : plan.changes()) {
        if (plan.foreign().contains(change.id())) {
          print(plan, change, out);
        }
      }
    }
    out.text(plan.summary()).newline();
    int gaps = plan.gaps();
    if (gaps > 0) {
      out.text(Plural.of(gaps, "SA")).text(" with a gap: deleted, then added again\n");
    }
  }

  private static String heading(LoadPolicy policy) {
    boolean owned = policy.scope() == LoadPolicy.Scope.OWNED;
    return switch (policy.refresh()) {
      case FLUSH ->
          owned
              ? "flush: replaces SAs of this service, unchanged ones too"
              : "flush: deletes all SAs, then adds those of the file";
      case DELTA ->
          owned
              ? "delta: changes SAs of this service only"
              : "delta: leaves unchanged SAs untouched";
    };
  }

  private static void print(Plan plan, PlannedChange change, TextSink out) {
    out.text(change.describe()).text(note(plan, change)).newline();
  }

  private static String note(Plan plan, PlannedChange change) {
    return switch (change) {
      case PlannedChange.Replace replace when replace.same() ->
          plan.hasGap(change) ? " (unchanged, gap)" : " (unchanged)";
      case PlannedChange.Delete delete when delete.lingers() ->
          " (after " + plan.policy().linger().toMillis() + " ms)";
      case PlannedChange.Add _,
          PlannedChange.Delete _,
          PlannedChange.Replace _,
          PlannedChange.Update _ ->
          plan.hasGap(change) ? " (gap)" : "";
    };
  }
}
