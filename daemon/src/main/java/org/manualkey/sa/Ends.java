package org.manualkey.sa;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.SocketAddress;

/**
 * The two ends of an SA, or of what is inside its tunnel.
 *
 * @param source where packets come from
 * @param destination where they go
 */
public record Ends(Address source, Address destination) {
  /** By how much a prefix is longer when its IPv4 address is mapped. */
  private static final int MAPPED_BITS = 96;

  /** The inner ends of a tunnel for anything of the family of an address: 0.0.0.0/0 or ::/0. */
  public static Ends anything(Address like) {
    SocketAddress any =
        switch (like.socketAddress()) {
          case SocketAddress.Inet _ -> new SocketAddress.Inet(0, 0);
          case SocketAddress.Inet6 inet6 ->
              inet6.isMapped() ? new SocketAddress.Inet(0, 0) : SocketAddress.Inet6.UNSPECIFIED;
          case SocketAddress.Other _ -> SocketAddress.Inet6.UNSPECIFIED;
        };
    return new Ends(
        new Address(Address.Kind.INNER_SRC, 0, 0, any),
        new Address(Address.Kind.INNER_DST, 0, 0, any));
  }

  /** Whether these are the outer ends of the same transport. */
  boolean isSameTransport(Ends other) {
    return isSameTunnel(other)
        && hasSameSelector(source, other.source)
        && hasSameSelector(destination, other.destination);
  }

  /** Whether these are the outer ends of the same tunnel, whose ports and protocol do not count. */
  boolean isSameTunnel(Ends other) {
    return isSameAddress(source.socketAddress(), other.source.socketAddress())
        && isSameAddress(destination.socketAddress(), other.destination.socketAddress());
  }

  private static boolean hasSameSelector(Address one, Address other) {
    return one.protocol() == other.protocol()
        && one.socketAddress().port() == other.socketAddress().port();
  }

  /**
   * Whether both select the same traffic inside a tunnel: the protocol is that of the destination
   * alone, and the bits behind a prefix say nothing.
   */
  boolean isSameSelector(Ends other) {
    return destination.protocol() == other.destination.protocol()
        && isSameNetwork(source, other.source)
        && isSameNetwork(destination, other.destination);
  }

  private static boolean isSameNetwork(Address one, Address other) {
    return one.socketAddress().port() == other.socketAddress().port()
        && prefix(one) == prefix(other)
        && Objects.equals(network(one), network(other));
  }

  /** As a prefix of its family. */
  static int prefix(Address address) {
    return address.socketAddress() instanceof SocketAddress.Inet6 inet6 && inet6.isMapped()
        ? Math.max(address.prefixLength() - MAPPED_BITS, 0)
        : address.prefixLength();
  }

  /** The address before its prefix, as {@link #canonical} has it; null: of an unknown family. */
  static @Nullable IpAddress network(Address address) {
    IpAddress ip = IpAddress.of(address.socketAddress());
    return ip == null ? null : canonical(ip.masked(prefix(address)));
  }

  /** Whether both are the same address, whichever way an IPv4 one is written. */
  static boolean isSameAddress(SocketAddress one, SocketAddress other) {
    IpAddress first = IpAddress.of(one);
    IpAddress second = IpAddress.of(other);
    if (first == null || second == null) {
      return one.equals(other);
    }
    return canonical(first).equals(canonical(second));
  }

  /** No address at all is the same in both families. */
  static IpAddress canonical(IpAddress address) {
    return address.isUnspecified() ? new IpAddress.V6(0, 0) : address;
  }

  /** Whether no particular host is meant. */
  static boolean isUnspecified(Address address) {
    IpAddress ip = IpAddress.of(address.socketAddress());
    return ip != null && ip.isUnspecified();
  }
}
