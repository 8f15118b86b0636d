package org.manualkey.sadb.linux;

import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Identities;
import org.manualkey.sa.Keys;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.rules.RequestInProgress;

/** The SA that an ADD makes, as it is recorded. */
final class RequestedSa {
  private RequestedSa() {}

  /**
   * A request in its normal form as the SA that it makes, without its keys.
   *
   * @param id that of the request, which is kept as it is: there is one of each SA
   */
  static SecurityAssociation of(SaId id, RequestInProgress request) {
    Address source = request.address(Address.Kind.SRC);
    Address destination = request.address(Address.Kind.DST);
    Address innerSource = request.findAddress(Address.Kind.INNER_SRC);
    Address innerDestination = request.findAddress(Address.Kind.INNER_DST);
    Identity from = request.identity(Identity.Kind.SRC);
    Identity to = request.identity(Identity.Kind.DST);
    ReplayValue replayValue = request.replayValue();
    return new SecurityAssociation(
        id,
        request.sa(),
        new Ends(selecting(source, destination), selecting(destination, destination)),
        innerSource == null || innerDestination == null
            ? null
            : new Ends(
                withProtocol(innerSource, innerDestination.protocol()),
                withProtocol(innerDestination, innerDestination.protocol())),
        natt(request),
        Keys.NONE,
        request.lifetimes(),
        null,
        from == null && to == null ? Identities.NONE : new Identities(from, to),
        request.storedCookie(),
        0,
        replayValue == null ? 0 : replayValue.counter(),
        request.settings().isNone() ? List.of() : List.of(request.settings()));
  }

  /** The ends of its UDP encapsulation; as on illumos one without its flag does not count. */
  private static Natt natt(RequestInProgress request) {
    Sa sa = request.sa();
    Address local = sa.has(SaFlag.NATT_LOC) ? request.findAddress(Address.Kind.NATT_LOC) : null;
    Address remote = sa.has(SaFlag.NATT_REM) ? request.findAddress(Address.Kind.NATT_REM) : null;
    return local == null && remote == null ? Natt.NONE : new Natt(local, remote);
  }

  /** Outer ends are shown with the protocol of the destination, and in a tunnel without ports. */
  private static Address selecting(Address address, Address destination) {
    return withProtocol(address, destination.protocol());
  }

  private static Address withProtocol(Address address, int protocol) {
    return address.protocol() == protocol
        ? address
        : new Address(address.kind(), protocol, address.prefixLength(), address.socketAddress());
  }
}
