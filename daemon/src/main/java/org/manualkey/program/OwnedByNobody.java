package org.manualkey.program;

import java.util.Set;
import org.manualkey.load.Ownership;
import org.manualkey.sa.SaId;

/**
 * The ownership of a load that belongs to nobody, and that is given up if its client is gone before
 * the first change.
 */
record OwnedByNobody(Presence client) implements Ownership {
  @Override
  public Set<SaId> owned() {
    return Set.of();
  }

  @Override
  public void begin(Set<SaId> wanted) {
    client.beginChange();
  }

  @Override
  public void commit(Set<SaId> wanted) {}

  @Override
  public void restored() {}
}
