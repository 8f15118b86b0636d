package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.rules.Refusal;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/** GET: tells all about one SA, with its keys ({@code sadb_delget_sa()}). */
final class GetVerb implements Verb {
  private static final Rule COMPLETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA));

  private final SaTables tables;
  private final SaMessage saMessage;

  GetVerb(SaTables tables, SaMessage saMessage) {
    this.tables = tables;
    this.saMessage = saMessage;
  }

  @Override
  public Message answer(RequestInProgress request) {
    Refusal refusal = COMPLETE.refusal(request);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    StoredSa sa = Lookup.of(request, tables).sa();
    return sa == null
        ? Lookup.NOT_FOUND.reply(request.header())
        : saMessage.withKeys(request.header(), request.saType(), sa);
  }
}
