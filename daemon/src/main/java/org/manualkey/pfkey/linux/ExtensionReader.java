package org.manualkey.pfkey.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.secret.KeyMaterial;

/**
 * Reads extensions of replies. Left out are lifetimes that limit nothing, empty keys, and what
 * other systems mean by the same numbers; {@link SaDetails} reads what only Linux has.
 */
final class ExtensionReader {
  /** Where in an extension the socket address begins. */
  private static final int SOCKET_ADDRESS = 8;

  private ExtensionReader() {}

  /** An extension, header included; null when it says nothing in the terms of illumos. */
  static @Nullable Extension read(ExtensionType type, ByteBuffer in) {
    return switch (type) {
      case SA -> in.limit() < 16 ? null : sa(in);
      case LIFETIME_CURRENT -> lifetime(Lifetime.Kind.CURRENT, in);
      case LIFETIME_HARD -> limit(lifetime(Lifetime.Kind.HARD, in));
      case LIFETIME_SOFT -> limit(lifetime(Lifetime.Kind.SOFT, in));
      case ADDRESS_SRC -> address(Address.Kind.SRC, in);
      case ADDRESS_DST -> address(Address.Kind.DST, in);
      case KEY_AUTH -> key(Key.Kind.AUTH, in);
      case KEY_ENCRYPT -> key(Key.Kind.ENCRYPT, in);
      default -> null;
    };
  }

  private static Sa sa(ByteBuffer in) {
    return new Sa(
        network(in, 4),
        in.get(8) & 0xff,
        in.get(9) & 0xff,
        in.get(10) & 0xff,
        in.get(11) & 0xff,
        0);
  }

  private static @Nullable Lifetime lifetime(Lifetime.Kind kind, ByteBuffer in) {
    return in.limit() < 32
        ? null
        : new Lifetime(kind, in.getInt(4), in.getLong(8), in.getLong(16), in.getLong(24));
  }

  private static @Nullable Lifetime limit(@Nullable Lifetime lifetime) {
    return lifetime == null || lifetime.isZero() ? null : lifetime;
  }

  static @Nullable Address address(Address.Kind kind, ByteBuffer in) {
    SocketAddress address =
        in.limit() < SOCKET_ADDRESS
            ? null
            : socketAddress(
                in.slice(SOCKET_ADDRESS, in.limit() - SOCKET_ADDRESS).order(in.order()));
    return address == null ? null : new Address(kind, 0, 0, address);
  }

  /** A socket address without its port: 0 family u16, 4 IPv4 address, or 8 IPv6 address. */
  static @Nullable SocketAddress socketAddress(ByteBuffer in) {
    int family = in.limit() < 16 ? 0 : Short.toUnsignedInt(in.getShort(0));
    return switch (family) {
      case ExtensionWriter.AF_INET -> new SocketAddress.Inet(0, network(in, 4));
      case ExtensionWriter.AF_INET6 ->
          in.limit() < 24 ? null : SocketAddress.Inet6.of(networkLong(in, 8), networkLong(in, 16));
      default -> null;
    };
  }

  private static @Nullable Key key(Key.Kind kind, ByteBuffer in) {
    int bits = Short.toUnsignedInt(in.getShort(4));
    return bits == 0
        ? null
        : new Key(kind, bits, 0, KeyMaterial.take(in.slice(8, in.limit() - 8), in.limit() - 8));
  }

  static List<Extension> withFlags(List<Extension> extensions, int flags) {
    if (flags == 0) {
      return extensions;
    }
    List<Extension> flagged = new ArrayList<>(extensions.size());
    for (Extension extension : extensions) {
      flagged.add(extension instanceof Sa sa ? sa.withFlags(flags) : extension);
    }
    return flagged;
  }

  static Address mapped(Address address) {
    return address.socketAddress() instanceof SocketAddress.Inet inet
        ? new Address(address.kind(), 0, 0, SocketAddress.Inet6.mapped(inet.address()))
        : address;
  }

  private static int network(ByteBuffer in, int at) {
    int value = in.getInt(at);
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  private static long networkLong(ByteBuffer in, int at) {
    long value = in.getLong(at);
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }
}
