package org.manualkey.service;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Plural;
import org.manualkey.load.RefusedCommand;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs the problems of a file with places, codes, counts, and hints from tables and numbers. No
 * word of the file is logged, not even one that cannot be a key: more users can read the log than
 * the file.
 */
final class LoadLog {
  /** How many SAs are named in one line. */
  static final int MAX_SAS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.LOAD);
  private static final int MAX_LINES = 50;

  private LoadLog() {}

  static void log(String name, LoadResult result) {
    switch (result) {
      case LoadResult.Applied applied -> {
        log(name, applied.warnings());
        if (applied.count().parsed() == 0) {
          LOG.warn(ServiceMessage.NO_COMMANDS.with(name));
        } else {
          LOG.info(
              ServiceMessage.LOADED.with(
                  name, Plural.of(applied.count().valid(), "command"), applied.timings()));
        }
        if (applied.plan() != null) {
          LOG.info("{}: {}", name, applied.plan().summary());
        }
      }
      case LoadResult.Rejected rejected -> {
        log(name, rejected.problems());
        LOG.error(ServiceMessage.REJECTED.with(name, valid(rejected), name));
      }
      case LoadResult.RolledBack rolledBack -> {
        for (RefusedCommand refused : rolledBack.refusals()) {
          problem(LOG.atError(), name, refused.line(), ProblemCode.REFUSED)
              .log(words(name, refused));
        }
        if (rolledBack.lost().isEmpty()) {
          LOG.error(ServiceMessage.ROLLED_BACK.with(name));
        } else {
          LOG.error(ServiceMessage.NOT_ALL_RESTORED.with(name, sas(rolledBack.lost())));
        }
      }
    }
  }

  private static void log(String name, List<Problem> problems) {
    // Errors first: warnings must not crowd them out.
    List<Problem> logged =
        Stream.concat(
                problems.stream().filter(Problem::isError),
                problems.stream().filter(problem -> !problem.isError()))
            .limit(MAX_LINES)
            .toList();
    for (Problem problem : logged) {
      problem(
              problem.isError() ? LOG.atError() : LOG.atWarn(),
              name,
              problem.line(),
              problem.code())
          .addKeyValue("column", problem.column())
          .log("{}:{}:{}: {}", name, problem.line(), problem.column(), problem.withoutWords());
    }
    if (problems.size() > MAX_LINES) {
      LOG.warn(
          ServiceMessage.NOT_LOGGED.with(
              name, Plural.of(problems.size() - MAX_LINES, "more problem")));
    }
  }

  private static LoggingEventBuilder problem(
      LoggingEventBuilder record, String name, int line, ProblemCode code) {
    return record
        .addKeyValue("event", "problem")
        .addKeyValue("file", name)
        .addKeyValue("line", line)
        .addKeyValue("code", code.id());
  }

  /** The first of several SAs, and how many more there are. */
  static String sas(List<SaId> ids) {
    String first = String.join("; ", ids.stream().limit(MAX_SAS).map(SaId::toString).toList());
    int more = ids.size() - MAX_SAS;
    return more <= 0 ? first : first + "; and " + more + " more";
  }

  /** The first error, and what became of the load, in one line. */
  static String words(String name, LoadResult.Rejected rejected) {
    Problem first = rejected.problems().stream().filter(Problem::isError).findFirst().orElseThrow();
    int more = rejected.count().invalid() - 1;
    return name
        + ":"
        + first.line()
        + ":"
        + first.column()
        + ": "
        + first.withoutWords()
        + (more == 0 ? "" : " and " + Plural.of(more, "more command") + " with errors")
        + "; "
        + valid(rejected)
        + " valid; nothing was changed";
  }

  private static String valid(LoadResult.Rejected rejected) {
    return Plural.areOf(rejected.count().valid(), rejected.count().parsed(), "command");
  }

  /** What the database refused first, and what became of the load, in one line. */
  static String words(String name, LoadResult.RolledBack rolledBack) {
    RefusedCommand first = rolledBack.refusals().getFirst();
    int more = rolledBack.refusals().size() - 1;
    String others = more == 0 ? "" : "; " + Plural.of(more, "more refusal") + ", see the log";
    int lost = rolledBack.lost().size();
    return words(name, first) + others + "; rolled back" + lost(lost);
  }

  private static String lost(int count) {
    return count == 0 ? "" : ", but " + Plural.of(count, "previous SA") + " could not be restored";
  }

  private static String words(String name, RefusedCommand command) {
    return ServiceMessage.REFUSED.with(name, command.line(), reason(command.refusal()));
  }

  /** Why the database refused a command, without a word of it. */
  static String reason(Refusal refusal) {
    // A reason says more than the text of the diagnostic, and sometimes something else.
    String reason = refusal.wordless().isEmpty() ? "" : ": " + refusal.wordless();
    String text = reason.isEmpty() ? ": " + Diagnostic.of(refusal.diagnostic()).text() : "";
    String diagnostic =
        refusal.diagnostic() == 0 ? "" : " (diagnostic " + refusal.diagnostic() + text + ")";
    return Errno.text(refusal.errno()) + diagnostic + reason;
  }
}
