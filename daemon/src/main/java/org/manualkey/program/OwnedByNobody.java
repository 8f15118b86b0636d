package org.manualkey.program;

import java.util.Set;
import org.manualkey.load.Ownership;
import org.manualkey.sa.SaId;

/**
 * The ownership of a load that belongs to nobody, and that is given up if its client is gone before
 * the first change.
 */
final class OwnedByNobody implements Ownership {
  private final Presence client;

  /** What a load of which nothing more is known has left; the thread of the database writes it. */
  private volatile String outcome = "nothing was changed";

  OwnedByNobody(Presence client) {
    this.client = client;
  }

  /** What became of the database, in words. */
  String outcome() {
    return outcome;
  }

  @Override
  public Set<SaId> owned() {
    return Set.of();
  }

  @Override
  public void begin(Set<SaId> wanted) {
    client.beginChange();
    outcome = "the SADB may hold a part of the file";
  }

  @Override
  public void commit(Set<SaId> wanted) {
    outcome = "the file was loaded";
  }

  @Override
  public void restored() {
    outcome = "rolled back";
  }
}
