package org.manualkey.load;

import java.time.Duration;

/**
 * How long the parts of a load took.
 *
 * @param check parsing the text, looking up its names, judging it; and filling a copy of the
 *     database, if that could be done at once
 * @param dump taking the snapshot
 * @param plan comparing the snapshot with what is wanted; nothing when all is flushed
 * @param prepare making all requests, and those that would take them back, and noting what is to be
 *     owned; nothing where the database has transactions
 * @param apply changing the database
 */
public record LoadTimings(
    Duration check, Duration dump, Duration plan, Duration prepare, Duration apply) {
  /**
   * {@code checked in 12 ms, dumped in 3 ms, planned in 0 ms, prepared in 9 ms, applied in 20 ms}.
   */
  @Override
  public String toString() {
    return "checked in %d ms, dumped in %d ms, planned in %d ms, prepared in %d ms, applied in %d ms"
        .formatted(
            check.toMillis(),
            dump.toMillis(),
            plan.toMillis(),
            prepare.toMillis(),
            apply.toMillis());
  }
}
