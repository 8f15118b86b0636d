package org.manualkey.sadb.linux.xfrm;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxReply;

/**
 * Requests and replies on one socket of XFRM.
 *
 * <p>The kernel carries out all requests of a datagram while it is sent, whatever becomes of each,
 * and answers those that fail; of those that succeed only the last one is to be answered. What is
 * not answered before that has been carried out.
 */
final class XfrmSession implements AutoCloseable {
  /** How many requests are sent together: with 64 the system call is hardly felt any more. */
  static final int WINDOW = MessageSocket.BATCH;

  /** How long a reply may take: the kernel answers while it is sent to. */
  static final Duration GRACE = Duration.ofMillis(100);

  /** How long a dump may pause. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NetlinkSocket netlink;
  private final MessageSocket socket;
  private final int port;
  private final XfrmCodec codec;
  private final Duration grace;
  private final RequestNumbers numbers = new RequestNumbers();

  XfrmSession(NetlinkSocket socket, XfrmCodec codec) {
    this(socket, codec, GRACE);
  }

  /**
   * A session.
   *
   * @param grace how long a reply may take
   */
  XfrmSession(NetlinkSocket socket, XfrmCodec codec, Duration grace) {
    netlink = socket;
    this.socket = socket.messages();
    port = socket.port();
    this.codec = codec;
    this.grace = grace;
  }

  /**
   * Sends prepared messages through this session.
   *
   * @param heard whether anybody wants to hear of all changes
   */
  PreparedExchange prepared(BooleanSupplier heard) {
    return new PreparedExchange(this, socket, codec, grace, heard);
  }

  /** Sends prepared deletions through this session. */
  PreparedDeletions deletions(PreparedExchange exchange, PreparedMessages messages) {
    return new PreparedDeletions(this, netlink, exchange, grace, messages);
  }

  /** The port by which the events of what is asked for here are known. */
  int port() {
    return port;
  }

  /** Reads the messages for this socket; the octets of a datagram are wiped when it has all. */
  private interface Reader {
    /** Whether this was all that was waited for. */
    boolean isLast(NetlinkHeader header, ByteBuffer datagram);

    /** Hears that the kernel had no room for messages; those that are there follow. */
    default void lost() {}
  }

  /**
   * Sends requests that change something, whatever becomes of those before.
   *
   * @return what became of each
   * @throws SadbException if the socket is dead
   */
  Results change(List<? extends XfrmMessage> requests) {
    Results results = new Results(requests.size());
    try {
      int from = 0;
      while (from < requests.size()) {
        int to = send(requests, from);
        collect(results, from, to);
        from = to;
      }
      return results;
    } catch (ErrnoException e) {
      throw dead(e);
    }
  }

  /** Sends as many as fit into a datagram; returns the first that did not. */
  private int send(List<? extends XfrmMessage> requests, int from) throws ErrnoException {
    ByteBuffer out = socket.outgoing();
    int first = numbers.next(requests.size() - from);
    int next = from;
    int last = 0;
    while (next < requests.size()) {
      int start = out.position();
      try {
        codec.encode(requests.get(next), NetlinkHeader.REQUEST, first + next - from, port, out);
      } catch (BufferOverflowException e) {
        if (next == from) {
          throw e;
        }
        break;
      }
      last = start;
      next++;
    }
    numbers.backTo(first + next - from - 1);
    XfrmMessage answered = requests.get(next - 1);
    out.putInt(
        last + NetlinkHeader.TYPE_AND_FLAGS,
        NetlinkHeader.typeAndFlags(answered.type(), NetlinkHeader.REQUEST | NetlinkHeader.ACK));
    socket.send(out.position());
    return next;
  }

  /** Reads what became of the requests that were sent last. */
  void collect(Results results, int from, int to) throws ErrnoException {
    int first = numbers.last() - (to - from) + 1 - from;
    Changes reader = new Changes(first, from, to, results);
    boolean complete = read(reader, grace);
    results.end(from, to, complete && !reader.overrun);
  }

  /** Reads what became of requests, up to the result of the last one. */
  private final class Changes implements Reader {
    private final int first;
    private final int from;
    private final int to;
    private final Results results;
    private boolean overrun;

    Changes(int first, int from, int to, Results results) {
      this.first = first;
      this.from = from;
      this.to = to;
      this.results = results;
    }

    @Override
    public boolean isLast(NetlinkHeader header, ByteBuffer datagram) {
      int i = RequestNumbers.plain(header.seq()) - first;
      if (header.type() != XfrmMessage.ERROR
          || i < from
          || i >= to
          || !(codec.decode(header, datagram) instanceof XfrmMessage.Result result)) {
        return false;
      }
      results.set(i, result);
      return i == to - 1;
    }

    @Override
    public void lost() {
      overrun = true;
    }
  }

  /**
   * Asks for an SA.
   *
   * @return it, with keys; null when there is none
   * @throws SadbException if there is no answer, or the kernel refuses to answer
   */
  XfrmMessage.@Nullable Sa look(XfrmMessage.Get get) {
    try {
      send(List.of(get), 0);
      Answer answer = new Answer(numbers.last());
      read(answer, grace);
      return answer.sa();
    } catch (ErrnoException e) {
      throw dead(e);
    }
  }

  /**
   * Whether the kernel can hold SAs to one direction (Linux 6.10): one that cannot does not mind
   * where a direction stands, and one that can has no use for it in a question. Nothing is changed.
   */
  boolean knowsDirections() {
    try {
      SaName none = new SaName(NetlinkAddress.UNSPECIFIED, 0, SaInfo.AF_INET, SaInfo.ESP);
      send(
          List.of(
              new XfrmMessage.Get(
                  none, List.of(new Attribute.OneDirection(Attribute.OneDirection.OUT)))),
          0);
      Answer answer = new Answer(numbers.last());
      read(answer, GRACE);
      return answer.result != null && answer.result.errno() == LinuxErrno.EINVAL;
    } catch (ErrnoException e) {
      throw dead(e);
    }
  }

  /** Reads the SA that was asked for and the result, which follows it. */
  private final class Answer implements Reader {
    private final int sent;
    private XfrmMessage.@Nullable Sa shown;
    private XfrmMessage.@Nullable Result result;

    Answer(int sent) {
      this.sent = sent;
    }

    @Override
    public boolean isLast(NetlinkHeader header, ByteBuffer datagram) {
      if (header.seq() != sent) {
        return false;
      }
      switch (codec.decode(header, datagram)) {
        case XfrmMessage.Sa sa -> shown = sa;
        case XfrmMessage.Result it -> result = it;
        default -> {}
      }
      return result != null;
    }

    XfrmMessage.@Nullable Sa sa() {
      if (shown != null) {
        return shown;
      }
      if (result == null) {
        throw new SadbException(XfrmKernelMessage.NOT_RESPONDING.text(), Errno.ETIMEDOUT.code());
      }
      if (result.errno() != LinuxErrno.ESRCH) {
        throw new SadbException(
            XfrmKernelMessage.SOCKET_FAILED.with("errno " + result.errno() + " " + result.text()),
            LinuxErrno.illumos(result.errno()).code());
      }
      return null;
    }
  }

  /**
   * Hands over each message of a dump; of SAs, with their keys.
   *
   * @return that it is done, or why the kernel refuses it
   * @throws SadbException if the dump breaks off
   */
  LinuxReply dump(XfrmMessage request, Consumer<XfrmMessage> sink) {
    try {
      // The replies to requests that were given up may have come meanwhile.
      read((_, _) -> false, Duration.ZERO);
      ByteBuffer out = socket.outgoing();
      int sent = numbers.next(1);
      codec.encode(request, NetlinkHeader.REQUEST, sent, port, out);
      socket.send(out.position());
      Dump dump = new Dump(sent, sink);
      if (!read(dump, PATIENCE)) {
        throw new SadbException(XfrmKernelMessage.DUMP_INTERRUPTED.text(), Errno.ETIMEDOUT.code());
      }
      return dump.reply;
    } catch (ErrnoException e) {
      throw dead(e);
    }
  }

  /** Reads a dump, which has one sequence number and an end. */
  private final class Dump implements Reader {
    private final int sent;
    private final Consumer<XfrmMessage> sink;
    private LinuxReply reply = LinuxReply.DONE;

    Dump(int sent, Consumer<XfrmMessage> sink) {
      this.sent = sent;
      this.sink = sink;
    }

    @Override
    public boolean isLast(NetlinkHeader header, ByteBuffer datagram) {
      if (header.seq() != sent) {
        return false;
      }
      return switch (codec.decode(header, datagram)) {
        case XfrmMessage.Result(int errno, String text) -> {
          reply = new LinuxReply(errno, text);
          yield errno != 0;
        }
        case XfrmMessage.End(int errno) -> {
          reply = LinuxReply.refused(errno);
          yield true;
        }
        case XfrmMessage shown -> {
          sink.accept(shown);
          yield false;
        }
      };
    }

    @Override
    public void lost() {
      throw new SadbException(XfrmKernelMessage.DUMP_INCOMPLETE.text(), Errno.EIO.code());
    }
  }

  RequestNumbers numbers() {
    return numbers;
  }

  /**
   * Reads up to the last message that is wanted.
   *
   * @param limit how long to wait for each datagram
   * @return whether the last one came
   */
  private boolean read(Reader reader, Duration limit) throws ErrnoException {
    try {
      while (true) {
        switch (receive(reader)) {
          case MessageSocket.Received.Nothing _ -> {
            if (!socket.await(limit)) {
              return false;
            }
          }
          case MessageSocket.Received.Truncated(long length) ->
              throw new SadbException(
                  XfrmKernelMessage.TOO_LONG.with(length), Errno.EMSGSIZE.code());
          case MessageSocket.Received.Whole(ByteBuffer datagram) -> {
            try {
              if (hasLast(reader, datagram)) {
                return true;
              }
            } finally {
              socket.wipe();
            }
          }
        }
      }
    } finally {
      socket.wipeRest();
    }
  }

  private MessageSocket.Received receive(Reader reader) throws ErrnoException {
    while (true) {
      try {
        return socket.receive();
      } catch (ErrnoException e) {
        if (e.errno() != NetlinkSocket.ENOBUFS) {
          throw e;
        }
        reader.lost();
      }
    }
  }

  private boolean hasLast(Reader reader, ByteBuffer datagram) {
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      if (header.port() == port && reader.isLast(header, datagram)) {
        return true;
      }
    }
    return false;
  }

  static SadbException dead(ErrnoException e) {
    SadbException reported =
        new SadbException(XfrmKernelMessage.SOCKET_FAILED.with(e.getMessage()), Errno.EIO.code());
    reported.initCause(e);
    return reported;
  }

  @Override
  public void close() {
    socket.close();
  }
}
