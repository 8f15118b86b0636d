package org.manualkey.program;

import org.manualkey.load.LoadPolicy;
import org.manualkey.load.Plan;
import org.manualkey.load.PlannedChange;
import org.manualkey.print.TextSink;

/** Prints a plan as text: one line for each SA that changes, and a summary. */
final class PlanText {
  private PlanText() {}

  static void print(Plan plan, TextSink out) {
    boolean flush = plan.policy().refresh() == LoadPolicy.Refresh.FLUSH;
    boolean owned = plan.policy().scope() == LoadPolicy.Scope.OWNED;
    out.text(flush ? "flush: " : "delta: ");
    if (flush) {
      out.text(owned ? "removes all SAs of this service first" : "removes all SAs first");
      out.text(", then adds those of the file; net result:\n");
    } else {
      out.text(owned ? "changes SAs of this service only\n" : "leaves unchanged SAs untouched\n");
    }
    for (PlannedChange change : plan.changes()) {
      if (!plan.foreign().contains(change.id())) {
        print(change, out);
      }
    }
    if (!plan.foreign().isEmpty()) {
      out.text("SAs that this service did not add:\n");
      for (PlannedChange change : plan.changes()) {
        if (plan.foreign().contains(change.id())) {
          print(change, out);
        }
      }
    }
    out.text(plan.summary()).newline();
  }

  private static void print(PlannedChange change, TextSink out) {
    out.text(change.describe());
    out.text(
        switch (change) {
          case PlannedChange.Replace _ -> " (deleted and added, with a gap)\n";
          case PlannedChange.Add _, PlannedChange.Delete _, PlannedChange.Update _ -> "\n";
        });
  }
}
