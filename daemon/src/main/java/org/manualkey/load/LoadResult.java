package org.manualkey.load;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.sa.SaId;

/** What came of a load. */
public sealed interface LoadResult {
  /** What the file contained. */
  Parser.Count count();

  /**
   * The text has errors; the database was not changed.
   *
   * @param problems errors and warnings in reading order, the first {@link Checker#MAX_PROBLEMS} of
   *     each
   * @param retry whether all errors may go away by themselves: a name service did not answer
   */
  record Rejected(Parser.Count count, List<Problem> problems, boolean retry)
      implements LoadResult, CheckResult, PlanResult {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The database now holds what the text asks for.
   *
   * @param warnings what deserves a look
   * @param sas the SAs of the text that are there now; must not be changed
   * @param plan what was done, by differences; null when the commands were sent as they stand
   * @param timings how long it took
   */
  record Applied(
      Parser.Count count,
      List<Problem> warnings,
      Set<SaId> sas,
      @Nullable Plan plan,
      LoadTimings timings)
      implements LoadResult {
    public Applied {
      warnings = List.copyOf(warnings);
    }

    /** How many SAs, and nothing else of a set that may be large. */
    @Override
    public String toString() {
      return "Applied[" + count + ", " + sas.size() + " SAs]";
    }
  }

  /**
   * The database refused what nobody could know beforehand; the load was rolled back.
   *
   * @param refusals at least one
   * @param lost SAs of before that are not there again, or not as they were
   */
  record RolledBack(Parser.Count count, List<RefusedCommand> refusals, List<SaId> lost)
      implements LoadResult {
    public RolledBack {
      refusals = List.copyOf(refusals);
      lost = List.copyOf(lost);
    }
  }
}
