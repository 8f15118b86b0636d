package org.manualkey.load;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SecurityAssociation;

/** The requests that change SAs that are there. */
final class ChangeRequests {
  private ChangeRequests() {}

  /** A DELETE of an SA. */
  static Message delete(SecurityAssociation sa) {
    return about(sa, MessageType.DELETE);
  }

  /** A GET of an SA. */
  static Message get(SecurityAssociation sa) {
    return about(sa, MessageType.GET);
  }

  private static Message about(SecurityAssociation sa, MessageType type) {
    List<Extension> extensions = new ArrayList<>(4);
    extensions.add(name(sa));
    extensions.add(sa.outer().destination());
    extensions.add(sa.outer().source());
    addMark(sa, extensions);
    return new Message(Header.request(type, sa.type(), 0, 0), extensions);
  }

  /** An UPDATE of an SA to other lifetimes. */
  static Message limits(SecurityAssociation sa, Lifetimes to) {
    List<Extension> extensions = new ArrayList<>(6);
    extensions.add(name(sa));
    addIfThere(to.hard(), extensions);
    addIfThere(to.soft(), extensions);
    addIfThere(to.idle(), extensions);
    Address destination = sa.outer().destination();
    extensions.add(destination);
    extensions.add(sa.outer().source());
    addMark(sa, extensions);
    return new Message(Header.request(MessageType.UPDATE, sa.type(), 0, 0), extensions);
  }

  private static void addIfThere(@Nullable Lifetime lifetime, List<Extension> to) {
    if (lifetime != null) {
      to.add(lifetime);
    }
  }

  private static void addMark(SecurityAssociation sa, List<Extension> to) {
    if (sa.id().mark() != 0) {
      to.add(XfrmSettings.ofMark(sa.id().markValue(), sa.id().markMask()));
    }
  }

  private static Sa name(SecurityAssociation sa) {
    return new Sa(sa.id().spi(), 0, SaState.MATURE.code(), 0, 0, 0);
  }

  /** The same ADD of an SA without its other half. */
  static Message withoutPair(Message add) {
    List<Extension> kept =
        add.extensions().stream().filter(each -> !(each instanceof Pair)).toList();
    return new Message(add.header(), kept);
  }
}
