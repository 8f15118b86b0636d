package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.CookieChecks;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.UpdateRules;

/**
 * UPDATE and X_UPDATEPAIR ({@code sadb_update_sa()}): completes a larval SA, or of one that has its
 * keys changes lifetimes, the cookie of key management, the replay counter and the pairing;
 * everything else in the request only helps to find the SA.
 *
 * <p>Better than illumos: an update that is refused has changed nothing. As there, an UPDATE of a
 * clone changes the one copy that it finds.
 */
final class UpdateVerb implements Verb {
  private final SaTables tables;
  private final AddVerb add;
  private final Time time;
  private final UpdateRules rules;

  UpdateVerb(SaTables tables, AddVerb add, Time time, LocalAddresses localAddresses) {
    this.tables = tables;
    this.add = add;
    this.time = time;
    rules = new UpdateRules(localAddresses);
  }

  @Override
  public Reply answer(RequestInProgress request) {
    Refusal refusal = UpdateRules.incomplete(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    SaTable table = tables.of(request);
    StoredSa sa = table.find(request);
    if (sa == null) {
      return new Reply.Refused(GetVerb.NOT_FOUND);
    }
    if (sa.sa().state() == SaState.LARVAL) {
      // Only an UPDATE completes it; the other comes too early, as an ADD would.
      return request.header().type() == MessageType.UPDATE
          ? add.complete(request, sa)
          : add.answer(request);
    }
    refusal = UpdateRules.withKeys(request);
    if (refusal == null) {
      refusal =
          request.sa().state() == SaState.ACTIVE ? wake(table, sa) : update(request, table, sa);
    }
    return refusal == null ? new Reply.Done(request.echo()) : new Reply.Refused(refusal);
  }

  /** An idle SA that another node of a cluster used is used here now, and so is its pair. */
  private @Nullable Refusal wake(SaTable table, StoredSa sa) {
    if (sa.sa().state() != SaState.IDLE) {
      return Refusal.invalid(Diagnostic.BAD_SASTATE);
    }
    endIdling(table, sa, SaState.MATURE);
    endIdling(table, table.partner(sa), SaState.MATURE);
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
    Refusal refusal = rules.refusal(request, table, sa);
    if (refusal != null) {
      return refusal;
    }
    if (request.sa().state() == SaState.ACTIVE_ELSEWHERE) {
      endIdling(table, sa, SaState.ACTIVE_ELSEWHERE);
      endIdling(table, table.partner(sa), SaState.ACTIVE_ELSEWHERE);
    }
    StoredSa partner =
        request.header().type() == MessageType.X_UPDATEPAIR ? table.partner(sa) : null;
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

  private void apply(RequestInProgress request, SaTable table, StoredSa sa) {
    sa.limits(sa.lifetimes().updated(request.lifetimes()));
    KmCookie cookie = request.storedCookie();
    if (cookie != null) {
      sa.details(sa.details().withCookie(CookieChecks.merged(cookie, sa.details().cookie())));
    }
    if (sa.lifetimes().areOfTime()) {
      sa.startAging();
    }
    if (request.lifetime(Lifetime.Kind.IDLE) != null) {
      sa.startAging().startIdling(time.startOfLimit(), sa.lifetimes().idleTime());
    }
    ReplayValue replayValue = request.replayValue();
    if (replayValue != null && sa.sa().replay() != 0) {
      sa.replayValue(replayValue.value32());
      sa.startAging().restartIdling(time.startOfLimit());
    }
    table.reschedule(sa);
  }
}
