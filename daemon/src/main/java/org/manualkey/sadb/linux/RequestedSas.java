package org.manualkey.sadb.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
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

/**
 * The SAs that ADDs make, as they are recorded. Of most SAs one end is that of the one before,
 * often this host: they share it, since a record is kept for each of them.
 */
final class RequestedSas {
  private @Nullable Address lastSource;
  private @Nullable Address lastDestination;
  private @Nullable IpAddress lastIp;

  /**
   * A request in its normal form as the SA that it makes, without its keys.
   *
   * @param id that of the request, which is kept as it is: there is one of each SA
   */
  SecurityAssociation of(SaId id, RequestInProgress request) {
    Address destination = request.address(Address.Kind.DST);
    Address from = shared(selecting(request.address(Address.Kind.SRC), destination), lastSource);
    Address to = shared(destination, lastDestination);
    lastSource = from;
    lastDestination = to;
    Address innerSource = request.findAddress(Address.Kind.INNER_SRC);
    Address innerDestination = request.findAddress(Address.Kind.INNER_DST);
    Identity sender = request.identity(Identity.Kind.SRC);
    Identity receiver = request.identity(Identity.Kind.DST);
    ReplayValue replayValue = request.replayValue();
    return new SecurityAssociation(
        id,
        request.sa(),
        new Ends(from, to),
        innerSource == null || innerDestination == null
            ? null
            : new Ends(
                withProtocol(innerSource, innerDestination.protocol()),
                withProtocol(innerDestination, innerDestination.protocol())),
        natt(request),
        Keys.NONE,
        request.lifetimes(),
        null,
        sender == null && receiver == null ? Identities.NONE : new Identities(sender, receiver),
        request.storedCookie(),
        0,
        replayValue == null ? 0 : replayValue.counter(),
        request.settings().isNone() ? List.of() : List.of(request.settings()));
  }

  /** Where the SA is from. */
  IpAddress source(RequestInProgress request) {
    IpAddress given = request.ip(Address.Kind.SRC);
    IpAddress last = lastIp;
    IpAddress source = last != null && last.equals(given) ? last : given;
    lastIp = source;
    return source;
  }

  private static Address shared(Address end, @Nullable Address last) {
    return last != null && last.equals(end) ? last : end;
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
