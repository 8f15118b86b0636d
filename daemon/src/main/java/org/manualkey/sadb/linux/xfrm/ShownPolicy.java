package org.manualkey.sadb.linux.xfrm;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.Template;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.PolicyTemplate;

/** A policy as XFRM shows it. */
record ShownPolicy(XfrmMessage.Policy policy) {
  /** Hands over which SAs it uses, as far as they are AH or ESP in transport or tunnel mode. */
  void templates(Consumer<? super PolicyTemplate> sink) {
    Direction direction = direction();
    if (policy.action() != XfrmMessage.Policy.ALLOW || direction == null) {
      return;
    }
    int interfaceId = 0;
    List<Template> templates = List.of();
    for (Attribute attribute : policy.attributes()) {
      switch (attribute) {
        case Attribute.Templates it -> templates = it.templates();
        case Attribute.Interface it -> interfaceId = it.id();
        default -> Attribute.wipe(attribute);
      }
    }
    for (Template each : templates) {
      PolicyTemplate template = template(each, direction, interfaceId);
      if (template != null) {
        sink.accept(template);
      }
    }
  }

  private @Nullable Direction direction() {
    return switch (policy.direction()) {
      case XfrmMessage.Policy.IN, XfrmMessage.Policy.FORWARD, XfrmMessage.Policy.SOCKET_IN ->
          Direction.INBOUND;
      case XfrmMessage.Policy.OUT, XfrmMessage.Policy.SOCKET_OUT -> Direction.OUTBOUND;
      default -> null;
    };
  }

  private static @Nullable PolicyTemplate template(
      Template each, Direction direction, int interfaceId) {
    SaType type = Addresses.type(each.name().protocol());
    int family = each.name().family();
    IpAddress destination = Addresses.of(family, each.name().destination());
    IpAddress source = Addresses.of(family, each.source());
    boolean tunnel = each.mode() == SaInfo.TUNNEL;
    if (type == null
        || destination == null
        || source == null
        || !(tunnel || each.mode() == SaInfo.TRANSPORT)) {
      return null;
    }
    return new PolicyTemplate(
        direction,
        type,
        destination.family(),
        tunnel,
        each.name().spi(),
        each.requestId(),
        interfaceId,
        source.isUnspecified() ? null : source,
        destination);
  }
}
