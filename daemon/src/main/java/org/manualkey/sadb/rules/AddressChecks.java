package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.AddressClass;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Refusal;

/**
 * Checks the addresses of any request and puts them into normal form ({@code sadb_addrfix()}): a
 * mapped IPv4 address becomes an IPv4 one.
 *
 * <p>In order: source, destination, NAT-T addresses, {@linkplain InnerAddressChecks inner
 * addresses}, then how source and destination go together. Whether the protocols of source and
 * destination agree is looked at only when their families differ, as in the kernel.
 */
public final class AddressChecks implements Rule {
  private final LocalAddresses localAddresses;
  private final Rule inner = new InnerAddressChecks();

  public AddressChecks(LocalAddresses localAddresses) {
    this.localAddresses = localAddresses;
  }

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    Refusal refusal = source(request);
    if (refusal == null) {
      refusal = destination(request);
    }
    if (refusal == null) {
      refusal = nattLocal(request);
    }
    if (refusal == null) {
      refusal = nattRemote(request);
    }
    if (refusal == null) {
      refusal = inner.refusal(request);
    }
    if (refusal == null) {
      refusal = onePortSet(request);
    }
    if (refusal == null) {
      refusal = oneFamily(request);
    }
    return refusal;
  }

  private @Nullable Refusal source(RequestInProgress request) {
    return check(
        request, Address.Kind.SRC, Diagnostic.BAD_SRC_AF, AddressClass.MANY, Diagnostic.BAD_SRC);
  }

  private @Nullable Refusal destination(RequestInProgress request) {
    return check(
        request,
        Address.Kind.DST,
        Diagnostic.BAD_DST_AF,
        AddressClass.UNSPECIFIED,
        Diagnostic.BAD_DST);
  }

  private @Nullable Refusal check(
      RequestInProgress request,
      Address.Kind kind,
      Diagnostic badFamily,
      AddressClass unfit,
      Diagnostic unfitDiagnostic) {
    Address address = request.findAddress(kind);
    if (address == null) {
      return null;
    }
    IpAddress ip = normalise(request, address);
    if (ip == null) {
      return Refusal.invalid(badFamily);
    }
    return AddressClass.of(ip, localAddresses) == unfit ? Refusal.invalid(unfitDiagnostic) : null;
  }

  private @Nullable Refusal nattLocal(RequestInProgress request) {
    return checkNatt(
        request,
        Address.Kind.NATT_LOC,
        true,
        Diagnostic.MALFORMED_NATT_LOC,
        Diagnostic.BAD_NATT_LOC_AF);
  }

  private @Nullable Refusal nattRemote(RequestInProgress request) {
    return checkNatt(
        request,
        Address.Kind.NATT_REM,
        request.has(ExtensionType.ADDRESS_INNER_SRC),
        Diagnostic.MALFORMED_NATT_REM,
        Diagnostic.BAD_NATT_REM_AF);
  }

  /** A NAT-T address is IPv4 and not one of this host. */
  private @Nullable Refusal checkNatt(
      RequestInProgress request,
      Address.Kind kind,
      boolean mayBeUnspecified,
      Diagnostic unfit,
      Diagnostic badFamily) {
    Address address = request.findAddress(kind);
    if (address == null) {
      return null;
    }
    IpAddress ip = normalise(request, address);
    if (ip == null) {
      return Refusal.invalid(badFamily);
    }
    String reason =
        switch (AddressClass.of(ip, localAddresses)) {
          case REMOTE -> "";
          case UNSPECIFIED -> mayBeUnspecified ? "" : unspecified(address);
          case LOCAL -> "it is an address of this host";
          case MANY -> "it is a multicast or broadcast address";
        };
    if (!reason.isEmpty()) {
      return Refusal.invalid(unfit, reason);
    }
    return ip.family() == IpAddress.Family.IPV4 ? null : Refusal.invalid(badFamily);
  }

  /** What is missing; a port that was given alone is in an address that is unspecified. */
  private static String unspecified(Address address) {
    return address.socketAddress().port() == 0
        ? "it is unspecified"
        : "nat_rport needs nat_rem, or inner addresses";
  }

  /** Ports select traffic either by the outer or by the inner addresses. */
  private static @Nullable Refusal onePortSet(RequestInProgress request) {
    Address innerSource = request.findAddress(Address.Kind.INNER_SRC);
    Address innerDestination = request.findAddress(Address.Kind.INNER_DST);
    Address source = request.findAddress(Address.Kind.SRC);
    Address destination = request.findAddress(Address.Kind.DST);
    if (innerSource == null || innerDestination == null || source == null || destination == null) {
      return null;
    }
    boolean both = hasPort(innerSource, innerDestination) && hasPort(source, destination);
    return both ? Refusal.invalid(Diagnostic.DUAL_PORT_SETS) : null;
  }

  private static boolean hasPort(Address one, Address other) {
    return one.socketAddress().port() != 0 || other.socketAddress().port() != 0;
  }

  /** Of two families only {@code ::} to an IPv4 destination will do: it becomes 0.0.0.0. */
  private static @Nullable Refusal oneFamily(RequestInProgress request) {
    Address source = request.findAddress(Address.Kind.SRC);
    Address destination = request.findAddress(Address.Kind.DST);
    if (source == null || destination == null) {
      return null;
    }
    boolean ipv4Destination = destination.socketAddress() instanceof SocketAddress.Inet;
    if (source.socketAddress() instanceof SocketAddress.Inet == ipv4Destination) {
      return null;
    }
    int protocol = source.protocol() == 0 ? destination.protocol() : source.protocol();
    if (destination.protocol() != 0 && destination.protocol() != protocol) {
      return Refusal.invalid(Diagnostic.PROTO_MISMATCH);
    }
    if (!(source.socketAddress() instanceof SocketAddress.Inet6 inet6) || !inet6.isUnspecified()) {
      return Refusal.invalid(Diagnostic.AF_MISMATCH);
    }
    SocketAddress any = new SocketAddress.Inet(inet6.port(), 0);
    request.put(new Address(source.kind(), protocol, source.prefixLength(), any));
    request.put(
        new Address(
            destination.kind(), protocol, destination.prefixLength(), destination.socketAddress()));
    return null;
  }

  /** The address of the extension, which is IPv4 from now on if it was mapped; null: no family. */
  private static @Nullable IpAddress normalise(RequestInProgress request, Address address) {
    IpAddress ip = IpAddress.of(address.socketAddress());
    if (ip instanceof IpAddress.V4 && address.socketAddress() instanceof SocketAddress.Inet6) {
      request.put(
          new Address(
              address.kind(),
              address.protocol(),
              address.prefixLength(),
              address.reserved(),
              ip.withPort(address.socketAddress().port())));
    }
    return ip;
  }
}
