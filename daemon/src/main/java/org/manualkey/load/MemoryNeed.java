package org.manualkey.load;

import org.manualkey.sadb.FreeHeap;
import org.manualkey.sadb.NotEnoughMemoryException;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbMessage;
import org.manualkey.secret.SecretText;

/**
 * What a load that was checked takes of the heap until its end, by calculation: octets for each SA,
 * as measured (docs/MEMORY.md has the measurement, {@code MemoryNeedTest} holds it).
 */
final class MemoryNeed {
  /** An SA in the embedded database, at least; and for each octet of the text, in quarters. */
  static final int STORED = 550;

  static final int STORED_PER_4_OCTETS = 14;

  /** What is recorded of an SA in a kernel, and of the requests that add it. */
  static final int RECORDED = 480;

  /** The deletion of an SA whose counters go on, and the additions that it knows. */
  static final int DELETED = 280;

  /** Where a trial found an SA. */
  static final int PLACED = 200;

  /** An SA of the database, with its keys, for an undo or a comparison. */
  static final int SNAPSHOT = 550;

  /** Its place in a comparison. */
  static final int COMPARED = 150;

  /** A change that is planned: command, request and SA as they will be. */
  static final int CHANGE = 1100;

  /** Of an ADD, about as short as they come. */
  private static final int OCTETS_OF_SHORT_ADD = 64;

  private static final int MEBI = 20;

  private MemoryNeed() {}

  /**
   * What a plan of ADDs and its application take, in octets.
   *
   * @param text octets of the text
   * @param wanted SAs of the text
   * @param held SAs of the database
   * @param copied whether the database is changed as a whole, in a copy
   */
  static long octets(LoadPolicy policy, long text, long wanted, long held, boolean copied) {
    if (policy.isLiteral()) {
      return copied ? stored(text, wanted) : held * SNAPSHOT + wanted * RECORDED;
    }
    long compared = held * (SNAPSHOT + COMPARED) + wanted * (COMPARED + CHANGE);
    return compared + (copied ? held * STORED + stored(text, wanted) : (wanted + held) * RECORDED);
  }

  private static long stored(long text, long sas) {
    return Math.max(sas * STORED, text * STORED_PER_4_OCTETS / 4);
  }

  /** What takes the counters of SAs that are there over, in octets. */
  static long ofDeletions(long held) {
    return held * DELETED;
  }

  /**
   * What a trial of a text takes in a check, in octets.
   *
   * @param text octets of the text
   * @param sas how many SAs it adds
   */
  static long ofTrial(long text, long sas) {
    return stored(text, sas) + sas * PLACED;
  }

  /**
   * What the trial of a text takes of which a plan is made, in octets.
   *
   * @param text octets of the text
   * @param sas how many SAs it leaves
   */
  static long ofTarget(long text, long sas) {
    return ofTrial(text, sas) + sas * SNAPSHOT;
  }

  /**
   * How many SAs of a text may be put into a copy of a database, or be prepared for it, before the
   * text has been checked: as many as it may have, or 0 where there may not be memory for them.
   */
  static int room(SecretText text, boolean copied) {
    int sas = text.length() / OCTETS_OF_SHORT_ADD + 1;
    long need = copied ? stored(text.length(), sas) : (long) sas * RECORDED;
    return need <= FreeHeap.octets() ? sas : 0;
  }

  /**
   * Refuses a load that would run out of memory.
   *
   * @param filled whether what the text asks for has taken its memory during the check
   * @throws NotEnoughMemoryException with what it needs, and what there is; nothing was changed
   */
  static void require(Checked checked, Sadb sadb, LoadPolicy policy, boolean filled) {
    boolean copied = sadb.hasTransactions();
    int length = checked.text().length();
    int sas = checked.sas().size();
    // A copy is sent the commands as they stand.
    boolean tried = !checked.isPlain() && !(copied && policy.isLiteral());
    require(
        checked.text(),
        sas,
        octets(policy, filled ? 0 : length, filled ? 0 : sas, sadb.held(), copied)
            + (sadb.keepsCounters() ? ofDeletions(sadb.held()) : 0)
            + (tried ? ofTarget(length, sas) : 0));
  }

  /**
   * Refuses a check that would run out of memory.
   *
   * @param octets what it is about to take for the SAs of the text
   * @throws NotEnoughMemoryException with what it needs, and what there is
   */
  static void requireCheck(SecretText text, long octets) {
    require(text, Plural.of(text.length(), "byte"), octets);
  }

  /**
   * Refuses a trial that would run out of memory.
   *
   * @param sas how many SAs the text adds
   * @throws NotEnoughMemoryException with what it needs, and what there is
   */
  static void requireTrial(SecretText text, int sas) {
    require(text, sas, ofTrial(text.length(), sas));
  }

  private static void require(SecretText text, int sas, long need) {
    require(text, Plural.of(sas, "SA"), need);
  }

  private static void require(SecretText text, String what, long need) {
    if (!FreeHeap.has(need)) {
      throw new NotEnoughMemoryException(
          SadbMessage.LOAD_NEEDS_MEMORY.with(
              text.name(), (need >> MEBI) + 1, what, FreeHeap.octets() >> MEBI));
    }
  }
}
