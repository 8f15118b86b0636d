package org.manualkey.load;

import org.manualkey.language.Parser;

/** What a check of a text found. */
public sealed interface CheckResult permits Checked, LoadResult.Rejected {
  /** What the text contained. */
  Parser.Count count();
}
