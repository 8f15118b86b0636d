package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;

/** Collects the refusals of one load, so that all can be fixed at once, but not without end. */
final class RefusalList {
  /** So many are reported. */
  static final int MAX = 20;

  private final List<RefusedCommand> refusals = new ArrayList<>();

  void add(RefusedCommand refusal) {
    if (!isFull()) {
      refusals.add(refusal);
    }
  }

  boolean isEmpty() {
    return refusals.isEmpty();
  }

  boolean isFull() {
    return refusals.size() == MAX;
  }

  List<RefusedCommand> all() {
    return List.copyOf(refusals);
  }
}
