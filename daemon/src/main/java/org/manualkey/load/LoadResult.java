package org.manualkey.load;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.request.Outcome;
import org.manualkey.sa.SaId;

/** What came of a load. */
public sealed interface LoadResult {
  /** What the file contained. */
  Parser.Count count();

  /**
   * The database now holds what the file says.
   *
   * @param warnings what somebody should look at
   * @param sas the SAs of the file that are there now; must not be changed
   * @param plan what was, or would be, done; null when the commands were sent as they stand
   * @param took how long it took
   */
  record Loaded(
      Parser.Count count,
      List<Problem> warnings,
      Set<SaId> sas,
      @Nullable Plan plan,
      LoadTimings took)
      implements LoadResult {
    public Loaded {
      warnings = List.copyOf(warnings);
    }

    Loaded in(LoadTimings time) {
      return new Loaded(count, warnings, sas, plan, time);
    }

    /** How many SAs, and nothing else of a set that may be large. */
    @Override
    public String toString() {
      return "Loaded[" + count + ", " + sas.size() + " SAs]";
    }
  }

  /**
   * The file has errors; the database was not touched.
   *
   * @param faults errors and warnings in reading order, the first {@link Loader#MAX_FAULTS} of each
   * @param retry whether all errors may go away by themselves: a name service did not answer
   */
  record Faulty(Parser.Count count, List<Problem> faults, boolean retry) implements LoadResult {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }

  /**
   * The database refused commands; what was there before is there again.
   *
   * @param refusals of the commands, at least one; line 0 is the flush before all commands
   * @param lost how many SAs of before could not be put back
   */
  record Refused(Parser.Count count, List<RefusedCommand> refusals, int lost)
      implements LoadResult {
    public Refused {
      refusals = List.copyOf(refusals);
    }

    /** Line of the first. */
    public int line() {
      return refusals.getFirst().line();
    }

    /** What was said to the first. */
    public Outcome.Refused refusal() {
      return refusals.getFirst().said();
    }
  }
}
