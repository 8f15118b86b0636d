package org.manualkey.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;

/**
 * What a database held, with its keys, ready to be restored.
 *
 * <p>Restored are the SAs with their keys, limits, selectors and identities; where the database
 * {@link Sadb#keepsCounters}, their sequence numbers and what of them was received as well. What an
 * SA has done and the time when it was added start anew.
 */
final class Snapshot implements AutoCloseable {
  /** For a database that is never undone. */
  static final Snapshot NOTHING = new Snapshot(List.of());

  private final List<SecurityAssociation> sas;

  private Snapshot(List<SecurityAssociation> sas) {
    this.sas = sas;
  }

  /**
   * Takes a snapshot.
   *
   * @throws SadbException when the database cannot be dumped
   */
  static Snapshot of(Sadb sadb) {
    return of(sadb, _ -> false);
  }

  /**
   * Takes a snapshot of some SAs.
   *
   * @param leftOut which ones are left out; looks at them while their keys are there
   * @throws SadbException when the database cannot be dumped
   */
  static Snapshot of(Sadb sadb, Predicate<SecurityAssociation> leftOut) {
    List<SecurityAssociation> sas = new ArrayList<>();
    try {
      sadb.forEach(sa -> {
        boolean kept = false;
        try {
          kept = !leftOut.test(sa) && sas.add(sa);
        } finally {
          if (!kept) {
            sa.keys().wipe();
          }
        }
      });
      if (sas.stream().anyMatch(sa -> sa.id().mark() != 0)) { // which hardly any host has
        sas.sort(Comparator.comparing(sa -> sa.id().mark() != 0));
      }
      return new Snapshot(sas);
    } catch (RuntimeException | Error e) {
      sas.forEach(sa -> sa.keys().wipe());
      throw e;
    }
  }

  /**
   * All SAs, with their keys, which go with this snapshot, in an order in which they can be deleted
   * one by one: an SA without a mark hides those of its name that have one, and the newest comes
   * first. They can be added in the reverse order.
   */
  List<SecurityAssociation> sas() {
    return sas;
  }

  /**
   * Prepares to restore everything, with as little memory as that takes: what is prepared is left
   * out of this snapshot.
   *
   * @param emptying of the same database, which all SAs have been prepared for
   */
  Restore prepare(Sadb sadb, Emptying emptying) {
    Restore restore = new Restore(sadb, emptying);
    try {
      while (!sas.isEmpty()) {
        SecurityAssociation sa = sas.getLast();
        if (sa.isLive()) {
          restore.add(sa);
        }
        sas.removeLast().keys().wipe();
      }
    } catch (RuntimeException | Error e) {
      restore.close();
      throw e;
    }
    return restore;
  }

  @Override
  public void close() {
    sas.forEach(sa -> sa.keys().wipe());
  }
}
