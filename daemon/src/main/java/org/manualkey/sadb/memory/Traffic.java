package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;

/**
 * Stands for the packets that this database never sees: what they would do to the SAs that protect
 * them ({@code sadb_set_usetime()}, {@code sadb_age_bytes()}). For tests.
 */
final class Traffic {
  private final SaTables tables;
  private final Time time;
  private final Expiry expiry;

  Traffic(SaTables tables, Time time, Expiry expiry) {
    this.tables = tables;
    this.time = time;
    this.expiry = expiry;
  }

  /** A packet with so many octets to protect, or to check; whether it may pass. */
  boolean packet(SaType type, Direction direction, SaId id, long octets) {
    SaTable table = tables.of(type, id.ip().family());
    StoredSa sa = table.get(direction, id);
    if (sa == null || !isUsable(sa)) {
      return false;
    }
    Usage usage = use(table, sa);
    Usage ofCopy = sa.isCloned() ? use(table, table.otherCopy(sa)) : null;
    long sum = usage.octets() + octets;
    if (reaches(sum, sa.lifetimes().hard())) {
      expiry.die(table, sa);
      return false;
    }
    if (reaches(sum, sa.lifetimes().soft()) && sa.sa().state() == SaState.MATURE) {
      expiry.weaken(table, sa);
    }
    usage.octets(sum);
    if (ofCopy != null) {
      ofCopy.octets(sum);
    }
    return true;
  }

  private static boolean isUsable(StoredSa sa) {
    return switch (sa.sa().state()) {
      case MATURE, DYING, ACTIVE_ELSEWHERE -> true;
      case LARVAL, DEAD, IDLE, ACTIVE, UNKNOWN -> false;
    };
  }

  private Usage use(SaTable table, StoredSa sa) {
    Usage usage = sa.startAging().use(time);
    sa.mark(SaFlag.USED);
    table.reschedule(sa);
    return usage;
  }

  private static boolean reaches(long octets, @Nullable Lifetime limit) {
    return limit != null && limit.bytes() != 0 && Long.compareUnsigned(octets, limit.bytes()) >= 0;
  }
}
