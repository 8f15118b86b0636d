package org.manualkey.sadb.linux.xfrm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sadb.linux.PreparedChanges;

/**
 * Sends prepared messages. The answer to one that is sent alone is read in its place, without
 * objects for it: only its own result ends it, so that nothing can be missed that was lost.
 */
final class PreparedExchange {
  /** A datagram that any kernel takes, whose buffer for a socket has 212,992 octets. */
  private static final int LONGEST_JOINED = 128 << 10;

  private final XfrmSession session;
  private final MessageSocket socket;
  private final int port;
  private final XfrmCodec codec;
  private final Duration grace;
  private final BooleanSupplier heard;

  /** What the kernel said in words of the one that was sent last; may be empty. */
  private String text = "";

  /** Whether the SA that was asked for came, with the limits that it should have. */
  private boolean asWanted;

  /**
   * An exchange.
   *
   * @param grace how long a reply may take
   * @param heard whether anybody wants to hear of all changes
   */
  PreparedExchange(
      XfrmSession session,
      MessageSocket socket,
      XfrmCodec codec,
      Duration grace,
      BooleanSupplier heard) {
    this.session = session;
    this.socket = socket;
    port = session.port();
    this.codec = codec;
    this.grace = grace;
    this.heard = heard;
  }

  /** What the kernel said in words of the one that was sent alone last; may be empty. */
  String text() {
    return text;
  }

  /**
   * Sends messages, whatever becomes of those before.
   *
   * @param type of all of them
   * @param from the first
   * @param to behind the last, at most {@link XfrmSession#WINDOW} later
   * @throws org.manualkey.sadb.SadbException if the socket is dead
   */
  void change(PreparedMessages messages, int type, int from, int to, Results results) {
    results.reset();
    try {
      int next = from;
      while (next < to) {
        int end = next;
        int octets = 0;
        while (end < to && (end == next || octets + messages.length(end) <= LONGEST_JOINED)) {
          octets += messages.length(end++);
        }
        number(messages, type, next, end);
        socket.sendJoined(messages, next, end);
        session.collect(results, next - from, end - from);
        next = end;
      }
    } catch (ErrnoException e) {
      throw XfrmSession.dead(e);
    }
  }

  /**
   * Numbers messages, of which the last one is answered; returns the number of the first. Of the
   * others nobody hears who need not: the event of the last one tells that they are done.
   */
  int number(PreparedMessages messages, int type, int from, int to) {
    int first = session.numbers().next(to - from);
    boolean all = to - from == 1 || heard.getAsBoolean();
    for (int i = from; i < to; i++) {
      boolean last = i == to - 1;
      int flags = NetlinkHeader.REQUEST | (last ? NetlinkHeader.ACK : 0);
      int number = first + i - from;
      messages.set(i, NetlinkHeader.TYPE_AND_FLAGS, NetlinkHeader.typeAndFlags(type, flags));
      messages.set(i, NetlinkHeader.SEQ, last || all ? number : RequestNumbers.quiet(number));
      messages.set(i, NetlinkHeader.PORT, port);
    }
    return first;
  }

  /**
   * Sends one message.
   *
   * @return 0, an errno of Linux, or {@link Results#LOST}
   * @throws org.manualkey.sadb.SadbException if the socket is dead
   */
  int change(PreparedMessages messages, int type, int message) {
    return send(messages, type, message, message);
  }

  /**
   * Looks at an SA.
   *
   * @param get the message that asks for it
   * @param update the message that has the limits that it should have
   * @return 0, {@link PreparedChanges#OTHER_LIFETIMES}, an errno of Linux, or {@link Results#LOST}
   * @throws org.manualkey.sadb.SadbException if the socket is dead
   */
  int look(PreparedMessages messages, int get, int update) {
    int errno = send(messages, XfrmMessage.GETSA, get, update);
    return errno == 0 && !asWanted ? PreparedChanges.OTHER_LIFETIMES : errno;
  }

  private int send(PreparedMessages messages, int type, int message, int wanted) {
    int sent = number(messages, type, message, message + 1);
    text = "";
    asWanted = false;
    try {
      socket.sendJoined(messages, message, message + 1);
      while (true) {
        int length = socket.take();
        if (length == MessageSocket.NOTHING) {
          if (!socket.await(grace)) {
            return Results.LOST;
          }
        } else {
          int errno = read(length, sent, messages, wanted);
          socket.wipe();
          if (errno != Results.LOST) {
            return errno;
          }
        }
      }
    } catch (ErrnoException e) {
      throw XfrmSession.dead(e);
    } finally {
      socket.wipeRest();
    }
  }

  /** Reads a datagram; the errno of the message that was sent, or that it is not there. */
  private int read(int length, int sent, PreparedMessages messages, int wanted) {
    int at = 0;
    while (at + NetlinkHeader.LENGTH <= length) {
      int size = socket.int32(at);
      if (size < NetlinkHeader.LENGTH || size > length - at) {
        break;
      }
      if (socket.int32(at + NetlinkHeader.SEQ) == sent
          && socket.int32(at + NetlinkHeader.PORT) == port) {
        int type = socket.uint16(at + NetlinkHeader.TYPE_AND_FLAGS);
        if (type == XfrmMessage.ERROR && size >= NetlinkHeader.LENGTH + Integer.BYTES) {
          int errno = -socket.int32(at + NetlinkHeader.LENGTH);
          text = errno == 0 ? "" : text(at);
          return errno;
        }
        asWanted |= type == XfrmMessage.NEWSA && hasLimits(at, size, messages, wanted);
      }
      at += (size + 3) & ~3;
    }
    return Results.LOST;
  }

  /** Why, in the words of an answer in the datagram that was taken last; may be empty. */
  String text(int at) {
    ByteBuffer datagram = socket.taken();
    datagram.position(at);
    NetlinkHeader header = codec.header(datagram);
    return header != null && codec.decode(header, datagram) instanceof XfrmMessage.Result result
        ? result.text()
        : "";
  }

  /** Whether an SA that is shown has the limits of one that is asked for: both have one form. */
  private boolean hasLimits(int at, int size, PreparedMessages messages, int wanted) {
    if (size < NetlinkHeader.LENGTH + SaInfo.LENGTH) {
      return false;
    }
    int start = NetlinkHeader.LENGTH + SaInfo.LIMITS;
    for (int i = start; i < start + SaInfo.LENGTH_OF_LIMITS; i += Integer.BYTES) {
      if (socket.int32(at + i) != messages.int32(wanted, i)) {
        return false;
      }
    }
    return true;
  }
}
