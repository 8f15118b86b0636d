package org.manualkey.program;

import java.util.List;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;

/** The results of checking a file as JSON: a record for each problem, and one for the totals. */
final class JsonProblems {
  private final TextSink out;
  private final JsonLines json;

  JsonProblems(TextSink out) {
    this.out = out;
    json = new JsonLines(out);
  }

  /** A file that was checked. */
  void checked(String name, List<Problem> problems, Parser.Count count) {
    for (Problem problem : problems) {
      problem(name, problem);
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
  private void problem(String name, Problem problem) {
    String token = problem.token();
    json.begin("problem")
        .text("file", name)
        .number("line", problem.line())
        .number("column", problem.column())
        .number("length", problem.length())
        .text("severity", problem.isError() ? "error" : "warning")
        .text("code", problem.code().id())
        .text("text", problem.message())
        .textIfAny("token", token == null ? "" : token)
        .textIfAny("hint", problem.hint())
        .end();
  }
}
