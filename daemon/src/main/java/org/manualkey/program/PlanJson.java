package org.manualkey.program;

import java.util.Locale;
import org.manualkey.load.Plan;
import org.manualkey.load.PlannedChange;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;

/** Prints a plan as JSON: a record for each SA that changes, and one for the totals. */
final class PlanJson {
  private PlanJson() {}

  static void print(String file, Plan plan, TextSink out) {
    JsonLines json = new JsonLines(out);
    for (PlannedChange change : plan.changes()) {
      print(plan, change, json);
    }
    json.begin("plan")
        .text("file", file)
        .text("refresh", plan.policy().refresh().name().toLowerCase(Locale.ROOT))
        .text("scope", plan.policy().scope().name().toLowerCase(Locale.ROOT))
        .number("changes", plan.changes().size())
        .number("kept", plan.kept())
        .number("gaps", plan.gaps())
        .end();
  }

  private static void print(Plan plan, PlannedChange change, JsonLines json) {
    json.begin("change")
        .text("change", change.word())
        .text("sa_type", change.id().typeWord())
        .number("spi", Integer.toUnsignedLong(change.id().spi()))
        .text("spi_hex", "0x" + Integer.toHexString(change.id().spi()))
        .text("src", change.sa().outer().source().socketAddress().text())
        .text("dst", change.id().destination())
        .numberIfAny("line", change.line())
        .flag("foreign", plan.foreign().contains(change.id()))
        .flag("gap", plan.hasGap(change));
    if (change instanceof PlannedChange.Replace replace) {
      json.flag("same", replace.same());
    }
    if (change instanceof PlannedChange.Delete delete && delete.lingers()) {
      json.number("after_ms", plan.policy().linger().toMillis());
    }
    json.end();
  }
}
