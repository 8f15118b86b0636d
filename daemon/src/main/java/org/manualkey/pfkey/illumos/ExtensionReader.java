package org.manualkey.pfkey.illumos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.illumos.MalformedMessageException.Reason;
import org.manualkey.secret.KeyMaterial;

/**
 * Octets to extensions. Each reader starts after the extension header, with the buffer's limit at
 * the end of the extension; the layouts are written beside the twins in {@link ExtensionWriter}.
 */
final class ExtensionReader {
  private ExtensionReader() {}

  static Extension read(int code, ByteBuffer in) throws MalformedMessageException {
    ExtensionType type = ExtensionType.of(code);
    if (in.remaining() < minimum(type)) {
      return unknown(code, in);
    }
    Extension content =
        switch (type) {
          case SA -> sa(in);
          case LIFETIME_CURRENT -> lifetime(Lifetime.Kind.CURRENT, in);
          case LIFETIME_HARD -> lifetime(Lifetime.Kind.HARD, in);
          case LIFETIME_SOFT -> lifetime(Lifetime.Kind.SOFT, in);
          case X_LIFETIME_IDLE -> lifetime(Lifetime.Kind.IDLE, in);
          case ADDRESS_SRC -> address(Address.Kind.SRC, in);
          case ADDRESS_DST -> address(Address.Kind.DST, in);
          case ADDRESS_INNER_SRC -> address(Address.Kind.INNER_SRC, in);
          case X_ADDRESS_INNER_DST -> address(Address.Kind.INNER_DST, in);
          case X_ADDRESS_NATT_LOC -> address(Address.Kind.NATT_LOC, in);
          case X_ADDRESS_NATT_REM -> address(Address.Kind.NATT_REM, in);
          case KEY_AUTH -> key(Key.Kind.AUTH, in);
          case KEY_ENCRYPT -> key(Key.Kind.ENCRYPT, in);
          case IDENTITY_SRC -> identity(Identity.Kind.SRC, in);
          case IDENTITY_DST -> identity(Identity.Kind.DST, in);
          case SENSITIVITY -> sensitivity(Sensitivity.Kind.INNER, in);
          case X_OUTER_SENS -> sensitivity(Sensitivity.Kind.OUTER, in);
          case PROPOSAL -> proposal(in);
          case X_EPROP -> extendedProposal(in);
          case SUPPORTED_AUTH -> supported(Supported.Kind.AUTH, in);
          case SUPPORTED_ENCRYPT -> supported(Supported.Kind.ENCRYPT, in);
          case SPIRANGE -> new SpiRange(network(in), network(in), in.getInt());
          case X_EREG -> new ExtendedRegister(network(in));
          case X_KM_COOKIE -> new KmCookie(in.getInt(), in.getLong());
          case X_PAIR -> new Pair(network(in));
          case X_REPLAY_VALUE -> new ReplayValue(in.getInt(), in.getLong());
          case X_EDUMP -> new ExtendedDump(in.getInt(), in.getLong());
          case XFRM, UNKNOWN -> unknown(code, in);
        };
    return in.hasRemaining() ? new Oversized(content, Octets.take(in, in.remaining())) : content;
  }

  /** Octets after the extension header without which the layout of a type cannot be read. */
  private static int minimum(ExtensionType type) {
    return switch (type) {
      case LIFETIME_CURRENT, LIFETIME_HARD, LIFETIME_SOFT, X_LIFETIME_IDLE -> 28;
      case SA,
          ADDRESS_SRC,
          ADDRESS_DST,
          ADDRESS_INNER_SRC,
          X_ADDRESS_INNER_DST,
          X_ADDRESS_NATT_LOC,
          X_ADDRESS_NATT_REM,
          IDENTITY_SRC,
          IDENTITY_DST,
          SENSITIVITY,
          X_OUTER_SENS,
          SPIRANGE,
          X_KM_COOKIE,
          X_REPLAY_VALUE,
          X_EDUMP ->
          12;
      case KEY_AUTH,
          KEY_ENCRYPT,
          PROPOSAL,
          X_EPROP,
          SUPPORTED_AUTH,
          SUPPORTED_ENCRYPT,
          X_EREG,
          X_PAIR,
          XFRM,
          UNKNOWN ->
          4;
    };
  }

  private static UnknownExtension unknown(int code, ByteBuffer in) {
    return new UnknownExtension(code, Octets.take(in, in.remaining()));
  }

  private static Sa sa(ByteBuffer in) {
    return new Sa(network(in), u8(in), u8(in), u8(in), u8(in), in.getInt());
  }

  private static Lifetime lifetime(Lifetime.Kind kind, ByteBuffer in) {
    return new Lifetime(kind, in.getInt(), in.getLong(), in.getLong(), in.getLong());
  }

  /** An address too short for its family cannot be read. */
  private static Extension address(Address.Kind kind, ByteBuffer in) {
    int family = u16At(in, in.position() + 4);
    int sockaddr = in.remaining() - 4;
    if ((family == ExtensionWriter.AF_INET && sockaddr < 16)
        || (family == ExtensionWriter.AF_INET6 && sockaddr < 32)) {
      return unknown(kind.type().code(), in);
    }
    int protocol = u8(in);
    int prefixLength = u8(in);
    int reserved = u16(in);
    in.getShort();
    SocketAddress socketAddress =
        switch (family) {
          case ExtensionWriter.AF_INET -> inet(in);
          case ExtensionWriter.AF_INET6 -> inet6(in);
          default -> new SocketAddress.Other(family, Octets.take(in, in.remaining()));
        };
    return new Address(kind, protocol, prefixLength, reserved, socketAddress);
  }

  /** The eight octets of filler are dropped: no kernel reads them. */
  private static SocketAddress inet(ByteBuffer in) {
    int port = networkPort(in);
    int address = network(in);
    in.getLong();
    return new SocketAddress.Inet(port, address);
  }

  private static SocketAddress inet6(ByteBuffer in) {
    int port = networkPort(in);
    int flowInfo = in.getInt();
    long high = networkLong(in);
    long low = networkLong(in);
    return new SocketAddress.Inet6(port, flowInfo, high, low, in.getInt(), in.getInt());
  }

  private static Key key(Key.Kind kind, ByteBuffer in) {
    int bits = u16(in);
    int reserved = u16(in);
    return new Key(kind, bits, reserved, KeyMaterial.take(in, in.remaining()));
  }

  private static Identity identity(Identity.Kind kind, ByteBuffer in) {
    int type = u16(in);
    int reserved = u16(in);
    long id = in.getLong();
    return new Identity(kind, type, reserved, id, Octets.take(in, in.remaining()));
  }

  private static Sensitivity sensitivity(Sensitivity.Kind kind, ByteBuffer in) {
    return new Sensitivity(
        kind,
        in.getInt(),
        u8(in),
        u8(in),
        u8(in),
        u8(in),
        in.getInt(),
        Octets.take(in, in.remaining()));
  }

  private static Proposal proposal(ByteBuffer in) {
    int replay = u8(in);
    int reserved = u24(in);
    List<Proposal.Combination> combinations = new ArrayList<>();
    while (in.remaining() >= ExtensionWriter.COMBINATION) {
      combinations.add(combination(in));
    }
    return new Proposal(replay, reserved, combinations);
  }

  private static Proposal.Combination combination(ByteBuffer in) {
    int auth = u8(in);
    int encrypt = u8(in);
    int flags = u16(in);
    Proposal.BitRange authBits = bitRange(in);
    Proposal.BitRange encryptBits = bitRange(in);
    int saltBits = u8(in);
    int reserved = u24(in);
    return new Proposal.Combination(
        auth, encrypt, flags, authBits, encryptBits, saltBits, reserved, limits(in));
  }

  private static ExtendedProposal extendedProposal(ByteBuffer in) throws MalformedMessageException {
    int replay = u8(in);
    int reserved = u8(in);
    int count = u16(in);
    List<ExtendedProposal.Combination> combinations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      require(in, ExtensionWriter.EXTENDED_COMBINATION);
      int algorithmCount = u8(in);
      int reserved8 = u8(in);
      int flags = u16(in);
      int reserved32 = in.getInt();
      Proposal.Limits limits = limits(in);
      require(in, algorithmCount * ExtensionWriter.ALGORITHM);
      List<ExtendedProposal.AlgorithmDescription> algorithms = new ArrayList<>(algorithmCount);
      for (int j = 0; j < algorithmCount; j++) {
        algorithms.add(
            new ExtendedProposal.AlgorithmDescription(
                u8(in), u8(in), u8(in), u8(in), bitRange(in)));
      }
      combinations.add(
          new ExtendedProposal.Combination(reserved8, flags, reserved32, limits, algorithms));
    }
    return new ExtendedProposal(replay, reserved, combinations);
  }

  private static Supported supported(Supported.Kind kind, ByteBuffer in) {
    int reserved = in.getInt();
    List<Supported.Algorithm> algorithms =
        new ArrayList<>(in.remaining() / ExtensionWriter.ALGORITHM);
    while (in.hasRemaining()) {
      algorithms.add(new Supported.Algorithm(u8(in), u8(in), u16(in), u16(in), u8(in), u8(in)));
    }
    return new Supported(kind, reserved, algorithms);
  }

  private static Proposal.Limits limits(ByteBuffer in) {
    return new Proposal.Limits(
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }

  private static Proposal.BitRange bitRange(ByteBuffer in) {
    return new Proposal.BitRange(u16(in), u16(in));
  }

  private static void require(ByteBuffer in, int octets) throws MalformedMessageException {
    if (in.remaining() < octets) {
      throw new MalformedMessageException(Reason.BAD_COUNT, in.position());
    }
  }

  private static int u8(ByteBuffer in) {
    return in.get() & 0xff;
  }

  private static int u16(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  private static int u16At(ByteBuffer in, int position) {
    return Short.toUnsignedInt(in.getShort(position));
  }

  /** Three octets that no layout splits further, first one most significant. */
  private static int u24(ByteBuffer in) {
    return u8(in) << 16 | u8(in) << 8 | u8(in);
  }

  private static int networkPort(ByteBuffer in) {
    int port = in.getShort();
    return (in.order() == ByteOrder.BIG_ENDIAN ? port : Short.reverseBytes((short) port)) & 0xffff;
  }

  private static int network(ByteBuffer in) {
    int value = in.getInt();
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
  }

  private static long networkLong(ByteBuffer in) {
    long value = in.getLong();
    return in.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
  }
}
