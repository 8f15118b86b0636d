package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;

/** GET: returns one SA, with its keys ({@code sadb_delget_sa()}). */
final class GetVerb implements Verb {
  /** There is no SA as the request names it. */
  static final Refusal NOT_FOUND = new Refusal(Errno.ESRCH, Diagnostic.SA_NOTFOUND);

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
  public Reply answer(RequestInProgress request) {
    Refusal refusal = COMPLETE.refusal(request);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    StoredSa sa = tables.of(request).find(request);
    return sa == null
        ? new Reply.Refused(NOT_FOUND)
        : new Reply.Done(saMessage.withKeys(request.header(), request.saType(), sa));
  }
}
