package org.manualkey.sadb.illumos;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.sadb.SadbException;

/**
 * Requests and replies on one PF_KEY socket. One request is under way at a time: what others did
 * before it is read and dropped first, so that there is room for the reply.
 *
 * <p>A reply that is not there after a while was dropped by the kernel; the request may have been
 * carried out nevertheless.
 */
final class IllumosSession implements AutoCloseable {
  /** How long a reply may take: a kernel asks its ciphers, and no other machine. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** Instead of an errno: the reply was lost. */
  static final int LOST = -1;

  /** How much longer a dump may pause, and another one may take. */
  private static final int PATIENCE = 5;

  /**
   * As many messages as there is room for: those that come meanwhile are read after the request.
   */
  private static final int MOST_WAITING = IllumosSockets.ROOM / IllumosCodec.HEADER;

  /** Where fields of the base header are, in octets. */
  private static final int TYPE = 1;

  private static final int ERRNO = 2;
  private static final int DIAGNOSTIC = 6;
  private static final int SEQ = 8;
  private static final int PID = 12;

  private final MessageSocket socket;
  private final IllumosCodec codec;
  private final int pid;
  private final Duration grace;
  private final Duration patience;
  private final SequenceNumbers numbers = new SequenceNumbers();

  /** Dumps that broke off without their end, which may come later, and has no number. */
  private int unended;

  /**
   * A session over an open socket, which is closed with it.
   *
   * @param pid the process that its requests name
   * @param grace how long a reply may take
   */
  IllumosSession(MessageSocket socket, IllumosCodec codec, int pid, Duration grace) {
    this.socket = socket;
    this.codec = codec;
    this.pid = pid;
    this.grace = grace;
    patience = grace.multipliedBy(PATIENCE);
  }

  /** How long a dump may pause, and that of another program is waited for. */
  Duration patience() {
    return patience;
  }

  /**
   * Sends a request that is no DUMP.
   *
   * @return its reply, in which only that of a GET has keys; null: the reply was lost
   * @throws SadbException when the socket is dead, or the reply cannot be read
   */
  @Nullable Message ask(Message request) {
    try {
      drain();
      int seq = send(request);
      long since = System.nanoTime();
      while (isEarly(since)) {
        switch (socket.receive()) {
          case MessageSocket.Received.Nothing _ -> {
            if (!socket.await(grace)) {
              return null;
            }
          }
          case MessageSocket.Received.Truncated _ -> {} // of others: no reply is so long
          case MessageSocket.Received.Whole(ByteBuffer octets) -> {
            try {
              if (isReply(codec.header(octets), request.header(), seq)) {
                return reply(request.header().type(), octets);
              }
            } finally {
              socket.wipe();
            }
          }
        }
      }
      return null;
    } catch (ErrnoException e) {
      throw IllumosErrno.lost(e);
    }
  }

  /** Messages of others may come without end, and in place of what is waited for. */
  private boolean isEarly(long since) {
    return System.nanoTime() - since < patience.toNanos();
  }

  private boolean isReply(@Nullable Header header, Header request, int seq) {
    return header != null
        && header.typeCode() == request.typeCode()
        && header.seq() == seq
        && header.pid() == pid;
  }

  private Message reply(MessageType type, ByteBuffer octets) {
    try {
      return type == MessageType.GET ? codec.decodeReply(octets) : codec.decodeWithoutKeys(octets);
    } catch (MalformedMessageException e) {
      throw new SadbException(
          IllumosMessage.UNREADABLE.with(type, String.valueOf(e.getMessage())), Errno.EIO.code());
    }
  }

  /** A refusal in the numbers of a base header. */
  record Numbers(int errno, int diagnostic) {
    /** Of a reply that was lost. */
    static final Numbers UNKNOWN = new Numbers(LOST, 0);

    static final Numbers DONE = new Numbers(0, 0);
  }

  /**
   * Sends a prepared request that is neither a GET nor a DUMP, and reads no more of the reply than
   * its base header.
   *
   * @throws SadbException when the socket is dead
   */
  Numbers ask(PreparedMessages requests, int index) {
    int type = requests.octet(index, TYPE);
    int seq = numbers.next(MessageType.of(type));
    requests.set(index, SEQ, seq);
    requests.set(index, PID, pid);
    try {
      drain();
      socket.send(requests, index, index + 1);
      long since = System.nanoTime();
      while (isEarly(since)) {
        int length = socket.take();
        if (length == MessageSocket.NOTHING) {
          if (!socket.await(grace)) {
            return Numbers.UNKNOWN;
          }
        } else {
          boolean found =
              length >= IllumosCodec.HEADER
                  && socket.int32(SEQ) == seq
                  && socket.int32(PID) == pid
                  && socket.octet(TYPE) == type;
          int errno = found ? socket.octet(ERRNO) : 0;
          int diagnostic = found && errno != 0 ? socket.uint16(DIAGNOSTIC) : 0;
          socket.wipe();
          if (found) {
            return errno == 0 ? Numbers.DONE : new Numbers(errno, diagnostic);
          }
        }
      }
      return Numbers.UNKNOWN;
    } catch (ErrnoException e) {
      throw IllumosErrno.lost(e);
    }
  }

  /**
   * Sends a DUMP, and hands over each message with its keys. If the sink fails, the rest of the
   * dump is read and dropped: nothing of it may be taken for part of the next one.
   *
   * @return what ends it; its sequence number is 0, unless it was refused
   * @throws SadbException when the dump breaks off
   */
  Message dump(Message request, Consumer<? super Message> sink) {
    try {
      drain();
      int seq = send(request);
      boolean whole = false;
      try {
        Message end = readDump(seq, sink);
        whole = true;
        return end;
      } finally {
        if (!whole && !dropRest(seq)) {
          unended++;
        }
      }
    } catch (ErrnoException e) {
      throw IllumosErrno.lost(e);
    }
  }

  /**
   * The kernel makes one dump at a time: an end before the first SA may be that of a dump that
   * broke off. It is that of this one if nothing follows.
   */
  private Message readDump(int seq, Consumer<? super Message> sink) throws ErrnoException {
    Message early = null;
    long since = System.nanoTime();
    while (isEarly(since)) {
      switch (socket.receive()) {
        case MessageSocket.Received.Nothing _ -> socket.await(patience);
        case MessageSocket.Received.Truncated _ ->
            throw new SadbException(
                IllumosMessage.DUMP_TOO_LONG.with(IllumosSockets.LONGEST), Errno.EMSGSIZE.code());
        case MessageSocket.Received.Whole(ByteBuffer octets) -> {
          try {
            Header header = ofDump(octets, seq);
            if (header != null && !isEnd(header)) {
              unended = 0;
              sink.accept(codec.decodeReply(octets));
              since = System.nanoTime();
            } else if (header != null && (unended == 0 || header.errno() != 0)) {
              return Message.of(header);
            } else if (header != null) {
              unended--;
              early = Message.of(header);
              since = System.nanoTime();
            }
          } catch (MalformedMessageException e) {
            throw new SadbException(
                IllumosMessage.UNREADABLE.with(MessageType.DUMP, String.valueOf(e.getMessage())),
                Errno.EIO.code());
          } finally {
            socket.wipe();
          }
        }
      }
    }
    if (early == null) {
      throw new SadbException(IllumosMessage.DUMP_INTERRUPTED.text(), Errno.ETIMEDOUT.code());
    }
    return early;
  }

  /**
   * The header of a message that is part of a dump, or ends it; null: it is about something else.
   */
  private @Nullable Header ofDump(ByteBuffer octets, int seq) {
    Header header = codec.header(octets);
    return header != null
            && header.type() == MessageType.DUMP
            && header.pid() == pid
            && (header.seq() == seq || header.seq() == 0)
        ? header
        : null;
  }

  /** A dump ends with the number 0, or with an error. */
  private static boolean isEnd(Header header) {
    return header.seq() == 0 || header.errno() != 0;
  }

  /** Whether the end was among it. */
  private boolean dropRest(int seq) {
    boolean ended = false;
    try {
      boolean more = true;
      long since = System.nanoTime();
      while (more && isEarly(since)) {
        switch (socket.receive()) {
          case MessageSocket.Received.Nothing _ -> more = socket.await(grace);
          case MessageSocket.Received.Truncated _ -> {}
          case MessageSocket.Received.Whole(ByteBuffer octets) -> {
            Header header = ofDump(octets, seq);
            socket.wipe();
            ended = header != null && isEnd(header);
            more = !ended;
          }
        }
      }
    } catch (ErrnoException e) {
      // The failure under way matters more, and the next request will meet the dead socket.
    }
    return ended;
  }

  /** Drops what waits: what others did, and replies that came too late. */
  private void drain() throws ErrnoException {
    for (int i = 0; i < MOST_WAITING && socket.take() != MessageSocket.NOTHING; i++) {
      socket.wipe();
    }
  }

  private int send(Message request) throws ErrnoException {
    int seq = numbers.next(request.header().type());
    ByteBuffer octets = socket.outgoing();
    codec.encode(request.with(request.header().withSeqAndPid(seq, pid)), octets);
    socket.send(octets.position());
    return seq;
  }

  @Override
  public void close() {
    socket.close();
  }
}
