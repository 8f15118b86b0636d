package org.manualkey.load;

import java.util.BitSet;
import java.util.function.Supplier;
import org.manualkey.language.Parser;
import org.manualkey.request.RequestBuilder;
import org.manualkey.sadb.Sadb;

/**
 * What checked texts ask for, found by parsing them once more.
 *
 * @param trials makes empty databases in which commands can be tried out
 */
record Targets(Parser parser, RequestBuilder requests, Supplier<? extends Sadb> trials) {
  /** All that a text asks for. */
  Target of(Checked checked, Sadb sadb) {
    return checked.isPlain()
        ? new PlainTarget(parser, requests, checked.text())
        : new TrialTarget(
            new Trial(parser, requests, checked.text(), trials, new BitSet()),
            trials,
            sadb.directions());
  }

  /**
   * What some commands of a text of ADDs without pairs ask for.
   *
   * @param lines where they begin, in their order
   */
  Target of(Checked checked, int[] lines) {
    return new PlainTarget(parser, requests, checked.text(), lines);
  }
}
