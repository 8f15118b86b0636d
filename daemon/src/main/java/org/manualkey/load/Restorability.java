package org.manualkey.load;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Sadb;

/**
 * What an undo of a load could not bring back as it is, and whose it is.
 *
 * @param owned whether the service added an SA, whose keys it may look at
 * @param judge null: the database has none, or nothing has to be restored
 */
record Restorability(Predicate<SecurityAssociation> owned, @Nullable Judge judge) {
  Restorability {
    judge = judge == null ? null : judge.now(); // it is asked about each SA
  }

  /** Of a load that a database takes as a whole or not at all nothing need be restored. */
  static Restorability of(Predicate<SecurityAssociation> owned, Sadb sadb) {
    return new Restorability(owned, sadb.hasTransactions() ? null : sadb.judge());
  }

  boolean isForeign(SecurityAssociation sa) {
    return !owned.test(sa);
  }

  int foreign(List<SecurityAssociation> sas) {
    int foreign = 0;
    for (SecurityAssociation sa : sas) {
      foreign += isForeign(sa) ? 1 : 0;
    }
    return foreign;
  }

  int lost(List<SecurityAssociation> sas) {
    int lost = 0;
    for (SecurityAssociation sa : sas) {
      lost += sa.isLive() && !isRestorable(sa) ? 1 : 0;
    }
    return lost;
  }

  private boolean isRestorable(SecurityAssociation sa) {
    if (judge == null) {
      return true;
    }
    Message add =
        sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), Directions.UNKNOWN, false);
    try {
      return judge.judge(add) == null;
    } finally {
      sa.wipeCopies(add);
    }
  }

  /** The same for SAs that are deleted or replaced. */
  int lostBy(List<PlannedChange> changes) {
    int lost = 0;
    for (PlannedChange change : changes) {
      lost +=
          switch (change) {
            case PlannedChange.Delete delete -> isRestorable(delete.sa()) ? 0 : 1;
            case PlannedChange.Replace replace -> isRestorable(replace.before()) ? 0 : 1;
            case PlannedChange.Add _, PlannedChange.Update _ -> 0;
          };
    }
    return lost;
  }
}
