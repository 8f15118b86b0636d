package org.manualkey.sa;

import java.util.HashSet;
import java.util.Set;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;

/**
 * Brings the SAs of a dump again, one by one: which of two halves comes first is added alone, the
 * second one pairs them.
 *
 * <p>Not for concurrent use: it remembers which halves are back.
 */
public final class Restoration {
  private final Directions directions;
  private final Set<SaId> halves = new HashSet<>();

  /** How SAs are brought again into a database with these directions. */
  public Restoration(Directions directions) {
    this.directions = directions.now();
  }

  /** The ADD that brings an SA again. */
  public Message add(Header header, SecurityAssociation sa) {
    return sa.toAdd(header, directions, pairs(sa));
  }

  /** Whether to pair an SA: its other half is back. */
  public boolean pairs(SecurityAssociation sa) {
    SaId partner = sa.partner();
    return partner != null && halves.contains(partner);
  }

  /** Remembers that an SA is back. */
  public void isBack(SecurityAssociation sa) {
    if (sa.pairSpi() != 0) {
      halves.add(sa.id());
    }
  }
}
