package org.manualkey.program;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.List;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;
import org.manualkey.service.LoadHistory.Failure;

/** What {@code manual-keyadm log --failures} prints: a line, or a record of JSON, for each. */
final class FailureOutput {
  private FailureOutput() {}

  static void print(List<Failure> failures, ZoneRules zone, TextSink out) {
    for (Failure failure : failures) {
      Instant time = failure.time().truncatedTo(ChronoUnit.MILLIS);
      out.text(time.atOffset(zone.getOffset(time)).toString())
          .text(failure.current() ? " current " : " past    ")
          .foreign(failure.located())
          .newline();
    }
    out.flush();
  }

  static void printJson(List<Failure> failures, TextSink out) {
    JsonLines json = new JsonLines(out);
    for (Failure failure : failures) {
      json.begin("failure")
          .time("time", failure.time().getEpochSecond())
          .text("file", failure.file())
          .number("line", failure.line())
          .numberIfAny("column", failure.column())
          .text("code", failure.code())
          .text("text", failure.text())
          .flag("current", failure.current())
          .end();
    }
    out.flush();
  }
}
