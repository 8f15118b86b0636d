package org.manualkey.pfkey.illumos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
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
import org.manualkey.pfkey.XfrmSettings;

/**
 * Extensions to octets. The offsets in the comments count from the start of the extension; 0 is its
 * length and 2 its type.
 */
final class ExtensionWriter {
  /** illumos {@code sys/socket.h}. */
  static final int AF_INET = 2;

  /** illumos {@code sys/socket.h}; not the number of Linux. */
  static final int AF_INET6 = 26;

  /** {@code struct sadb_comb}. */
  static final int COMBINATION = 72;

  /** {@code struct sadb_x_ecomb}. */
  static final int EXTENDED_COMBINATION = 64;

  /** {@code struct sadb_alg} and {@code struct sadb_x_algdesc}. */
  static final int ALGORITHM = 8;

  private ExtensionWriter() {}

  /** Octets of an extension with its header. */
  static int length(Extension extension) {
    return switch (extension) {
      case Sa _, SpiRange _, KmCookie _, ReplayValue _, ExtendedDump _ -> 16;
      case Lifetime _ -> 32;
      case Address address ->
          switch (address.socketAddress()) {
            case SocketAddress.Inet _ -> 24;
            case SocketAddress.Inet6 _ -> 40;
            case SocketAddress.Other other -> 10 + other.body().length();
          };
      case Key key -> 8 + key.material().length();
      case Identity identity -> 16 + identity.value().length();
      case Sensitivity sensitivity -> 16 + sensitivity.bitmaps().length();
      case Proposal proposal -> 8 + proposal.combinations().size() * COMBINATION;
      case ExtendedProposal proposal -> {
        int length = 8;
        for (ExtendedProposal.Combination combination : proposal.combinations()) {
          length += EXTENDED_COMBINATION + combination.algorithms().size() * ALGORITHM;
        }
        yield length;
      }
      case Supported supported -> 8 + supported.algorithms().size() * ALGORITHM;
      case ExtendedRegister _, Pair _ -> 8;
      case XfrmSettings _ -> 0;
      case Oversized oversized -> length(oversized.content()) + oversized.rest().length();
      case UnknownExtension unknown -> 4 + unknown.body().length();
    };
  }

  static void write(Extension extension, ByteBuffer out) {
    if (extension instanceof XfrmSettings) {
      return;
    }
    int code =
        extension instanceof UnknownExtension unknown ? unknown.code() : extension.type().code();
    out.putShort((short) (length(extension) / IllumosCodec.WORD)).putShort((short) code);
    writeBody(extension, out);
  }

  private static void writeBody(Extension extension, ByteBuffer out) {
    switch (extension) {
      case Sa sa -> write(sa, out);
      case Lifetime lifetime -> write(lifetime, out);
      case Address address -> write(address, out);
      case Key key -> write(key, out);
      case Identity identity -> write(identity, out);
      case Sensitivity sensitivity -> write(sensitivity, out);
      case Proposal proposal -> write(proposal, out);
      case ExtendedProposal proposal -> write(proposal, out);
      case Supported supported -> write(supported, out);
      // 4 min u32 network, 8 max u32 network, 12 reserved u32
      case SpiRange range -> {
        network(range.min(), out);
        network(range.max(), out);
        out.putInt(range.reserved());
      }
      // 4 four SA types u8, ended by 0
      case ExtendedRegister register -> network(register.saTypes(), out);
      // 4 protocol u32, 8 cookie u64
      case KmCookie cookie -> out.putInt(cookie.protocol()).putLong(cookie.cookie());
      // 4 spi u32 network
      case Pair pair -> network(pair.spi(), out);
      // 4 u32, 8 u64
      case ReplayValue replay -> out.putInt(replay.value32()).putLong(replay.value64());
      // 4 reserved u32, 8 timeout u64
      case ExtendedDump dump -> out.putInt(dump.reserved()).putLong(dump.timeout());
      case Oversized oversized -> {
        writeBody(oversized.content(), out);
        oversized.rest().writeTo(out);
      }
      case UnknownExtension unknown -> unknown.body().writeTo(out);
      case XfrmSettings _ -> {}
    }
  }

  /** 4 spi u32 network, 8 replay u8, 9 state u8, 10 auth u8, 11 encrypt u8, 12 flags u32. */
  private static void write(Sa sa, ByteBuffer out) {
    network(sa.spi(), out);
    out.put((byte) sa.replay())
        .put((byte) sa.stateCode())
        .put((byte) sa.auth())
        .put((byte) sa.encrypt())
        .putInt(sa.flags());
  }

  /** 4 allocations u32, 8 bytes u64, 16 addtime u64, 24 usetime u64. */
  private static void write(Lifetime lifetime, ByteBuffer out) {
    out.putInt(lifetime.allocations())
        .putLong(lifetime.bytes())
        .putLong(lifetime.addTime())
        .putLong(lifetime.useTime());
  }

  /** 4 protocol u8, 5 prefix length u8, 6 reserved u16, 8 sockaddr. */
  private static void write(Address address, ByteBuffer out) {
    out.put((byte) address.protocol())
        .put((byte) address.prefixLength())
        .putShort((short) address.reserved());
    switch (address.socketAddress()) {
      // 0 family u16, 2 port u16 network, 4 address, 8 filler
      case SocketAddress.Inet inet -> {
        out.putShort((short) AF_INET);
        networkPort(inet.port(), out);
        network(inet.address(), out);
        out.putLong(0);
      }
      // 0 family u16, 2 port u16 network, 4 flow info, 8 address, 24 scope u32, 28 source id u32
      case SocketAddress.Inet6 inet6 -> {
        out.putShort((short) AF_INET6);
        networkPort(inet6.port(), out);
        out.putInt(inet6.flowInfo());
        networkLong(inet6.high(), out);
        networkLong(inet6.low(), out);
        out.putInt(inet6.scopeId()).putInt(inet6.sourceId());
      }
      case SocketAddress.Other other -> {
        out.putShort((short) other.family());
        other.body().writeTo(out);
      }
    }
  }

  /** 4 bits u16, 6 reserved u16, 8 key. */
  private static void write(Key key, ByteBuffer out) {
    out.putShort((short) key.bits()).putShort((short) key.reserved());
    key.material().writeTo(out);
  }

  /** 4 type u16, 6 reserved u16, 8 id u64, 16 string. */
  private static void write(Identity identity, ByteBuffer out) {
    out.putShort((short) identity.idType())
        .putShort((short) identity.reserved())
        .putLong(identity.id());
    identity.value().writeTo(out);
  }

  /**
   * 4 dpd u32, 8 sensitivity level u8, 9 its bitmap's words u8, 10 integrity level u8, 11 its
   * bitmap's words u8, 12 flags u32, 16 bitmaps.
   */
  private static void write(Sensitivity sensitivity, ByteBuffer out) {
    out.putInt(sensitivity.dpd())
        .put((byte) sensitivity.sensLevel())
        .put((byte) sensitivity.sensLength())
        .put((byte) sensitivity.integLevel())
        .put((byte) sensitivity.integLength())
        .putInt(sensitivity.flags());
    sensitivity.bitmaps().writeTo(out);
  }

  /**
   * 4 replay u8, 5 reserved, 8 combinations, each: 0 auth u8, 1 encrypt u8, 2 flags u16, 4 auth
   * bits u16 min and max, 8 encrypt bits u16 min and max, 12 salt bits u8, 13 reserved, 16 limits.
   */
  private static void write(Proposal proposal, ByteBuffer out) {
    out.put((byte) proposal.replay());
    u24(proposal.reserved(), out);
    for (Proposal.Combination combination : proposal.combinations()) {
      out.put((byte) combination.auth())
          .put((byte) combination.encrypt())
          .putShort((short) combination.flags());
      write(combination.authBits(), out);
      write(combination.encryptBits(), out);
      out.put((byte) combination.saltBits());
      u24(combination.reserved(), out);
      write(combination.limits(), out);
    }
  }

  /**
   * 4 replay u8, 5 reserved u8, 6 combinations u16, 8 combinations, each: 0 algorithms u8, 1
   * reserved u8, 2 flags u16, 4 reserved u32, 8 limits, 64 algorithms, each: 0 SA type u8, 1 kind
   * u8, 2 algorithm u8, 3 salt bits u8, 4 bits u16 min and max.
   */
  private static void write(ExtendedProposal proposal, ByteBuffer out) {
    out.put((byte) proposal.replay())
        .put((byte) proposal.reserved())
        .putShort((short) proposal.combinations().size());
    for (ExtendedProposal.Combination combination : proposal.combinations()) {
      out.put((byte) combination.algorithms().size())
          .put((byte) combination.reserved8())
          .putShort((short) combination.flags())
          .putInt(combination.reserved32());
      write(combination.limits(), out);
      for (ExtendedProposal.AlgorithmDescription algorithm : combination.algorithms()) {
        out.put((byte) algorithm.saType())
            .put((byte) algorithm.kind())
            .put((byte) algorithm.algorithm())
            .put((byte) algorithm.saltBits());
        write(algorithm.bits(), out);
      }
    }
  }

  /**
   * 4 reserved u32, 8 algorithms, each: 0 id u8, 1 length of the initial vector u8, 2 bits u16 min
   * and max, 6 increment u8, 7 salt bits u8.
   */
  private static void write(Supported supported, ByteBuffer out) {
    out.putInt(supported.reserved());
    for (Supported.Algorithm algorithm : supported.algorithms()) {
      out.put((byte) algorithm.id())
          .put((byte) algorithm.ivLength())
          .putShort((short) algorithm.minBits())
          .putShort((short) algorithm.maxBits())
          .put((byte) algorithm.increment())
          .put((byte) algorithm.saltBits());
    }
  }

  /** Soft then hard: allocations u32, bytes u64, addtime u64, usetime u64. */
  private static void write(Proposal.Limits limits, ByteBuffer out) {
    out.putInt(limits.softAllocations())
        .putInt(limits.hardAllocations())
        .putLong(limits.softBytes())
        .putLong(limits.hardBytes())
        .putLong(limits.softAddTime())
        .putLong(limits.hardAddTime())
        .putLong(limits.softUseTime())
        .putLong(limits.hardUseTime());
  }

  private static void write(Proposal.BitRange bits, ByteBuffer out) {
    out.putShort((short) bits.min()).putShort((short) bits.max());
  }

  private static void u24(int value, ByteBuffer out) {
    out.put((byte) (value >> 16)).put((byte) (value >> 8)).put((byte) value);
  }

  private static void networkPort(int port, ByteBuffer out) {
    short value = (short) port;
    out.putShort(out.order() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value));
  }

  private static void network(int value, ByteBuffer out) {
    out.putInt(out.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
  }

  private static void networkLong(long value, ByteBuffer out) {
    out.putLong(out.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
  }
}
