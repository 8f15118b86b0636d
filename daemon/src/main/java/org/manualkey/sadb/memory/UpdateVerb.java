package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.AddressClass;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.rules.CookieChecks;
import org.manualkey.sadb.rules.Refusal;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.UpdateChecks;

/**
 * UPDATE and X_UPDATEPAIR ({@code sadb_update_sa()}): completes a larval SA, or of one that has its
 * keys changes lifetimes, the cookie of key management, the replay counter and the pairing;
 * everything else in the request only helps to find the SA.
 *
 * <p>Better than illumos: an update that is refused has changed nothing. As there, an UPDATE of a
 * clone changes the one copy that it finds.
 */
final class UpdateVerb implements Verb {
  private static final Refusal NO_PARTNER = new Refusal(Errno.ESRCH, Diagnostic.PAIR_SA_NOTFOUND);

  private static final Refusal DEAD = Refusal.of(Errno.ESRCH);

  private final SaTables tables;
  private final AddVerb add;
  private final Time time;
  private final LocalAddresses localAddresses;

  UpdateVerb(SaTables tables, AddVerb add, Time time, LocalAddresses localAddresses) {
    this.tables = tables;
    this.add = add;
    this.time = time;
    this.localAddresses = localAddresses;
  }

  @Override
  public Message answer(RequestInProgress request) {
    Refusal refusal = UpdateChecks.COMPLETE.refusal(request);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    Lookup lookup = Lookup.of(request, tables);
    StoredSa sa = lookup.sa();
    if (sa == null) {
      return Lookup.NOT_FOUND.reply(request.header());
    }
    if (sa.sa().state() == SaState.LARVAL) {
      // Only an UPDATE completes it; the other comes too early, as an ADD would.
      return request.header().type() == MessageType.UPDATE
          ? add.complete(request, sa)
          : add.answer(request);
    }
    refusal = UpdateChecks.WITHOUT_KEYS.refusal(request);
    if (refusal == null) {
      refusal =
          request.sa().state() == SaState.ACTIVE
              ? wake(lookup.table(), sa)
              : update(request, lookup.table(), sa);
    }
    return refusal == null ? request.echo() : refusal.reply(request.header());
  }

  /** An idle SA that another node of a cluster used is used here now, and so is its pair. */
  private @Nullable Refusal wake(SaTable table, StoredSa sa) {
    if (sa.sa().state() != SaState.IDLE) {
      return Refusal.invalid(Diagnostic.BAD_SASTATE);
    }
    endIdling(table, sa, SaState.MATURE);
    endIdling(table, Pairing.partner(table, sa), SaState.MATURE);
    return null;
  }

  private void endIdling(SaTable table, @Nullable StoredSa sa, SaState next) {
    if (sa != null && sa.sa().state() == SaState.IDLE) {
      sa.become(next);
      sa.startAging().restartIdling(time.startOfLimit());
      table.reschedule(sa);
    }
  }

  private @Nullable Refusal update(RequestInProgress request, SaTable table, StoredSa sa) {
    boolean both = request.header().type() == MessageType.X_UPDATEPAIR;
    StoredSa partner = both ? Pairing.partner(table, sa) : null;
    Refusal refusal = refusal(request, sa, partner);
    if (refusal == null && both && partner == null) {
      refusal = NO_PARTNER;
    }
    if (refusal == null) {
      refusal = pairRefusal(request, table, sa);
    }
    if (refusal != null) {
      return refusal;
    }
    if (request.sa().state() == SaState.ACTIVE_ELSEWHERE) {
      endIdling(table, sa, SaState.ACTIVE_ELSEWHERE);
      endIdling(table, Pairing.partner(table, sa), SaState.ACTIVE_ELSEWHERE);
    }
    apply(request, table, sa);
    if (partner != null) {
      apply(request, table, partner);
    }
    Pair pair = request.pair();
    if (pair != null) {
      Pairing.link(table, sa, pair.spi());
    }
    return null;
  }

  private @Nullable Refusal refusal(
      RequestInProgress request, StoredSa sa, @Nullable StoredSa partner) {
    Refusal refusal = UpdateChecks.MATURE.refusal(request);
    if (refusal == null) {
      refusal = cookieRefusal(request, sa);
    }
    if (refusal == null && partner != null) {
      refusal = cookieRefusal(request, partner);
    }
    return refusal == null ? replayRefusal(request, sa) : refusal;
  }

  private static @Nullable Refusal cookieRefusal(RequestInProgress request, StoredSa sa) {
    return sa.sa().state() == SaState.DEAD
        ? DEAD
        : CookieChecks.updateConflict(Details.cookie(request), sa.details().cookie());
  }

  /** A counter of a receiver only goes up; illumos reads it in the wrong order of octets. */
  private @Nullable Refusal replayRefusal(RequestInProgress request, StoredSa sa) {
    ReplayValue value = request.replayValue();
    if (value == null) {
      return null;
    }
    if (sa.sa().state() == SaState.MATURE) {
      return Refusal.invalid(Diagnostic.BAD_SASTATE);
    }
    boolean received =
        AddressClass.of(request.ip(Address.Kind.DST), localAddresses) == AddressClass.LOCAL;
    return received
            && sa.sa().replay() != 0
            && Integer.compareUnsigned(value.value32(), sa.replayValue()) <= 0
        ? Refusal.invalid(Diagnostic.INVALID_REPLAY)
        : null;
  }

  private static @Nullable Refusal pairRefusal(
      RequestInProgress request, SaTable table, StoredSa sa) {
    Pair pair = request.pair();
    if (pair == null) {
      return null;
    }
    return sa.isCloned()
        ? Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE)
        : Pairing.refusal(table, sa.direction(), sa.identity(), sa.source(), pair.spi());
  }

  private void apply(RequestInProgress request, SaTable table, StoredSa sa) {
    sa.limits(sa.limits().updated(request));
    KmCookie cookie = Details.cookie(request);
    if (cookie != null) {
      sa.details(sa.details().withCookie(merged(cookie, sa.details().cookie())));
    }
    if (sa.limits().areOfTime()) {
      sa.startAging();
    }
    if (request.lifetime(Lifetime.Kind.IDLE) != null) {
      sa.startAging().startIdling(time.startOfLimit(), sa.limits().idleTime());
    }
    ReplayValue replayValue = request.replayValue();
    if (replayValue != null && sa.sa().replay() != 0) {
      sa.replayValue(replayValue.value32());
      sa.startAging().restartIdling(time.startOfLimit());
    }
    table.reschedule(sa);
  }

  /** A part that is 0 leaves what the SA has. */
  private static KmCookie merged(KmCookie asked, @Nullable KmCookie stored) {
    if (stored == null) {
      return asked;
    }
    return new KmCookie(
        asked.protocol() == 0 ? stored.protocol() : asked.protocol(),
        asked.cookie() == 0 ? stored.cookie() : asked.cookie());
  }
}
