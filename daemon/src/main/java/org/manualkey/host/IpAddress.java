package org.manualkey.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;

/**
 * An address without a port. An IPv4 address is always a {@link V4}, however it was written: a
 * mapped one ({@code ::ffff:a.b.c.d}, RFC 4291 section 2.5.5.2) is the same address to PF_KEY.
 */
public sealed interface IpAddress {
  /** The two address families, in the order in which their tables are dumped. */
  enum Family {
    IPV4(4),
    IPV6(41);

    private final int carrier;

    Family(int carrier) {
      this.carrier = carrier;
    }

    /** The protocol number of a packet of this family inside another. */
    public int carrier() {
      return carrier;
    }
  }

  Family family();

  boolean isUnspecified();

  boolean isMulticast();

  /** The address with the bits after the prefix cleared. */
  IpAddress masked(int prefixLength);

  SocketAddress withPort(int port);

  /** The address of a socket address, or null when its family is not known. */
  static @Nullable IpAddress of(SocketAddress socketAddress) {
    return switch (socketAddress) {
      case SocketAddress.Inet inet -> new V4(inet.address());
      case SocketAddress.Inet6 inet6 when inet6.isMapped() -> new V4(inet6.mappedAddress());
      case SocketAddress.Inet6 inet6 -> new V6(inet6.high(), inet6.low());
      case SocketAddress.Other _ -> null;
    };
  }

  /** An address of the Java library. */
  static IpAddress of(InetAddress address) {
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    return switch (address) {
      case Inet4Address _ -> new V4(octets.getInt());
      case Inet6Address _ -> new V6(octets.getLong(), octets.getLong());
      default -> throw new IllegalArgumentException(address.getClass().getName());
    };
  }

  /**
   * IPv4.
   *
   * @param bits the four octets, most significant first
   */
  record V4(int bits) implements IpAddress {
    private static final int MULTICAST_PREFIX = 0xe;

    @Override
    public Family family() {
      return Family.IPV4;
    }

    @Override
    public boolean isUnspecified() {
      return bits == 0;
    }

    @Override
    public boolean isMulticast() {
      return bits >>> 28 == MULTICAST_PREFIX;
    }

    @Override
    public IpAddress masked(int prefixLength) {
      return new V4(prefixLength == 0 ? 0 : bits & -1 << (Integer.SIZE - prefixLength));
    }

    @Override
    public SocketAddress withPort(int port) {
      return new SocketAddress.Inet(port, bits);
    }
  }

  /**
   * IPv6.
   *
   * @param high the first eight octets, most significant first
   * @param low the last eight octets
   */
  record V6(long high, long low) implements IpAddress {
    private static final int MULTICAST_PREFIX = 0xff;

    @Override
    public Family family() {
      return Family.IPV6;
    }

    @Override
    public boolean isUnspecified() {
      return high == 0 && low == 0;
    }

    @Override
    public boolean isMulticast() {
      return high >>> 56 == MULTICAST_PREFIX;
    }

    @Override
    public IpAddress masked(int prefixLength) {
      return new V6(high & mask(prefixLength), low & mask(prefixLength - Long.SIZE));
    }

    /** The mask of the first {@code length} bits of a word; all or none of them beyond its ends. */
    private static long mask(int length) {
      if (length <= 0) {
        return 0;
      }
      return length >= Long.SIZE ? -1L : -1L << (Long.SIZE - length);
    }

    @Override
    public SocketAddress withPort(int port) {
      return SocketAddress.Inet6.of(high, low).withPort(port);
    }
  }
}
