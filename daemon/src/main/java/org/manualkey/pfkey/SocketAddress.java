package org.manualkey.pfkey;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The socket address inside an address extension; the record is the family, not a number. */
public sealed interface SocketAddress {
  /** Port, 0 to 65535. */
  int port();

  /**
   * The address as the Java library has it, an IPv4-mapped one as IPv4; null when it is of an
   * unknown family.
   */
  @Nullable InetAddress inetAddress();

  private static InetAddress inetAddress(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only wrong lengths are refused
    }
  }

  /** The address in messages: RFC 5952 for IPv6, a mapped one as the IPv4 address that it is. */
  String text();

  /** The same address with another port; one of an unknown family has none and stays as it is. */
  SocketAddress withPort(int port);

  /**
   * {@code sockaddr_in}.
   *
   * @param port 0 to 65535
   * @param address the four octets, most significant first
   */
  record Inet(int port, int address) implements SocketAddress {
    @Override
    public InetAddress inetAddress() {
      return SocketAddress.inetAddress(ByteBuffer.allocate(4).putInt(address).array());
    }

    @Override
    public String text() {
      return Inet6Text.dotted(address);
    }

    @Override
    public Inet withPort(int port) {
      return new Inet(port, address);
    }
  }

  /**
   * {@code sockaddr_in6}.
   *
   * @param port 0 to 65535
   * @param flowInfo as on the wire
   * @param high the first eight octets of the address, most significant first
   * @param low the last eight octets
   * @param scopeId interface scope
   * @param sourceId illumos {@code __sin6_src_id}; 0 where the dialect has none
   */
  record Inet6(int port, int flowInfo, long high, long low, int scopeId, int sourceId)
      implements SocketAddress {
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long MAPPED_MASK = 0xffff_ffff_0000_0000L;

    /** The unspecified address {@code ::}. */
    public static final Inet6 UNSPECIFIED = of(0, 0);

    public static Inet6 of(long high, long low) {
      return new Inet6(0, 0, high, low, 0, 0);
    }

    /** An IPv4 address as IPv4-mapped IPv6 ({@code ::ffff:a.b.c.d}). */
    public static Inet6 mapped(int address) {
      return of(0, MAPPED | (address & 0xffff_ffffL));
    }

    /** An address of the Java library, IPv4 as mapped. */
    public static Inet6 of(InetAddress address) {
      ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
      return octets.remaining() == 4
          ? mapped(octets.getInt())
          : of(octets.getLong(), octets.getLong());
    }

    public boolean isMapped() {
      return high == 0 && (low & MAPPED_MASK) == MAPPED;
    }

    public boolean isUnspecified() {
      return high == 0 && low == 0;
    }

    /** The IPv4 address inside a mapped one. */
    public int mappedAddress() {
      return (int) low;
    }

    @Override
    public InetAddress inetAddress() {
      return SocketAddress.inetAddress(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    @Override
    public String text() {
      return isMapped() ? Inet6Text.dotted(mappedAddress()) : literal();
    }

    /** The address as {@code inet_ntop(3)} writes it, a mapped one as IPv6. */
    public String literal() {
      return Inet6Text.of(this);
    }

    @Override
    public Inet6 withPort(int port) {
      return new Inet6(port, flowInfo, high, low, scopeId, sourceId);
    }
  }

  /**
   * An address of a family that this program does not know.
   *
   * @param family family number as on the wire
   * @param body the octets after the family
   */
  record Other(int family, Octets body) implements SocketAddress {
    /** Checks that family and body fill whole 64-bit words, as they do on the wire. */
    public Other {
      if (body.length() % 8 != 6) {
        throw new IllegalArgumentException("socket address of " + body.length() + " octets");
      }
    }

    @Override
    public int port() {
      return 0;
    }

    @Override
    public @Nullable InetAddress inetAddress() {
      return null;
    }

    @Override
    public String text() {
      return "address family " + family;
    }

    @Override
    public Other withPort(int port) {
      return this;
    }
  }
}
