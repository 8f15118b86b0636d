package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.SaType;

/** What a database holds, to be compared. */
final class Snapshots {
  private Snapshots() {}

  static List<Object> of(Bench bench) {
    return new ArrayList<>(bench.dump(SaType.UNSPEC));
  }
}
