package org.manualkey.sadb.memory;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.CookieChecks;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * DELETE and X_DELPAIR: removes one SA, or both of a pair, and returns it; without an SA extension,
 * every SA but larval ones that fits the addresses, identities and cookie given ({@code
 * sadb_delget_sa()}, {@code sadb_purge_sa()}).
 *
 * <p>Better than illumos: X_DELPAIR of an SA without partner removes nothing; a purge undoes the
 * links of pairs too.
 */
final class DeleteVerb implements Verb {
  private static final Refusal NO_PARTNER = new Refusal(Errno.ESRCH, Diagnostic.PAIR_SA_NOTFOUND);

  private final SaTables tables;
  private final SaMessage saMessage;

  DeleteVerb(SaTables tables, SaMessage saMessage) {
    this.tables = tables;
    this.saMessage = saMessage;
  }

  @Override
  public Reply answer(RequestInProgress request) {
    if (!request.has(ExtensionType.SA)) {
      return purge(request);
    }
    if (!request.has(ExtensionType.ADDRESS_DST)) {
      return new Reply.Refused(Refusal.invalid(Diagnostic.MISSING_DST));
    }
    SaTable table = tables.of(request);
    StoredSa sa = table.find(request);
    if (sa == null) {
      return new Reply.Refused(GetVerb.NOT_FOUND);
    }
    StoredSa partner = table.partner(sa);
    boolean both = request.header().type() == MessageType.X_DELPAIR;
    if (both && partner == null) {
      return new Reply.Refused(NO_PARTNER);
    }
    Message reply = saMessage.ofDeleted(request.header(), request.saType(), sa);
    Pairing.unlinkPartner(table, sa);
    table.remove(sa);
    if (both && partner != null && !sa.isCloned()) {
      table.remove(partner);
    }
    return new Reply.Done(reply);
  }

  private Reply purge(RequestInProgress request) {
    IpAddress source = request.findIp(Address.Kind.SRC);
    IpAddress destination = request.findIp(Address.Kind.DST);
    IpAddress either = destination == null ? source : destination;
    if (either == null) {
      return new Reply.Refused(Refusal.invalid(Diagnostic.MISSING_SA));
    }
    SaTable table = tables.of(request.saType(), either.family());
    table.removeIf(purged(request, source, destination), sa -> Pairing.unlinkPartner(table, sa));
    return new Reply.Done(request.echo());
  }

  private static Predicate<StoredSa> purged(
      RequestInProgress request, @Nullable IpAddress source, @Nullable IpAddress destination) {
    Identity from = request.identity(Identity.Kind.SRC);
    Identity to = request.identity(Identity.Kind.DST);
    KmCookie cookie = request.storedCookie();
    return sa ->
        sa.sa().state() != SaState.LARVAL
            && (source == null || source.equals(sa.source()))
            && (destination == null || destination.equals(sa.destination()))
            && (from == null || from.equals(sa.details().sourceIdentity()))
            && (to == null || to.equals(sa.details().destinationIdentity()))
            && CookieChecks.conflict(cookie, sa.details().cookie()) == null;
  }
}
