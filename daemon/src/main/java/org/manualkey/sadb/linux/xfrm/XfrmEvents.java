package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.linux.events.EventReader;

/**
 * What a Linux kernel sends to the groups of XFRM, as messages of PF_KEY without the keys that
 * Linux puts there.
 */
final class XfrmEvents implements EventReader {
  private final XfrmCodec codec;
  private final EventMessages messages;

  XfrmEvents(XfrmCodec codec, EventMessages messages) {
    this.codec = codec;
    this.messages = messages;
  }

  @Override
  public void read(
      ByteBuffer datagram,
      boolean contents,
      Consumer<? super Message> events,
      Consumer<? super PeerMove> moves) {
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      XfrmMessage.Get named =
          contents || !messages.isOwn(header) ? null : codec.named(header, datagram);
      Message message =
          named == null ? read(header, datagram, moves) : messages.brief(header, named);
      if (message != null) {
        events.accept(message);
      }
    }
  }

  private @Nullable Message read(
      NetlinkHeader header, ByteBuffer datagram, Consumer<? super PeerMove> moves) {
    XfrmMessage event = codec.decodeWithoutKeys(header, datagram);
    PeerMove move = event instanceof XfrmMessage.Moved moved ? move(moved) : null;
    if (move != null) {
      moves.accept(move);
    }
    return messages.of(header, event);
  }

  /** Null: of an SA that this program does not handle. */
  private static @Nullable PeerMove move(XfrmMessage.Moved moved) {
    int family = moved.name().family();
    SaId id = Addresses.id(moved.name());
    IpAddress before = Addresses.of(family, moved.oldSource());
    IpAddress now = Addresses.of(family, moved.newSource());
    return id == null || before == null || now == null
        ? null
        : new PeerMove(
            id, new PeerMove.End(before, moved.oldPort()), new PeerMove.End(now, moved.newPort()));
  }

  @Override
  public boolean reportsSasAtLength() {
    return true;
  }
}
