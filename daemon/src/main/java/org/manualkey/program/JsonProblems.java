package org.manualkey.program;

import java.util.List;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;

/** What a check of a file found, as JSON: a record for each fault, and one for the whole. */
final class JsonProblems {
  private final TextSink out;
  private final JsonLines json;

  JsonProblems(TextSink out) {
    this.out = out;
    json = new JsonLines(out);
  }

  /** A file that was checked. */
  void checked(String name, List<Problem> faults, Parser.Count count) {
    for (Problem fault : faults) {
      fault(name, fault);
    }
    json.begin("check")
        .text("file", name)
        .number("commands", count.parsed())
        .number("valid", count.valid())
        .number("warnings", count.warnings())
        .end();
    out.flush();
  }

  /** A file that could not be checked, and why. */
  void unreadable(String name, String reason) {
    json.begin("error").text("text", reason).text("file", name).end();
    out.flush();
  }

  /** The word that is wrong is there only when it cannot be a key, see {@link Problem}. */
  private void fault(String name, Problem fault) {
    String token = fault.token();
    json.begin("fault")
        .text("file", name)
        .number("line", fault.line())
        .number("column", fault.column())
        .number("length", fault.length())
        .text("severity", fault.isError() ? "error" : "warning")
        .text("code", fault.code().id())
        .text("text", fault.message())
        .textIfAny("token", token == null ? "" : token)
        .textIfAny("hint", fault.hint())
        .end();
  }
}
