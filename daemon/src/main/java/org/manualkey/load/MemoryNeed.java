package org.manualkey.load;

import org.manualkey.sadb.FreeHeap;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbMessage;

/**
 * What a load that was checked takes of the heap until its end, by calculation: octets for each SA,
 * as measured (docs/MEMORY.md has the measurement, {@code MemoryNeedTest} holds it).
 */
final class MemoryNeed {
  /** An SA in the embedded database, at least; and for each octet of the text, in quarters. */
  static final int STORED = 550;

  static final int STORED_PER_4_OCTETS = 14;

  /** What is recorded of an SA in a kernel, and of the requests that add it. */
  static final int RECORDED = 560;

  /** An SA of the database, with its keys, for an undo or a comparison. */
  static final int SNAPSHOT = 550;

  /** Its place in a comparison. */
  static final int COMPARED = 150;

  /** A change that is planned: command, request and SA as they will be. */
  static final int CHANGE = 1100;

  private static final int MEBI = 20;

  private MemoryNeed() {}

  /**
   * What a plan and its application take, in octets.
   *
   * @param text octets of the text
   * @param wanted SAs of the text
   * @param held SAs of the database
   * @param copied whether the database is changed as a whole, in a copy
   */
  static long octets(LoadPolicy policy, long text, long wanted, long held, boolean copied) {
    long stored = Math.max(wanted * STORED, text * STORED_PER_4_OCTETS / 4);
    if (policy.isLiteral()) {
      return copied ? stored : held * SNAPSHOT + wanted * RECORDED;
    }
    long compared = held * (SNAPSHOT + COMPARED) + wanted * (COMPARED + CHANGE);
    return compared + (copied ? held * STORED + stored : (wanted + held) * RECORDED);
  }

  /**
   * Refuses a load that would run out of memory.
   *
   * @throws NotEnoughMemoryException with what it needs, and what there is; nothing was changed
   */
  static void require(Checked checked, Sadb sadb, LoadPolicy policy) {
    long need =
        octets(
            policy,
            checked.text().length(),
            checked.sas().size(),
            sadb.held(),
            sadb.hasTransactions());
    if (!FreeHeap.has(need)) {
      throw new NotEnoughMemoryException(words(checked, need, FreeHeap.octets()));
    }
  }

  private static String words(Checked checked, long need, long free) {
    return SadbMessage.LOAD_NEEDS_MEMORY.with(
        checked.text().name(),
        (need >> MEBI) + 1,
        Plural.of(checked.sas().size(), "SA"),
        free >> MEBI);
  }
}
