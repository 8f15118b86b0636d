package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;

/** Empties a database and adds what a {@link Snapshot} held, all of which is prepared. */
final class Restore implements AutoCloseable {
  /** Its owner closes it. */
  private final Emptying emptying;

  private final Filling filling;
  private final Directions directions;
  private final List<SaId> sas = new ArrayList<>();

  /** SAs that the database is known to refuse. */
  private final List<SaId> refused = new ArrayList<>(0);

  Restore(Sadb sadb, Emptying emptying) {
    this.emptying = emptying;
    filling = new Filling(sadb.prepare());
    directions = sadb.directions().now();
  }

  /** Prepares an SA, whose keys are the caller's. */
  void add(SecurityAssociation sa) {
    boolean taken = filling.addAgain(sa, directions) == null;
    (taken ? sas : refused).add(sa.id());
  }

  /** Restores everything; returns the SAs that the database did not take. */
  List<SaId> run() {
    List<SaId> lost = new ArrayList<>(refused);
    var _ = emptying.run(); // refused, it leaves SAs that are in the way
    filling.fillOneByOne((index, _) -> lost.add(sas.get(index)));
    return lost;
  }

  @Override
  public void close() {
    filling.close();
  }
}
