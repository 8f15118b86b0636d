package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaState;

/**
 * UPDATE and X_UPDATEPAIR of SAs that have their keys ({@code sadb_update_sa()}): changes
 * lifetimes, the cookie of key management, the replay counter and the pairing; everything else in
 * the request only helps to find the SA.
 *
 * <p>Better than illumos: an update that is refused has changed nothing. As there, an UPDATE of a
 * clone changes the one copy that it finds.
 */
final class UpdateVerb implements Verb {
  private static final Refusal NO_PARTNER = new Refusal(Errno.ESRCH, Diagnostic.PAIR_SA_NOTFOUND);

  private final SaTables tables;

  UpdateVerb(SaTables tables) {
    this.tables = tables;
  }

  @Override
  public Message answer(Request request) {
    Refusal refusal = UpdateChecks.COMPLETE.refusal(request);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    Lookup lookup = Lookup.of(request, tables);
    StoredSa sa = lookup.sa();
    if (sa == null) {
      return Lookup.NOT_FOUND.reply(request.header());
    }
    boolean both = request.header().type() == MessageType.X_UPDATEPAIR;
    StoredSa partner = both ? Pairing.partner(lookup.table(), sa) : null;
    refusal = refusal(request, sa, partner);
    if (refusal == null && both && partner == null) {
      refusal = NO_PARTNER;
    }
    if (refusal == null) {
      refusal = pairRefusal(request, lookup.table(), sa);
    }
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    apply(request, sa);
    if (partner != null) {
      apply(request, partner);
    }
    Pair pair = request.pair();
    if (pair != null) {
      Pairing.link(lookup.table(), sa, pair.spi());
    }
    return request.echo();
  }

  private static @Nullable Refusal refusal(
      Request request, StoredSa sa, @Nullable StoredSa partner) {
    Refusal refusal = UpdateChecks.MATURE.refusal(request);
    if (refusal == null) {
      refusal = CookieChecks.updateConflict(Details.cookie(request), sa.details().cookie());
    }
    if (refusal == null && partner != null) {
      refusal = CookieChecks.updateConflict(Details.cookie(request), partner.details().cookie());
    }
    if (refusal == null
        && request.has(ExtensionType.X_REPLAY_VALUE)
        && sa.sa().state() == SaState.MATURE) {
      refusal = Refusal.invalid(Diagnostic.BAD_SASTATE);
    }
    return refusal;
  }

  private static @Nullable Refusal pairRefusal(Request request, SaTable table, StoredSa sa) {
    Pair pair = request.pair();
    if (pair == null) {
      return null;
    }
    return sa.isCloned()
        ? Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE)
        : Pairing.refusal(table, sa.direction(), sa.identity(), sa.source(), pair.spi());
  }

  private static void apply(Request request, StoredSa sa) {
    sa.limits(sa.limits().updated(request));
    KmCookie cookie = Details.cookie(request);
    if (cookie != null) {
      sa.details(sa.details().withCookie(merged(cookie, sa.details().cookie())));
    }
    ReplayValue replayValue = request.replayValue();
    if (replayValue != null && sa.sa().replay() != 0) {
      sa.replayValue(replayValue.value32());
    }
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
