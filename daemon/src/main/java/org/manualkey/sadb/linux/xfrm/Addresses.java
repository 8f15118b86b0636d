package org.manualkey.sadb.linux.xfrm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;

/** Addresses, identities and protocols in the terms of PF_KEY and in those of XFRM. */
final class Addresses {
  private Addresses() {}

  static int family(IpAddress address) {
    return switch (address) {
      case IpAddress.V4 _ -> SaInfo.AF_INET;
      case IpAddress.V6 _ -> SaInfo.AF_INET6;
    };
  }

  static NetlinkAddress of(IpAddress address) {
    return switch (address) {
      case IpAddress.V4 v4 -> NetlinkAddress.inet(v4.bits());
      case IpAddress.V6 v6 -> new NetlinkAddress(v6.high(), v6.low());
    };
  }

  /** The address of a family; null: the family is another. */
  static @Nullable IpAddress of(int family, NetlinkAddress address) {
    return switch (family) {
      case SaInfo.AF_INET -> new IpAddress.V4(address.inet());
      case SaInfo.AF_INET6 -> new IpAddress.V6(address.high(), address.low());
      default -> null;
    };
  }

  static SaName name(SaId id) {
    IpAddress destination = id.ip();
    return new SaName(
        of(destination), id.spi(), family(destination), protocol(SaType.of(id.type())));
  }

  /** The identity in the terms of PF_KEY; null: of another protocol or family. */
  static @Nullable SaId id(SaName name) {
    IpAddress destination = of(name.family(), name.destination());
    SaType type = type(name.protocol());
    return destination == null || type == null
        ? null
        : SaId.of(type.code(), name.spi(), destination);
  }

  /** What a request about an SA needs to find it beside its name. */
  static List<Attribute> mark(SaId id) {
    return id.mark() == 0 ? List.of() : List.of(new Attribute.Mark(id.markValue(), id.markMask()));
  }

  /** The mark among the attributes of an SA; without one, of any. */
  static XfrmSettings mark(List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Mark(int value, int mask)) {
        return XfrmSettings.ofMark(value, mask);
      }
    }
    return XfrmSettings.NONE;
  }

  static int protocol(SaType type) {
    return type.equals(SaType.AH) ? SaInfo.AH : SaInfo.ESP;
  }

  /** Null: SAs of a protocol that this program does not handle, such as IPCOMP. */
  static @Nullable SaType type(int protocol) {
    return switch (protocol) {
      case SaInfo.ESP -> SaType.ESP;
      case SaInfo.AH -> SaType.AH;
      default -> null;
    };
  }
}
