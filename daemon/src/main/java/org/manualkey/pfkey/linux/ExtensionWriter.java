package org.manualkey.pfkey.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;

/**
 * Writes extensions of requests; each begins with its length u16 in words and its type u16.
 *
 * <p>In the order written: SA (16 octets), hard and soft lifetime (32 each, always both or none),
 * source and destination address (24 for IPv4, 40 for IPv6), keys (8 and the key, filled to words),
 * X_SA2 (16), and for NAT-T its type and both ports (8 each: a port that is left out would be
 * whatever the kernel's memory held).
 */
final class ExtensionWriter {
  static final int SA2 = 19;
  static final int NAT_T_TYPE = 20;
  static final int NAT_T_SPORT = 21;
  static final int NAT_T_DPORT = 22;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int MODE_TRANSPORT = 1;
  static final int MODE_TUNNEL = 2;

  private static final int MAX_REPLAY = 32;
  private static final int NULL_ENCRYPTION = 11;
  static final int UDP_ENCAP_ESPINUDP = 2;
  private static final int NAT_T_PORT = 4500;

  private final ByteBuffer out;

  ExtensionWriter(ByteBuffer out) {
    this.out = out;
  }

  /** All that an ADD or UPDATE has. */
  void all(Message request) {
    sa(request.sa());
    lifetimes(request);
    addresses(request);
    Key auth = request.key(Key.Kind.AUTH);
    if (auth != null) {
      key(ExtensionType.KEY_AUTH.code(), auth);
    }
    encryption(request);
    begin(SA2, 2);
    out.put((byte) mode(request)).put((byte) 0).putShort((short) 0).putInt(0).putInt(0);
    natt(request);
  }

  /** What a GET or DELETE has: which SA. */
  void identity(Message request) {
    sa(request.sa());
    addresses(request);
  }

  private void begin(int type, int words) {
    out.putShort((short) words).putShort((short) type);
  }

  private void sa(@Nullable Sa sa) {
    if (sa == null) {
      return;
    }
    begin(ExtensionType.SA.code(), 2);
    int replay = sa.has(SaFlag.NOREPLAY) ? 0 : Math.min(sa.replay(), MAX_REPLAY);
    network(sa.spi());
    out.put((byte) replay).put((byte) sa.stateCode()).put((byte) sa.auth());
    out.put((byte) sa.encrypt()).putInt(0);
  }

  /**
   * Inner addresses make a tunnel, whether the flag is there or not: saved text has no word for it.
   */
  private static int mode(Message request) {
    Sa sa = request.sa();
    boolean tunnel =
        (sa != null && sa.has(SaFlag.TUNNEL))
            || request.find(ExtensionType.ADDRESS_INNER_SRC) != null
            || request.find(ExtensionType.X_ADDRESS_INNER_DST) != null;
    return tunnel ? MODE_TUNNEL : MODE_TRANSPORT;
  }

  private void lifetimes(Message request) {
    if (request.find(ExtensionType.LIFETIME_HARD) instanceof Lifetime hard) {
      lifetime(hard);
      lifetime(
          request.find(ExtensionType.LIFETIME_SOFT) instanceof Lifetime soft
              ? soft
              : none(Lifetime.Kind.SOFT));
    } else if (request.find(ExtensionType.LIFETIME_SOFT) instanceof Lifetime soft) {
      lifetime(none(Lifetime.Kind.HARD));
      lifetime(soft);
    }
  }

  private static Lifetime none(Lifetime.Kind kind) {
    return new Lifetime(kind, 0, 0, 0, 0);
  }

  private void lifetime(Lifetime lifetime) {
    begin(lifetime.type().code(), 4);
    out.putInt(lifetime.allocations())
        .putLong(lifetime.bytes())
        .putLong(lifetime.addTime())
        .putLong(lifetime.useTime());
  }

  /** A source must be there even where nobody looks at it. */
  private void addresses(Message request) {
    Address destination = request.destination();
    if (destination == null) {
      return;
    }
    SocketAddress to = destination.socketAddress();
    Address source = request.source();
    SocketAddress from = source == null ? SocketAddress.Inet6.UNSPECIFIED : source.socketAddress();
    address(ExtensionType.ADDRESS_SRC.code(), from, isInet(to));
    address(ExtensionType.ADDRESS_DST.code(), to, isInet(to));
  }

  private static boolean isInet(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet _ -> true;
      case SocketAddress.Inet6 inet6 -> inet6.isMapped();
      case SocketAddress.Other _ -> false;
    };
  }

  private void address(int type, SocketAddress address, boolean inet) {
    begin(type, inet ? 3 : 5);
    out.putInt(0).putShort((short) (inet ? AF_INET : AF_INET6)).putShort((short) 0);
    if (inet) {
      network(
          switch (address) {
            case SocketAddress.Inet it -> it.address();
            case SocketAddress.Inet6 it -> it.isMapped() ? it.mappedAddress() : 0;
            case SocketAddress.Other _ -> 0;
          });
      out.putLong(0);
    } else {
      SocketAddress.Inet6 it = address instanceof SocketAddress.Inet6 six ? six : UNSPECIFIED;
      out.putInt(0);
      networkLong(it.high());
      networkLong(it.low());
      out.putInt(it.scopeId()).putInt(0);
    }
  }

  private static final SocketAddress.Inet6 UNSPECIFIED = SocketAddress.Inet6.UNSPECIFIED;

  private void key(int type, Key key) {
    begin(type, 1 + key.material().length() / LinuxCodec.WORD);
    out.putShort((short) key.bits()).putShort((short) 0);
    key.material().writeTo(out);
  }

  /** ESP has a key for its encryption always, an empty one when that is NULL. */
  private void encryption(Message request) {
    Key key = request.key(Key.Kind.ENCRYPT);
    Sa sa = request.sa();
    if (key != null) {
      key(ExtensionType.KEY_ENCRYPT.code(), key);
    } else if (request.header().saType().equals(SaType.ESP)
        && sa != null
        && sa.encrypt() == NULL_ENCRYPTION) {
      begin(ExtensionType.KEY_ENCRYPT.code(), 1);
      out.putInt(0);
    }
  }

  private void natt(Message request) {
    Address local = (Address) request.find(ExtensionType.X_ADDRESS_NATT_LOC);
    Address remote = (Address) request.find(ExtensionType.X_ADDRESS_NATT_REM);
    if (local == null && remote == null) {
      return;
    }
    begin(NAT_T_TYPE, 1);
    out.put((byte) UDP_ENCAP_ESPINUDP).put((byte) 0).putShort((short) 0);
    port(NAT_T_SPORT, local);
    port(NAT_T_DPORT, remote);
  }

  private void port(int type, @Nullable Address address) {
    int port = address == null ? 0 : address.socketAddress().port();
    begin(type, 1);
    int sent = port == 0 ? NAT_T_PORT : port;
    out.put((byte) (sent >>> 8)).put((byte) sent).putShort((short) 0);
  }

  private void network(int value) {
    out.putInt(out.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
  }

  private void networkLong(long value) {
    out.putLong(out.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
  }
}
