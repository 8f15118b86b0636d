package org.manualkey.sadb.linux.xfrm;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.netlink.AttributeType;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.sadb.linux.LinuxErrno;

/**
 * Sends prepared deletions together, and hands on to the prepared additions of the same SAs where
 * their sequence numbers stood.
 *
 * <p>Only the notice of its deletion has the last numbers of an SA: after a look at it, packets may
 * still have passed. Where it does not come, the additions begin a margin after those of the look.
 * The kernel sends it to the group of SAs, which the socket of the requests joins for so long,
 * before it answers the request. The notice has the keys as well, so that those of the addition are
 * compared with what was really there.
 */
final class PreparedDeletions {
  /**
   * How many numbers an SA passes over if the notice did not come: more than it can have sent
   * between the dump of a load and its deletion, and 1/256 of 32 bits. A peer takes any number that
   * is higher than those before.
   */
  static final int MARGIN = 1 << 24;

  /** XFRMNLGRP_SA. */
  private static final int GROUP = 3;

  private static final int NOTICE_ATTRIBUTES = NetlinkHeader.LENGTH + SaName.LENGTH;
  private static final int ADDITION_INFO = NetlinkHeader.LENGTH;
  private static final int ADDITION_ATTRIBUTES = NetlinkHeader.LENGTH + SaInfo.LENGTH;

  private final XfrmSession session;
  private final NetlinkSocket netlink;
  private final MessageSocket socket;
  private final PreparedExchange exchange;
  private final Duration grace;
  private final MessageOctets.Taken notice;
  private final MessageOctets.Prepared addition;
  private final MessageOctets.Prepared seen;
  private final ReplayState stood = new ReplayState();
  private final ReplayState begins = new ReplayState();

  /** Of the deletions that are sent, whether the numbers of the SA came, or there is no such SA. */
  private final boolean[] told = new boolean[XfrmSession.WINDOW];

  private int untold;

  PreparedDeletions(
      XfrmSession session,
      NetlinkSocket netlink,
      PreparedExchange exchange,
      Duration grace,
      PreparedMessages messages) {
    this.session = session;
    this.netlink = netlink;
    socket = netlink.messages();
    this.exchange = exchange;
    this.grace = grace;
    notice = new MessageOctets.Taken(socket);
    addition = new MessageOctets.Prepared(messages);
    seen = new MessageOctets.Prepared(messages);
  }

  /**
   * How many SAs were deleted whose numbers did not come, so that those after them pass over some.
   */
  int untold() {
    return untold;
  }

  /** What became of deletions. */
  interface Outcome {
    /** The additions of the SA of one of them, by its place among those that are sent. */
    PreparedAdditions.Line line(int place);

    /**
     * What the kernel answered.
     *
     * @param errno 0, an errno of Linux, or {@link Results#LOST}
     */
    void ended(int place, int errno, String text);
  }

  /**
   * Sends deletions, whatever becomes of those before.
   *
   * @param from the first message
   * @param to behind the last, at most {@link XfrmSession#WINDOW} later
   * @throws org.manualkey.sadb.SadbException if the socket is dead
   */
  void send(PreparedMessages messages, int from, int to, Outcome outcome) {
    int first = exchange.number(messages, XfrmMessage.DELSA, from, to);
    Arrays.fill(told, false);
    boolean joined = netlink.join(GROUP);
    boolean complete;
    try {
      socket.sendJoined(messages, from, to);
      complete = read(first, to - from, outcome);
    } catch (ErrnoException e) {
      throw XfrmSession.dead(e);
    } finally {
      if (joined) {
        netlink.leave(GROUP);
      }
      socket.wipeRest();
    }
    for (int i = 0; i < to - from; i++) {
      if (!complete && !told[i]) {
        outcome.ended(i, Results.LOST, "");
      }
      if (!told[i]) {
        untold++;
        goOnBeyond(outcome.line(i).first());
      }
    }
  }

  /** Reads notices and answers, up to the last answer; whether that came. */
  private boolean read(int first, int count, Outcome outcome) throws ErrnoException {
    while (true) {
      int length = socket.take();
      if (length == MessageSocket.NOTHING) {
        if (!socket.await(grace)) {
          return false;
        }
        continue;
      }
      boolean last = read(length, first, count, outcome);
      socket.wipe();
      if (last) {
        return true;
      }
    }
  }

  private boolean read(int length, int first, int count, Outcome outcome) {
    int at = 0;
    while (at + NetlinkHeader.LENGTH <= length) {
      int size = socket.int32(at);
      if (size < NetlinkHeader.LENGTH || size > length - at) {
        return false;
      }
      int place = RequestNumbers.plain(socket.int32(at + NetlinkHeader.SEQ)) - first;
      if (socket.int32(at + NetlinkHeader.PORT) == session.port() && place >= 0 && place < count) {
        int type = socket.uint16(at + NetlinkHeader.TYPE_AND_FLAGS);
        if (type == XfrmMessage.DELSA) {
          notice.become(at, size);
          told[place] |= handOn(outcome.line(place).first());
        } else if (type == XfrmMessage.ERROR && size >= NetlinkHeader.LENGTH + Integer.BYTES) {
          int errno = -socket.int32(at + NetlinkHeader.LENGTH);
          told[place] |= errno == LinuxErrno.ESRCH; // else a FLUSH may still delete it
          outcome.ended(place, errno, errno == 0 ? "" : exchange.text(at));
          if (place == count - 1) {
            return true;
          }
        }
      }
      at += (size + 3) & ~3;
    }
    return false;
  }

  /** Hands on what a notice has; whether it has what must be there. */
  private boolean handOn(PreparedAdditions.@Nullable Addition first) {
    int info = notice.attribute(AttributeType.SA, NOTICE_ATTRIBUTES, SaInfo.LENGTH);
    if (info == MessageOctets.NONE || !stood.read(notice, info, NOTICE_ATTRIBUTES)) {
      return false;
    }
    continueIn(first, notice, NOTICE_ATTRIBUTES);
    return true;
  }

  /** Goes on from where it stood in all additions that have the keys of a message. */
  private void continueIn(
      PreparedAdditions.@Nullable Addition first, MessageOctets message, int attributes) {
    for (PreparedAdditions.Addition next = first; next != null; next = next.next()) {
      addition.become(next.messages(), next.message());
      if (addition.hasKeysOf(message, ADDITION_ATTRIBUTES, attributes)) {
        stood.continueIn(addition, begins, ADDITION_INFO, ADDITION_ATTRIBUTES);
      }
    }
  }

  /**
   * Goes on, in all additions of an SA whose notice did not come, from where it was seen last: in
   * the dump of the load, of which the addition has it that takes the load back, which is prepared
   * last. Another one counts only if it was sent: what a text alone asks for was never there.
   *
   * <p>An SA by which nothing is sent passes over nothing: of both its numbers a dump shows the
   * higher one, which would count as received.
   */
  private void goOnBeyond(PreparedAdditions.@Nullable Addition first) {
    boolean last = true;
    for (PreparedAdditions.Addition next = first; next != null; next = next.next()) {
      seen.become(next.messages(), next.message());
      boolean wasThere = last || seen.int32(NetlinkHeader.SEQ) != 0;
      last = false;
      if (wasThere && stood.read(seen, ADDITION_INFO, ADDITION_ATTRIBUTES)) {
        continueIn(first, seen, ADDITION_ATTRIBUTES);
      }
    }
    for (PreparedAdditions.Addition next = first; next != null; next = next.next()) {
      addition.become(next.messages(), next.message());
      if (next.sends() && stood.read(addition, ADDITION_INFO, ADDITION_ATTRIBUTES)) {
        stood.passOver(MARGIN);
        stood.continueIn(addition, begins, ADDITION_INFO, ADDITION_ATTRIBUTES);
      }
    }
  }
}
