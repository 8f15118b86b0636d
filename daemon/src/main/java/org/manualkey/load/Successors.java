package org.manualkey.load;

import java.util.HashMap;
import java.util.Map;
import org.manualkey.sa.Route;
import org.manualkey.sa.SecurityAssociation;

/**
 * Which SAs that are deleted have a successor: an SA that protects the same packets under another
 * SPI, so that a deletion may wait for the packets that are on their way.
 */
final class Successors {
  /** Whether there is one, for each route that is asked for. */
  private final Map<Route, Boolean> found = new HashMap<>();

  /** A successor of an SA is looked for. */
  void seek(SecurityAssociation gone) {
    Route route = Route.of(gone);
    if (route != null) {
      found.put(route, false);
    }
  }

  /** An SA stays, or comes. */
  void offer(SecurityAssociation stays) {
    if (!found.isEmpty()) {
      Route route = Route.of(stays);
      if (route != null) {
        found.replace(route, true);
      }
    }
  }

  /** Whether any SA has none yet. */
  boolean areMissed() {
    return found.containsValue(false);
  }

  /** Whether an SA has a successor among those that were offered since it was sought. */
  boolean haveOneFor(SecurityAssociation gone) {
    return !found.isEmpty() && found.getOrDefault(Route.of(gone), false);
  }
}
