package org.manualkey.server;

import java.util.HashMap;
import java.util.Map;

/**
 * The places of the open socket: one user cannot take those of all others. Confined to the thread
 * of that socket.
 */
final class OpenPlaces {
  private final Limits limits;
  private final Map<Long, Integer> byUid = new HashMap<>();
  private int taken;

  OpenPlaces(Limits limits) {
    this.limits = limits;
  }

  /** Takes a place for a client, which must {@link #leave} it; false if there is none. */
  boolean take(Peer peer) {
    if (taken >= limits.open() || byUid.getOrDefault(peer.uid(), 0) >= limits.perUid()) {
      return false;
    }
    taken++;
    byUid.merge(peer.uid(), 1, Integer::sum);
    return true;
  }

  void leave(Peer peer) {
    taken--;
    byUid.computeIfPresent(peer.uid(), (_, count) -> count == 1 ? null : count - 1);
  }
}
