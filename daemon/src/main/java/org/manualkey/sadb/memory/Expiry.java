package org.manualkey.sadb.memory;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.Direction;

/**
 * What happens to an SA that reaches a limit, and to its pair or copy ({@code sadb_age_assoc()},
 * {@code age_pair_peer_list()}). Both copies of a clone expire together and are reported once; if
 * one half of a pair dies, so does the other.
 *
 * <p>A dead SA stays in the table for a while, and is then removed without a message.
 */
final class Expiry {
  /** {@code ipsec_ah_reap_delay}, {@code ipsec_esp_reap_delay}: their default. */
  private static final int REAP_DELAY = 1;

  private final Time time;
  private final Consumer<? super Message> announce;

  Expiry(Time time, Consumer<? super Message> announce) {
    this.time = time;
    this.announce = announce;
  }

  /** The first rule that applies to an SA that is due, and only that. */
  void expire(SaTable table, Aging aging) {
    int now = time.seconds();
    StoredSa sa = aging.sa();
    switch (sa.sa().state()) {
      case LARVAL, DEAD, IDLE -> remove(table, sa);
      case MATURE -> {
        if (aging.hard() <= now) {
          die(table, sa);
        } else if (aging.soft() <= now) {
          weaken(table, sa);
        } else {
          tellIdle(table, sa);
        }
      }
      case DYING -> die(table, sa);
      case ACTIVE_ELSEWHERE -> {
        if (aging.hard() <= now) {
          remove(table, sa);
        } else {
          rest(table, sa);
        }
      }
      case ACTIVE, UNKNOWN -> throw new IllegalStateException("no SA is ever " + sa.sa().state());
    }
  }

  private static void remove(SaTable table, StoredSa sa) {
    Pairing.unlinkPartner(table, sa);
    table.remove(sa);
  }

  /** The hard limit. */
  void die(SaTable table, StoredSa sa) {
    bury(table, sa);
    announce.accept(SaMessage.ofExpired(table.type(), sa, Lifetime.Kind.HARD));
    if (sa.isCloned()) {
      bury(table, table.otherCopy(sa));
      return;
    }
    StoredSa partner = table.partner(sa);
    Pairing.unlinkPartner(table, sa);
    sa.pairWith(0);
    if (partner != null && partner.sa().state() != SaState.DEAD) {
      bury(table, partner);
      // The kernel looks at inbound SAs first, and finds the outbound half out of time by then.
      if (partner.direction() == Direction.OUTBOUND) {
        announce.accept(SaMessage.ofExpired(table.type(), partner, Lifetime.Kind.HARD));
      }
    }
  }

  /** The soft limit. */
  void weaken(SaTable table, StoredSa sa) {
    changeAll(table, sa, SaState.DYING);
    announce.accept(SaMessage.ofExpired(table.type(), sa, Lifetime.Kind.SOFT));
  }

  /** Unlike on illumos, an idle period is reported once, not at every scan. */
  private void tellIdle(SaTable table, StoredSa sa) {
    stopIdling(table, sa);
    StoredSa copy = copy(table, sa);
    if (copy != null) {
      stopIdling(table, copy);
    }
    announce.accept(SaMessage.ofExpired(table.type(), sa, Lifetime.Kind.IDLE));
  }

  private static void stopIdling(SaTable table, StoredSa sa) {
    sa.startAging().stopIdling();
    table.reschedule(sa);
  }

  /** An SA that another node of a cluster uses falls idle. */
  private void rest(SaTable table, StoredSa sa) {
    sa.startAging().endAt(time.startOfLimit() + REAP_DELAY);
    changeAll(table, sa, SaState.IDLE);
  }

  private void bury(SaTable table, StoredSa sa) {
    sa.startAging().endAt(time.startOfLimit() + REAP_DELAY);
    sa.become(SaState.DEAD);
    table.reschedule(sa);
  }

  private static void changeAll(SaTable table, StoredSa sa, SaState state) {
    sa.become(state);
    table.reschedule(sa);
    StoredSa copy = copy(table, sa);
    if (copy != null) {
      copy.become(state);
      table.reschedule(copy);
    }
  }

  private static @Nullable StoredSa copy(SaTable table, StoredSa sa) {
    return sa.isCloned() ? table.otherCopy(sa) : null;
  }
}
