package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.FarSide;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.SadbException;

/**
 * The far side of a socket of XFRM: takes datagrams and answers each with what the script says, on
 * a thread of its own. A datagram that the script has no answer to ends it, and fails {@link
 * #close}.
 */
final class ScriptedXfrm implements AutoCloseable {
  static final int PORT = 4712;

  /** No socket for trials can be opened. */
  static final Supplier<XfrmSession> NO_TRIALS =
      () -> {
        throw new SadbException("no trials", 0);
      };

  private static final XfrmCodec CODEC = XfrmCodec.ofHost();

  private final Queue<Answer> script = new ArrayDeque<>();
  private final FarSide far =
      new FarSide(SocketPair.open(XfrmCodec.LONGEST_DATAGRAM), this::answer);

  /** A request of a datagram. */
  record Asked(NetlinkHeader header, XfrmMessage message) {
    boolean wantsAnswer() {
      return (header.flags() & NetlinkHeader.ACK) != 0;
    }
  }

  /** Where answers go. */
  interface Out {
    void send(XfrmMessage message, int seq, int port) throws ErrnoException;
  }

  /** What a datagram is answered with. */
  interface Answer {
    void to(List<Asked> asked, Out out) throws ErrnoException;
  }

  /** What the next datagram is answered with. */
  ScriptedXfrm then(Answer answer) {
    script.add(answer);
    return this;
  }

  /** The near side, when the script is written. */
  NetlinkSocket start() {
    return new NetlinkSocket(far.start(), PORT);
  }

  /** Everything was done. */
  static Answer granted() {
    return refused(-1, 0, "");
  }

  /** Everything was done but one. */
  static Answer refused(int which, int errno, String text) {
    return (asked, out) -> {
      for (int i = 0; i < asked.size(); i++) {
        Asked each = asked.get(i);
        if (i == which) {
          out.send(new XfrmMessage.Result(errno, text), each.header().seq(), PORT);
        } else if (each.wantsAnswer()) {
          out.send(new XfrmMessage.Result(0, ""), each.header().seq(), PORT);
        }
      }
    };
  }

  /** No answer comes. */
  static Answer silence() {
    return (asked, out) -> {};
  }

  /** What a kernel shows of an SA that was added so. */
  static XfrmMessage.Sa sa(Draft draft) {
    SecurityAssociation asked =
        Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
    return new AskedSas(XfrmAlgorithms.of(false), false).add(asked);
  }

  /** An SA is shown. */
  static Answer shown(XfrmMessage.Sa sa) {
    return (asked, out) -> {
      int seq = asked.getFirst().header().seq();
      out.send(sa, seq, PORT);
      out.send(new XfrmMessage.Result(0, ""), seq, PORT);
    };
  }

  /** SAs or policies are dumped, and then comes the end. */
  static Answer dumped(int errno, XfrmMessage... shown) {
    return (asked, out) -> {
      int seq = asked.getFirst().header().seq();
      for (XfrmMessage each : shown) {
        out.send(each, seq, PORT);
      }
      out.send(new XfrmMessage.End(errno), seq, PORT);
    };
  }

  private String answer(ByteBuffer datagram, MessageSocket far) throws ErrnoException {
    List<Asked> asked = new ArrayList<>();
    for (NetlinkHeader header = CODEC.header(datagram);
        header != null;
        header = CODEC.next(header, datagram)) {
      asked.add(new Asked(header, CODEC.decode(header, datagram)));
    }
    Answer answer = script.poll();
    if (answer == null) {
      return asked + " came at the end of the script";
    }
    answer.to(
        asked,
        (message, seq, port) -> {
          ByteBuffer out = far.outgoing();
          CODEC.encode(message, 0, seq, port, out);
          far.send(out.position());
        });
    return "";
  }

  /** Gives up the socket: nothing that is sent from now on arrives. */
  void die() {
    far.die();
  }

  /** Ends it. */
  @Override
  public void close() {
    far.close();
    if (!script.isEmpty()) {
      throw new AssertionError(script.size() + " datagrams never came");
    }
  }
}
