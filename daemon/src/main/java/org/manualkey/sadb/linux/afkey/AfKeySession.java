package org.manualkey.sadb.linux.afkey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.libc.ErrnoException;
import org.manualkey.libc.MessageSocket;
import org.manualkey.libc.PreparedMessages;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.pfkey.linux.LinuxPolicy;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.PreparedChanges;

/**
 * Requests and replies on one PF_KEY socket of Linux.
 *
 * <p>The kernel works while it is written to: the reply waits when that returns, behind whatever
 * others did meanwhile. A reply that is not there is lost, silently, because the receive buffer was
 * full; the request was carried out nevertheless.
 */
final class AfKeySession implements AutoCloseable {
  /** How many requests may be sent before their replies are read: with these, none is lost. */
  static final int WINDOW = MessageSocket.BATCH;

  /** Instead of an errno: the reply was lost, and what became of the request is not known. */
  static final int LOST = -1;

  /** Where fields of the base header are, in octets. */
  private static final int TYPE = 1;

  private static final int ERRNO = 2;
  private static final int SEQ = 8;
  private static final int PID = 12;

  /** How long a reply of a kernel may take, which answers while it is written to. */
  static final Duration GRACE = Duration.ofMillis(100);

  /** How long a dump may pause. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final MessageSocket socket;
  private final AfKeyCodec codec;
  private final int pid;
  private final Duration grace;

  /** Rises with every request: the kernel hashes SAs by it, and one number for all is slow. */
  private int seq;

  /** Reads one message; its octets are wiped when that returns. */
  private interface Reader {
    /** Whether this was all that was waited for. */
    boolean isLast(Header header, ByteBuffer octets);

    /** Hears of one that was too long; what is ours and no SA of a dump never is. */
    default void tooLong(long length) {}
  }

  /**
   * A session over an open socket.
   *
   * @param grace how long a reply may take
   */
  AfKeySession(MessageSocket socket, AfKeyCodec codec, int pid, Duration grace) {
    this.socket = socket;
    this.codec = codec;
    this.pid = pid;
    this.grace = grace;
  }

  /**
   * Sends an ADD, UPDATE, DELETE or FLUSH.
   *
   * @return 0, a Linux errno, or {@link #LOST}
   * @throws SadbException when the socket is dead
   */
  int change(Message request) {
    return change(List.of(request))[0];
  }

  /**
   * Sends several of them, whatever becomes of the ones before.
   *
   * @param requests at most {@link #WINDOW}
   * @return for each 0, a Linux errno, or {@link #LOST}
   * @throws SadbException when the socket is dead
   */
  int[] change(List<Message> requests) {
    int[] errnos = new int[requests.size()];
    Arrays.fill(errnos, LOST);
    try {
      int first = nextSeq(requests.size());
      for (int i = 0; i < errnos.length; i++) {
        if (!socket.queue(write(requests.get(i), first + i))) {
          socket.flush();
        }
      }
      socket.flush();
      int[] missing = {errnos.length};
      read(
          (header, _) -> {
            int i = header.seq() - first;
            if (header.pid() != pid
                || i < 0
                || i >= errnos.length
                || errnos[i] != LOST // the second reply to a FLUSH
                || header.typeCode() != requests.get(i).header().typeCode()) {
              return false;
            }
            errnos[i] = header.errno();
            return --missing[0] == 0;
          },
          grace);
      return errnos;
    } catch (ErrnoException e) {
      throw lost(e);
    }
  }

  /**
   * Sends prepared ADDs, UPDATEs, DELETEs and FLUSHes, whatever becomes of the ones before.
   *
   * @param from the first
   * @param to behind the last, at most {@link #WINDOW} later
   * @param errnos becomes for each, from index 0 on, 0, a Linux errno, or {@link #LOST}
   * @throws SadbException when the socket is dead
   */
  void change(PreparedMessages requests, int from, int to, int[] errnos) {
    int count = to - from;
    Arrays.fill(errnos, 0, count, LOST);
    int first = number(requests, from, to);
    try {
      socket.send(requests, from, to);
      int missing = count;
      while (missing > 0) {
        int length = socket.take();
        if (length == MessageSocket.NOTHING) {
          if (!socket.await(grace)) {
            break;
          }
        } else {
          int i = length < LinuxCodec.HEADER ? -1 : socket.int32(SEQ) - first;
          if (i >= 0
              && i < count
              && errnos[i] == LOST // not the second reply to a FLUSH
              && socket.int32(PID) == pid
              && socket.octet(TYPE) == requests.octet(from + i, TYPE)) {
            errnos[i] = socket.octet(ERRNO);
            missing--;
          }
          socket.wipe();
        }
      }
    } catch (ErrnoException e) {
      throw lost(e);
    } finally {
      socket.wipeRest();
    }
  }

  /** Gives prepared requests their numbers; the first one. */
  private int number(PreparedMessages requests, int from, int to) {
    int first = nextSeq(to - from);
    for (int i = from; i < to; i++) {
      requests.set(i, SEQ, first + i - from);
      requests.set(i, PID, pid);
    }
    return first;
  }

  /**
   * Sends a prepared GET, and compares the lifetimes of the SA.
   *
   * @return 0 if it has these, {@link PreparedChanges#OTHER_LIFETIMES}, a Linux errno, or {@link
   *     #LOST}
   * @throws SadbException when the socket is dead
   */
  int look(PreparedMessages requests, int get, Lifetimes wanted) {
    int sent = number(requests, get, get + 1);
    try {
      socket.send(requests, get, get + 1);
      while (true) {
        int length = socket.take();
        if (length == MessageSocket.NOTHING) {
          if (!socket.await(grace)) {
            return LOST;
          }
        } else {
          boolean found =
              length >= LinuxCodec.HEADER
                  && socket.int32(SEQ) == sent
                  && socket.int32(PID) == pid
                  && socket.octet(TYPE) == MessageType.GET.code();
          int errno = found ? socket.octet(ERRNO) : 0;
          boolean same = found && errno == 0 && LifetimeOctets.have(socket, length, wanted);
          socket.wipe();
          if (found) {
            return errno == 0 && !same ? PreparedChanges.OTHER_LIFETIMES : errno;
          }
        }
      }
    } catch (ErrnoException e) {
      throw lost(e);
    } finally {
      socket.wipeRest();
    }
  }

  /**
   * Sends a GET.
   *
   * @return its reply, with keys and a Linux errno; null when the reply was lost
   * @throws SadbException when the socket is dead
   */
  @Nullable Message look(Message get) {
    try {
      int sent = nextSeq(1);
      socket.queue(write(get, sent));
      socket.flush();
      Message[] reply = new Message[1];
      read(
          (header, octets) -> {
            boolean found =
                header.type() == MessageType.GET && header.seq() == sent && header.pid() == pid;
            if (found) {
              reply[0] = codec.decode(header, octets);
            }
            return found;
          },
          grace);
      return reply[0];
    } catch (ErrnoException e) {
      throw lost(e);
    }
  }

  /** The first of so many numbers that follow each other. */
  private int nextSeq(int count) {
    int first = seq >= Integer.MAX_VALUE - count ? 1 : seq + 1;
    seq = first + count - 1;
    return first;
  }

  private int write(Message request, int number) {
    Header header = request.header().withSeqAndPid(number, pid);
    return codec.encode(request.with(header), socket.outgoing());
  }

  /**
   * Reads up to the last message that is wanted.
   *
   * @param limit how long to wait for each message
   * @return whether the last one came
   */
  private boolean read(Reader reader, Duration limit) throws ErrnoException {
    try {
      while (true) {
        switch (socket.receive()) {
          case MessageSocket.Received.Nothing _ -> {
            if (!socket.await(limit)) {
              return false;
            }
          }
          case MessageSocket.Received.Truncated(long length) -> reader.tooLong(length);
          case MessageSocket.Received.Whole(ByteBuffer octets) -> {
            try {
              Header header = codec.header(octets);
              if (header != null && reader.isLast(header, octets)) {
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

  /**
   * Hands over each SA of a type, with its keys.
   *
   * @return 0, or a Linux errno
   * @throws SadbException when the dump breaks off
   */
  int dump(SaType type, Consumer<Message> sink) {
    return dump(
        Header.request(MessageType.DUMP, type, 0, 0),
        (header, octets) -> {
          Message message = codec.decode(header, octets);
          if (message.sa() != null) {
            sink.accept(message);
          }
        });
  }

  /**
   * Hands over each policy.
   *
   * @return 0, or a Linux errno
   * @throws SadbException when the dump breaks off
   */
  int policies(Consumer<LinuxPolicy> sink) {
    return dump(
        new Header(Header.VERSION, LinuxPolicy.DUMP, 0, SaType.UNSPEC, 0, 0, 0),
        (_, octets) -> {
          LinuxPolicy policy = codec.policy(octets);
          if (policy != null) {
            sink.accept(policy);
          }
        });
  }

  private int dump(Header request, BiConsumer<Header, ByteBuffer> sink) {
    try {
      // Nothing that waits may be taken for part of this dump.
      read((_, _) -> false, Duration.ZERO);
      socket.queue(write(Message.of(request), nextSeq(1)));
      socket.flush();
      Dump dump = new Dump(request.typeCode(), sink);
      if (!read(dump, PATIENCE)) {
        throw new SadbException(AfKeyMessage.DUMP_INTERRUPTED.text(), Errno.ETIMEDOUT.code());
      }
      return dump.errno;
    } catch (ErrnoException e) {
      throw lost(e);
    }
  }

  /** Reads a dump: its messages count 1, 2, 3… in their seq, and the last one has 0. */
  private final class Dump implements Reader {
    private final int type;
    private final BiConsumer<Header, ByteBuffer> sink;
    private int count;
    private int errno;

    Dump(int type, BiConsumer<Header, ByteBuffer> sink) {
      this.type = type;
      this.sink = sink;
    }

    @Override
    public boolean isLast(Header header, ByteBuffer octets) {
      if (header.typeCode() != type || header.pid() != pid) {
        return false;
      }
      if (header.errno() != 0) {
        errno = header.errno() == LinuxErrno.ENOENT ? 0 : header.errno(); // ENOENT: none at all
        return true;
      }
      count++;
      if (header.seq() != 0 && header.seq() != count) {
        throw new SadbException(AfKeyMessage.DUMP_INCOMPLETE.text(), Errno.EIO.code());
      }
      sink.accept(header, octets);
      return header.seq() == 0;
    }

    @Override
    public void tooLong(long length) {
      throw new SadbException(AfKeyMessage.SA_TOO_LONG.with(length), Errno.EMSGSIZE.code());
    }
  }

  private static SadbException lost(ErrnoException e) {
    SadbException reported =
        new SadbException(AfKeyMessage.SOCKET_FAILED.with(e.getMessage()), Errno.EIO.code());
    reported.initCause(e);
    return reported;
  }

  @Override
  public void close() {
    socket.close();
  }
}
