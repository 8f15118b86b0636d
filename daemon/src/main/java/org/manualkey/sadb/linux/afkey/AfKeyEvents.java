package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.linux.events.EventReader;
import org.manualkey.sadb.linux.events.KernelEvents;

/** What a Linux kernel sends to all PF_KEY sockets, without the keys that Linux puts there. */
final class AfKeyEvents implements EventReader {
  private final AfKeyCodec codec;

  private AfKeyEvents(AfKeyCodec codec) {
    this.codec = codec;
  }

  /**
   * Begins to read from a socket that is used for nothing else.
   *
   * <p>The kernel reports expiry only to sockets that registered for key management; that it then
   * asks for SAs which policies miss, and keeps a larval one for each, is the price.
   */
  static KernelEvents open(MessageSocket socket, AfKeyCodec codec, int pid) throws ErrnoException {
    Message register = Message.of(Header.request(MessageType.REGISTER, SaType.AH, 1, pid));
    socket.send(codec.encode(register, socket.outgoing()));
    return new KernelEvents("pf_key events", socket, new AfKeyEvents(codec));
  }

  @Override
  public void read(
      ByteBuffer datagram,
      boolean contents,
      Consumer<? super Message> events,
      Consumer<? super PeerMove> moves) {
    Header header = codec.header(datagram);
    if (header != null && isAboutSas(header)) {
      events.accept(codec.decodeWithoutKeys(header, datagram));
    }
  }

  /** Nothing but an ACQUIRE, which is not delivered, is as long. */
  @Override
  public boolean reportsSasAtLength() {
    return false;
  }

  /** By the numbers of Linux; 13 and more are about policies there. */
  private static boolean isAboutSas(Header header) {
    return switch (header.type()) {
      case ADD, UPDATE, DELETE, GETSPI, FLUSH, EXPIRE -> true;
      default -> false;
    };
  }
}
