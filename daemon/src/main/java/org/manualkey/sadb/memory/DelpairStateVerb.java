package org.manualkey.sadb.memory;

import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/**
 * X_DELPAIR_STATE: removes the outbound SAs of a source that are in a state, each with its pair or
 * copy. That is what {@code sadb_delpair_state()} is meant to do; on illumos it crashes.
 */
final class DelpairStateVerb implements Verb {
  private static final Rule COMPLETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.ADDRESS_SRC, Diagnostic.MISSING_SRC),
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA));

  private final SaTables tables;

  DelpairStateVerb(SaTables tables) {
    this.tables = tables;
  }

  @Override
  public Reply answer(RequestInProgress request) {
    Refusal refusal = COMPLETE.refusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    int state = request.sa().stateCode();
    IpAddress source = request.ip(Address.Kind.SRC);
    SaTable table = tables.of(request.saType(), source.family());
    table
        .outbound(sa -> sa.sa().stateCode() == state && sa.source().equals(source))
        .forEach(sa -> removeWithPartner(table, sa));
    return new Reply.Done(request.echo());
  }

  private static void removeWithPartner(SaTable table, StoredSa sa) {
    StoredSa partner = sa.isCloned() ? null : table.partner(sa);
    table.remove(sa);
    if (partner != null) {
      table.remove(partner);
    }
  }
}
