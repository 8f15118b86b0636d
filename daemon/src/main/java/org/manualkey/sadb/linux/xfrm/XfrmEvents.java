package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.linux.events.EventReader;

/**
 * What a Linux kernel sends to the groups of XFRM, as messages of PF_KEY without the keys that
 * Linux puts there.
 */
final class XfrmEvents implements EventReader {
  private final XfrmCodec codec;
  private final EventMessages messages;
  private final Moves moves = new Moves(System::nanoTime);

  XfrmEvents(XfrmCodec codec, EventMessages messages) {
    this.codec = codec;
    this.messages = messages;
  }

  @Override
  public void read(ByteBuffer datagram, Consumer<? super Message> sink) {
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      XfrmMessage event = codec.decodeWithoutKeys(header, datagram);
      if (event instanceof XfrmMessage.Moved moved) {
        moves.report(moved);
      }
      Message message = messages.of(header, event);
      if (message != null) {
        sink.accept(message);
      }
    }
  }

  @Override
  public boolean reportsSasAtLength() {
    return true;
  }
}
