package org.manualkey.service;

import java.util.List;
import java.util.stream.Stream;
import org.manualkey.language.Problem;
import org.manualkey.load.LoadResult;
import org.manualkey.load.RefusedCommand;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.request.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log what is wrong with a file: places, codes and counts. No word of the file is told,
 * not even those that are surely no key: a log is read by more people than the file.
 */
final class LoadLog {
  private static final Logger LOG = LoggerFactory.getLogger(LoadLog.class);
  private static final int MAX_LINES = 50;

  private LoadLog() {}

  static void tell(String name, LoadResult result) {
    switch (result) {
      case LoadResult.Loaded loaded -> {
        tell(name, loaded.warnings());
        if (loaded.count().parsed() == 0) {
          LOG.warn("{}: there is no command in the file; no SA is loaded", name);
        } else {
          LOG.info("{}: {} commands loaded; {}", name, loaded.count().valid(), loaded.took());
        }
      }
      case LoadResult.Faulty faulty -> {
        tell(name, faulty.faults());
        LOG.error(
            "{}: valid {} of {} commands; nothing was changed. 'ipseckey -c {}' shows the errors",
            name,
            faulty.count().valid(),
            faulty.count().parsed(),
            name);
      }
      case LoadResult.Refused refused -> {
        for (RefusedCommand refusal : refused.refusals()) {
          String said = words(refusal.said());
          LOG.error("{}:{}: {}; the load was undone", name, refusal.line(), said + lost(refused));
        }
      }
    }
  }

  private static void tell(String name, List<Problem> faults) {
    // Errors first: warnings must not crowd them out.
    List<Problem> told =
        Stream.concat(
                faults.stream().filter(Problem::isError),
                faults.stream().filter(fault -> !fault.isError()))
            .limit(MAX_LINES)
            .toList();
    for (Problem fault : told) {
      String where = name + ":" + fault.line() + ":" + fault.column();
      if (fault.isError()) {
        LOG.error("{}: {} [{}]", where, fault.code().text(), fault.code().id());
      } else {
        LOG.warn("{}: {} [{}]", where, fault.code().text(), fault.code().id());
      }
    }
    if (faults.size() > MAX_LINES) {
      LOG.warn("{}: {} more faults are not told here", name, faults.size() - MAX_LINES);
    }
  }

  /** The first error, and what became of the load, in one line. */
  static String words(String name, LoadResult.Faulty faulty) {
    Problem first = faulty.faults().stream().filter(Problem::isError).findFirst().orElseThrow();
    int more = faulty.count().faulty() - 1;
    return name
        + ":"
        + first.line()
        + ":"
        + first.column()
        + ": "
        + first.code().text()
        + " ["
        + first.code().id()
        + "]"
        + (more == 0 ? "" : " and " + more + " more commands with errors")
        + "; valid "
        + faulty.count().valid()
        + " of "
        + faulty.count().parsed()
        + " commands; nothing was changed";
  }

  /** What the database said to the first command, and what became of the load, in one line. */
  static String words(String name, LoadResult.Refused refused) {
    int more = refused.refusals().size() - 1;
    String others = more == 0 ? "" : "; " + more + " more refused, see the log";
    return name + ":" + refused.line() + ": " + words(refused.refusal()) + others + lost(refused);
  }

  private static String lost(LoadResult.Refused refused) {
    return refused.lost() == 0 ? "" : "; " + refused.lost() + " earlier SAs could not be put back";
  }

  private static String words(Outcome.Refused refusal) {
    String diagnostic =
        refusal.diagnostic() == 0
            ? ""
            : " (diagnostic "
                + refusal.diagnostic()
                + ": "
                + Diagnostic.of(refusal.diagnostic()).text()
                + ")";
    String explanation = refusal.explanation().isEmpty() ? "" : ": " + refusal.explanation();
    return "the database refused the command: "
        + Errno.text(refusal.errno())
        + diagnostic
        + explanation;
  }
}
