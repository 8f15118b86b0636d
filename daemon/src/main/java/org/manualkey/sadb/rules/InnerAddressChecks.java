package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Refusal;

/**
 * Checks the addresses inside a tunnel and puts them into normal form ({@code sadb_addrfix()}):
 * both or none, of one family, with a prefix that fits it; a mapped address becomes IPv4 with a
 * prefix of IPv4; the bits after the prefix are cleared.
 *
 * <p>The destination is looked at first, as in the kernel. Any address will do, multicast too.
 */
final class InnerAddressChecks implements Rule {
  private static final int MAPPED_BITS = 96;

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    Address source = request.findAddress(Address.Kind.INNER_SRC);
    Address destination = request.findAddress(Address.Kind.INNER_DST);
    if (source == null) {
      return destination == null ? null : Refusal.invalid(Diagnostic.MISSING_INNER_SRC);
    }
    if (destination == null) {
      return Refusal.invalid(Diagnostic.MISSING_INNER_DST);
    }
    Refusal refusal =
        check(request, destination, Diagnostic.BAD_INNER_DST_AF, Diagnostic.PREFIX_INNER_DST);
    if (refusal == null) {
      refusal = check(request, source, Diagnostic.BAD_INNER_SRC_AF, Diagnostic.PREFIX_INNER_SRC);
    }
    return refusal == null ? oneFamily(request) : refusal;
  }

  private static @Nullable Refusal check(
      RequestInProgress request, Address address, Diagnostic badFamily, Diagnostic badPrefix) {
    IpAddress ip = IpAddress.of(address.socketAddress());
    if (ip == null) {
      return Refusal.invalid(badFamily);
    }
    boolean mapped =
        ip instanceof IpAddress.V4 && address.socketAddress() instanceof SocketAddress.Inet6;
    int prefix = address.prefixLength() - (mapped ? MAPPED_BITS : 0);
    int longest =
        switch (ip.family()) {
          case IPV4 -> Integer.SIZE;
          case IPV6 -> 2 * Long.SIZE;
        };
    if (prefix < 0 || prefix > longest) {
      return Refusal.invalid(badPrefix);
    }
    SocketAddress masked = ip.masked(prefix).withPort(address.socketAddress().port());
    request.put(
        new Address(address.kind(), address.protocol(), prefix, address.reserved(), masked));
    return null;
  }

  /**
   * Better than illumos: beside an IPv4 address {@code ::/0}, which stands for an end that was not
   * given, is any IPv4 address.
   */
  private static @Nullable Refusal oneFamily(RequestInProgress request) {
    Address source = request.address(Address.Kind.INNER_SRC);
    Address destination = request.address(Address.Kind.INNER_DST);
    if (isIpv4(source) == isIpv4(destination)) {
      return null;
    }
    Address inet6 = isIpv4(source) ? destination : source;
    if (inet6.prefixLength() != 0) {
      return Refusal.invalid(
          Diagnostic.INNER_AF_MISMATCH, "the inner addresses are of two families");
    }
    SocketAddress any = new SocketAddress.Inet(inet6.socketAddress().port(), 0);
    request.put(new Address(inet6.kind(), inet6.protocol(), 0, inet6.reserved(), any));
    return null;
  }

  private static boolean isIpv4(Address address) {
    return address.socketAddress() instanceof SocketAddress.Inet;
  }
}
