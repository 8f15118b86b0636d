package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Sa;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.rules.Refusal;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * The SA that a GET, DELETE or UPDATE means ({@code get_ipsa_pair()}): by its SPI and destination,
 * and its source where both sides name one.
 *
 * @param table where it was looked for
 * @param sa null: there is none
 */
record Lookup(SaTable table, @Nullable StoredSa sa) {
  static final Refusal NOT_FOUND = new Refusal(Errno.ESRCH, Diagnostic.SA_NOTFOUND);

  /** Looks for it; the request has an SA extension and a destination. */
  static Lookup of(RequestInProgress request, SaTables tables) {
    Sa asked = request.sa();
    IpAddress destination = request.ip(Address.Kind.DST);
    SaTable table = tables.of(request.saType(), destination.family());
    return new Lookup(
        table,
        table.find(
            Direction.firstLooked(asked.flags()),
            new SaIdentity(asked.spi(), destination),
            request.findIp(Address.Kind.SRC)));
  }
}
