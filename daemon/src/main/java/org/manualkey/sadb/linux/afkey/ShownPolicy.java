package org.manualkey.sadb.linux.afkey;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.linux.LinuxPolicy;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.PolicyTemplate;

/** A policy as PF_KEY shows it: without the SPIs and interfaces that XFRM has. */
record ShownPolicy(LinuxPolicy policy) {
  private static final int ESP = 50;
  private static final int AH = 51;

  /** Hands over which SAs it uses, as far as they are AH or ESP in transport or tunnel mode. */
  void templates(Consumer<? super PolicyTemplate> sink) {
    Direction direction = direction();
    if (policy.action() != LinuxPolicy.IPSEC || direction == null) {
      return;
    }
    for (LinuxPolicy.Template each : policy.templates()) {
      PolicyTemplate template = template(each, direction);
      if (template != null) {
        sink.accept(template);
      }
    }
  }

  private @Nullable Direction direction() {
    return switch (policy.direction()) {
      case LinuxPolicy.IN, LinuxPolicy.FORWARD, LinuxPolicy.SOCKET_IN -> Direction.INBOUND;
      case LinuxPolicy.OUT, LinuxPolicy.SOCKET_OUT -> Direction.OUTBOUND;
      default -> null;
    };
  }

  private @Nullable PolicyTemplate template(LinuxPolicy.Template each, Direction direction) {
    boolean tunnel = each.mode() == LinuxPolicy.Template.TUNNEL;
    SaType type = type(each.protocol());
    IpAddress destination = ip(tunnel ? each.destination() : policy.destination());
    if (type == null
        || destination == null
        || !(tunnel || each.mode() == LinuxPolicy.Template.TRANSPORT)) {
      return null;
    }
    IpAddress source = ip(each.source());
    return new PolicyTemplate(
        direction,
        type,
        destination.family(),
        tunnel,
        0,
        each.requestId(),
        0,
        source == null || source.isUnspecified() ? null : source,
        destination);
  }

  private static @Nullable SaType type(int protocol) {
    return switch (protocol) {
      case ESP -> SaType.ESP;
      case AH -> SaType.AH;
      default -> null;
    };
  }

  private static @Nullable IpAddress ip(@Nullable SocketAddress address) {
    return address == null ? null : IpAddress.of(address);
  }
}
