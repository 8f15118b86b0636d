package org.manualkey.load;

import org.manualkey.language.Parser;

/** What planning a load came to. */
public sealed interface PlanResult permits Planned, LoadResult.Rejected {
  /** What the text contained. */
  Parser.Count count();
}
