package org.manualkey.sa;

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

  /** Whether these are the outer ends of the same transport. */
  boolean isSameTransport(Ends other) {
    return isSameOuter(source, other.source, true)
        && isSameOuter(destination, other.destination, true);
  }

  /** Whether these are the outer ends of the same tunnel, whose ports and protocol do not count. */
  boolean isSameTunnel(Ends other) {
    return isSameOuter(source, other.source, false)
        && isSameOuter(destination, other.destination, false);
  }

  private static boolean isSameOuter(Address one, Address other, boolean selects) {
    return isSameAddress(one.socketAddress(), other.socketAddress())
        && (!selects
            || one.protocol() == other.protocol()
                && one.socketAddress().port() == other.socketAddress().port());
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
    SocketAddress first = mapped(one.socketAddress());
    SocketAddress second = mapped(other.socketAddress());
    int prefix = mappedPrefix(one);
    if (first.port() != second.port() || prefix != mappedPrefix(other)) {
      return false;
    }
    return first instanceof SocketAddress.Inet6 from && second instanceof SocketAddress.Inet6 to
        ? ((from.high() ^ to.high()) & mask(prefix)) == 0
            && ((from.low() ^ to.low()) & mask(prefix - Long.SIZE)) == 0
        : first.equals(second);
  }

  /** As a prefix of a mapped address; one that is out of range is none of its family's. */
  private static int mappedPrefix(Address address) {
    return switch (address.socketAddress()) {
      case SocketAddress.Inet _ -> address.prefixLength() + MAPPED_BITS;
      case SocketAddress.Inet6 inet6 when inet6.isMapped() ->
          Math.max(address.prefixLength(), MAPPED_BITS);
      case SocketAddress.Inet6 _, SocketAddress.Other _ -> address.prefixLength();
    };
  }

  /** The mask of the first {@code length} bits of a word; all or none of them beyond its ends. */
  private static long mask(int length) {
    if (length <= 0) {
      return 0;
    }
    return length >= Long.SIZE ? -1L : -1L << Long.SIZE - length;
  }

  /** Whether both are the same address, whichever way an IPv4 one is written. */
  static boolean isSameAddress(SocketAddress one, SocketAddress other) {
    SocketAddress first = mapped(one);
    SocketAddress second = mapped(other);
    return first instanceof SocketAddress.Inet6 from && second instanceof SocketAddress.Inet6 to
        ? from.high() == to.high() && from.low() == to.low()
        : first.equals(second);
  }

  /** The unspecified address is the same in both families. */
  private static SocketAddress mapped(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet inet ->
          inet.address() == 0
              ? SocketAddress.Inet6.UNSPECIFIED.withPort(inet.port())
              : SocketAddress.Inet6.mapped(inet.address()).withPort(inet.port());
      case SocketAddress.Inet6 inet6 when inet6.isMapped() && inet6.mappedAddress() == 0 ->
          SocketAddress.Inet6.UNSPECIFIED.withPort(inet6.port());
      case SocketAddress.Inet6 inet6 -> inet6;
      case SocketAddress.Other other -> other;
    };
  }

  /** Whether no particular host is meant. */
  static boolean isUnspecified(Address address) {
    return mapped(address.socketAddress()) instanceof SocketAddress.Inet6 inet6
        && inet6.isUnspecified();
  }
}
