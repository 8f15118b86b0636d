package org.manualkey.load;

import org.manualkey.language.Parser;

/** The result of planning a load. */
public sealed interface PlanResult permits Planned, LoadResult.Rejected {
  /** What the text contained. */
  Parser.Count count();
}
