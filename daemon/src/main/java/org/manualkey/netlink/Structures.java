package org.manualkey.netlink;

import static org.manualkey.netlink.NetworkOrder.address;
import static org.manualkey.netlink.NetworkOrder.port;
import static org.manualkey.netlink.NetworkOrder.word;

import java.nio.ByteBuffer;
import java.util.List;

/** The structures of fixed length, read from and written to a place in a buffer. */
final class Structures {
  /** Octets of {@code struct xfrm_usersa_id}. */
  static final int NAME = 24;

  /** Octets of {@code struct xfrm_user_expire}: an SA, and whether its hard limit is reached. */
  static final int EXPIRY = 232;

  /** Octets of {@code struct xfrm_user_mapping}. */
  static final int MAPPING = 64;

  /** Octets of {@code struct xfrm_user_migrate_state}. */
  static final int MOVE = 132;

  /** Octets of {@code struct xfrm_userpolicy_info}. */
  static final int POLICY = 168;

  private Structures() {}

  static SaInfo info(ByteBuffer in, int at) {
    return new SaInfo(
        selector(in, at),
        nameOfInfo(in, at),
        address(in, at + 80),
        limits(in, at + SaInfo.LIMITS),
        new Usage(
            in.getLong(at + 160), in.getLong(at + 168), in.getLong(at + 176), in.getLong(at + 184)),
        new SaInfo.Failures(in.getInt(at + 192), in.getInt(at + 196), in.getInt(at + 200)),
        in.getInt(at + 204),
        in.getInt(at + 208),
        in.get(at + 214) & 0xff,
        in.get(at + 215) & 0xff,
        in.get(at + 216) & 0xff);
  }

  /** The name alone of what {@link #info} reads. */
  static SaName nameOfInfo(ByteBuffer in, int at) {
    return new SaName(
        address(in, at + 56), word(in, at + 72), u16(in, at + 212), in.get(at + 76) & 0xff);
  }

  static void info(ByteBuffer out, int at, SaInfo info) {
    zero(out, at, SaInfo.LENGTH);
    selector(out, at, info.selector());
    address(out, at + 56, info.name().destination());
    word(out, at + 72, info.name().spi());
    out.put(at + 76, (byte) info.name().protocol());
    address(out, at + 80, info.source());
    limits(out, at + SaInfo.LIMITS, info.limits());
    Usage usage = info.usage();
    out.putLong(at + 160, usage.bytes())
        .putLong(at + 168, usage.packets())
        .putLong(at + 176, usage.addTime())
        .putLong(at + 184, usage.useTime())
        .putInt(at + 192, info.failures().window())
        .putInt(at + 196, info.failures().replay())
        .putInt(at + 200, info.failures().integrity())
        .putInt(at + 204, info.seq())
        .putInt(at + 208, info.requestId())
        .putShort(at + 212, (short) info.name().family())
        .put(at + 214, (byte) info.mode())
        .put(at + 215, (byte) info.replayWindow())
        .put(at + 216, (byte) info.flags());
  }

  private static Selector selector(ByteBuffer in, int at) {
    return new Selector(
        address(in, at),
        address(in, at + 16),
        port(in, at + 32),
        port(in, at + 34),
        port(in, at + 36),
        port(in, at + 38),
        u16(in, at + 40),
        in.get(at + 42) & 0xff,
        in.get(at + 43) & 0xff,
        in.get(at + 44) & 0xff,
        in.getInt(at + 48),
        in.getInt(at + 52));
  }

  private static void selector(ByteBuffer out, int at, Selector selector) {
    address(out, at, selector.destination());
    address(out, at + 16, selector.source());
    port(out, at + 32, selector.destinationPort());
    port(out, at + 34, selector.destinationPortMask());
    port(out, at + 36, selector.sourcePort());
    port(out, at + 38, selector.sourcePortMask());
    out.putShort(at + 40, (short) selector.family())
        .put(at + 42, (byte) selector.destinationPrefix())
        .put(at + 43, (byte) selector.sourcePrefix())
        .put(at + 44, (byte) selector.protocol())
        .putInt(at + 48, selector.interfaceIndex())
        .putInt(at + 52, selector.user());
  }

  private static Limits limits(ByteBuffer in, int at) {
    return new Limits(
        in.getLong(at),
        in.getLong(at + 8),
        in.getLong(at + 16),
        in.getLong(at + 24),
        in.getLong(at + 32),
        in.getLong(at + 40),
        in.getLong(at + 48),
        in.getLong(at + 56));
  }

  private static void limits(ByteBuffer out, int at, Limits limits) {
    out.putLong(at, limits.softBytes())
        .putLong(at + 8, limits.hardBytes())
        .putLong(at + 16, limits.softPackets())
        .putLong(at + 24, limits.hardPackets())
        .putLong(at + 32, limits.softAdd())
        .putLong(at + 40, limits.hardAdd())
        .putLong(at + 48, limits.softUse())
        .putLong(at + 56, limits.hardUse());
  }

  static SaName name(ByteBuffer in, int at) {
    return new SaName(address(in, at), word(in, at + 16), u16(in, at + 20), in.get(at + 22) & 0xff);
  }

  static void name(ByteBuffer out, int at, SaName name) {
    zero(out, at, NAME);
    address(out, at, name.destination());
    word(out, at + 16, name.spi());
    out.putShort(at + 20, (short) name.family()).put(at + 22, (byte) name.protocol());
  }

  static XfrmMessage.Policy policy(ByteBuffer in, int at, List<Attribute> attributes) {
    return new XfrmMessage.Policy(
        selector(in, at), in.get(at + 160) & 0xff, in.get(at + 161) & 0xff, attributes);
  }

  static void policy(ByteBuffer out, int at, XfrmMessage.Policy policy) {
    zero(out, at, POLICY);
    selector(out, at, policy.selector());
    out.put(at + 160, (byte) policy.direction()).put(at + 161, (byte) policy.action());
  }

  static Template template(ByteBuffer in, int at) {
    return new Template(
        new SaName(address(in, at), word(in, at + 16), u16(in, at + 24), in.get(at + 20) & 0xff),
        address(in, at + 28),
        in.getInt(at + 44),
        in.get(at + 48) & 0xff);
  }

  static void template(ByteBuffer out, int at, Template template) {
    zero(out, at, Template.LENGTH);
    address(out, at, template.name().destination());
    word(out, at + 16, template.name().spi());
    out.put(at + 20, (byte) template.name().protocol())
        .putShort(at + 24, (short) template.name().family());
    address(out, at + 28, template.source());
    out.putInt(at + 44, template.requestId()).put(at + 48, (byte) template.mode());
  }

  static XfrmMessage.Moved moved(ByteBuffer in, int at) {
    return new XfrmMessage.Moved(
        name(in, at),
        in.getInt(at + 24),
        address(in, at + 28),
        address(in, at + 44),
        port(in, at + 60),
        port(in, at + 62));
  }

  static void moved(ByteBuffer out, int at, XfrmMessage.Moved moved) {
    name(out, at, moved.name());
    out.putInt(at + 24, moved.requestId());
    address(out, at + 28, moved.oldSource());
    address(out, at + 44, moved.newSource());
    port(out, at + 60, moved.oldPort());
    port(out, at + 62, moved.newPort());
  }

  static int u16(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  /** Octets that a field does not cover are the kernel's to read, too. */
  static void zero(ByteBuffer out, int at, int length) {
    int end = at + length;
    int next = at;
    for (; next + Long.BYTES <= end; next += Long.BYTES) {
      out.putLong(next, 0);
    }
    for (; next < end; next++) {
      out.put(next, (byte) 0);
    }
  }
}
