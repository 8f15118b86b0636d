package org.manualkey.sadb.linux.xfrm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/** Events of XFRM as messages of PF_KEY. */
final class EventMessages {
  private final ShownSas sas;
  private final int port;
  private final int pid;

  /**
   * Messages for one daemon.
   *
   * @param port of the socket of its requests
   * @param pid the process that the events of what it asked for name; those of others do not
   */
  EventMessages(ShownSas sas, int port, int pid) {
    this.sas = sas;
    this.port = port;
    this.pid = pid;
  }

  /** The message, without keys; null: it is about no SA that this program handles. */
  @Nullable Message of(NetlinkHeader header, XfrmMessage event) {
    return switch (event) {
      case XfrmMessage.Sa sa ->
          shown(
              header(
                  header,
                  sa.change() == XfrmMessage.Sa.Change.NEW ? MessageType.ADD : MessageType.UPDATE),
              sa,
              null);
      case XfrmMessage.Delete deleted -> deleted(header(header, MessageType.DELETE), deleted);
      case XfrmMessage.Flush(int protocol) -> flushed(header(header, MessageType.FLUSH), protocol);
      case XfrmMessage.Expired expired -> expired(header(header, MessageType.EXPIRE), expired);
      default -> null;
    };
  }

  /** Whether it is about what the requests of this daemon did. */
  boolean isOwn(NetlinkHeader header) {
    return header.port() == port;
  }

  /**
   * What happened to an SA, and no more of it.
   *
   * @param named the SA, from a message whose header this is
   */
  @Nullable Message brief(NetlinkHeader header, XfrmMessage.Get named) {
    MessageType type =
        switch (header.type()) {
          case XfrmMessage.NEWSA -> MessageType.ADD;
          case XfrmMessage.UPDSA -> MessageType.UPDATE;
          default -> MessageType.DELETE;
        };
    SaState state = type == MessageType.DELETE ? SaState.DEAD : SaState.MATURE;
    return named(header(header, type), named.name(), Addresses.mark(named.attributes()), state);
  }

  private Header header(NetlinkHeader from, MessageType type) {
    int asker = isOwn(from) ? pid : from.port() == pid ? 0 : from.port();
    return Header.request(type, SaType.UNSPEC, from.seq(), asker);
  }

  /**
   * An SA that an event shows.
   *
   * @param state null: as the kernel shows it
   */
  private @Nullable Message shown(Header header, XfrmMessage.Sa shown, @Nullable SaState state) {
    SecurityAssociation sa = sas.sa(shown);
    if (sa == null) {
      return null;
    }
    Sa extension = state == null ? sa.sa() : sa.sa().withState(state);
    Message message = sa.toReply(header.withSaType(sa.type())).withoutKeys();
    List<Extension> extensions = new ArrayList<>(message.extensions());
    extensions.replaceAll(each -> each instanceof Sa ? extension : each);
    return new Message(message.header(), extensions);
  }

  private @Nullable Message deleted(Header header, XfrmMessage.Delete deleted) {
    for (Attribute attribute : deleted.attributes()) {
      if (attribute instanceof Attribute.Gone(SaInfo info)) {
        Message message =
            shown(
                header,
                new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, info, deleted.attributes()),
                SaState.DEAD);
        if (message != null) {
          return message;
        }
      }
    }
    return named(header, deleted.name(), Addresses.mark(deleted.attributes()), SaState.DEAD);
  }

  private static @Nullable Message named(
      Header header, SaName name, XfrmSettings mark, SaState state) {
    SaId id = Addresses.id(name);
    return id == null || id.spi() == 0
        ? null
        : Message.of(
            header.withSaType(SaType.of(id.type())),
            new Sa(id.spi(), 0, state.code(), 0, 0, 0),
            new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)),
            mark);
  }

  private static @Nullable Message flushed(Header header, int protocol) {
    SaType type = Addresses.type(protocol);
    if (type != null) {
      return Message.of(header.withSaType(type));
    }
    return protocol == 0 || protocol == 0xff ? Message.of(header) : null;
  }

  /** As Linux reports it by PF_KEY: the SA, the limit that is reached, its counters and ends. */
  private @Nullable Message expired(Header header, XfrmMessage.Expired expired) {
    SaInfo info = expired.info();
    SaId id = Addresses.id(info.name());
    var source = Addresses.of(info.name().family(), info.source());
    if (id == null || source == null || id.spi() == 0) { // without an SPI it is larval
      return null;
    }
    List<Extension> extensions = new ArrayList<>(5);
    SaState state = expired.hard() ? SaState.DEAD : SaState.DYING;
    extensions.add(new Sa(id.spi(), info.replayWindow(), state.code(), 0, 0, 0));
    extensions.add(LimitsOfSas.current(info.usage()));
    Lifetime reached = LimitsOfSas.reached(info.limits(), expired.hard());
    if (reached != null) {
      extensions.add(reached);
    }
    extensions.add(new Address(Address.Kind.SRC, 0, 0, source.withPort(0)));
    extensions.add(new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    XfrmSettings mark = Addresses.mark(expired.attributes());
    if (mark.wholeMark() != 0) {
      extensions.add(mark);
    }
    return new Message(header.withSaType(SaType.of(id.type())), extensions);
  }
}
