package org.manualkey.pfkey.linux;

import java.nio.ByteBuffer;
import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;

/**
 * What a message of Linux says of an SA in extensions that illumos does not have, or has for other
 * things: its mode, its UDP encapsulation and its selector.
 *
 * <p>The kernel shows the source of the selector as PROXY (7) unless it is the source of the SA
 * itself; one that selects everything is 0.0.0.0/0 or ::/0, protocol 0 or 255. It shows neither the
 * destination of the selector nor the original address of NAT-T.
 */
final class SaDetails {
  private static final int PROXY = 7;
  private static final int ANY_PROTOCOL = 255;

  private boolean tunnel;
  private int encapsulation;
  private int sourcePort;
  private int destinationPort;
  private boolean proxy;
  private boolean selects;

  /** Reads an extension, header included; whether it is one of these. */
  boolean take(int code, ByteBuffer in) {
    switch (code) {
      case ExtensionWriter.SA2 -> tunnel = in.get(4) == ExtensionWriter.MODE_TUNNEL;
      case ExtensionWriter.NAT_T_TYPE -> encapsulation = in.get(4) & 0xff;
      case ExtensionWriter.NAT_T_SPORT -> sourcePort = port(in);
      case ExtensionWriter.NAT_T_DPORT -> destinationPort = port(in);
      case PROXY -> proxy(in);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static int port(ByteBuffer in) {
    return (in.get(4) & 0xff) << 8 | (in.get(5) & 0xff);
  }

  private void proxy(ByteBuffer in) {
    proxy = true;
    if (in.limit() < 24) {
      return;
    }
    int protocol = in.get(4) & 0xff;
    int prefix = in.get(5) & 0xff;
    int port = (in.get(10) & 0xff) << 8 | (in.get(11) & 0xff);
    selects = (protocol != 0 && protocol != ANY_PROTOCOL) || prefix != 0 || port != 0;
  }

  /** The flags that follow. */
  int flags() {
    int flags = tunnel ? SaFlag.TUNNEL.bit() : 0;
    return isNatt() ? flags | SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit() : flags;
  }

  private boolean isNatt() {
    return encapsulation == ExtensionWriter.UDP_ENCAP_ESPINUDP
        && sourcePort != 0
        && destinationPort != 0;
  }

  /** Completes the extensions of an SA that was shown whole, keys included. */
  void complete(SaType type, List<Extension> extensions) {
    Address source = null;
    Address destination = null;
    boolean authenticates = false;
    for (Extension extension : extensions) {
      switch (extension) {
        case Address address when address.kind() == Address.Kind.SRC -> source = address;
        case Address address when address.kind() == Address.Kind.DST -> destination = address;
        case Key key -> authenticates |= key.kind() == Key.Kind.AUTH;
        default -> {}
      }
    }
    if (source == null || destination == null) {
      return;
    }
    boolean hasAuthentication = authenticates;
    extensions.replaceAll(extension ->
        extension instanceof Sa sa ? withHidden(type, sa, hasAuthentication) : extension);
    if (isNatt()) {
      extensions.add(natt(Address.Kind.NATT_LOC, source, sourcePort));
      extensions.add(natt(Address.Kind.NATT_REM, destination, destinationPort));
    } else if (encapsulation != 0) {
      extensions.add(UnknownExtension.of(UnknownExtension.ENCAPSULATION));
    }
    if (proxy ? selects : !isUnspecified(source.socketAddress())) {
      extensions.add(UnknownExtension.of(UnknownExtension.SELECTOR));
    }
  }

  /**
   * An SA with what the kernel does not say of its algorithms: one without a number of PF_KEY is
   * shown as none, as are all combined modes, but ESP always encrypts and AH always authenticates.
   *
   * @param authenticates whether there is a key for authentication
   */
  private static Sa withHidden(SaType type, Sa sa, boolean authenticates) {
    if (sa.state() == SaState.LARVAL) {
      return sa;
    }
    boolean noCipher = sa.encrypt() == 0 && type.equals(SaType.ESP);
    boolean noDigest = sa.auth() == 0 && (authenticates || type.equals(SaType.AH));
    return new Sa(
        sa.spi(),
        sa.replay(),
        sa.stateCode(),
        noDigest ? Sa.HIDDEN : sa.auth(),
        noCipher ? Sa.HIDDEN : sa.encrypt(),
        sa.flags());
  }

  private static Address natt(Address.Kind kind, Address end, int port) {
    return new Address(kind, 0, 0, end.socketAddress().withPort(port));
  }

  private static boolean isUnspecified(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet inet -> inet.address() == 0;
      case SocketAddress.Inet6 inet6 -> inet6.isUnspecified();
      case SocketAddress.Other _ -> false;
    };
  }
}
