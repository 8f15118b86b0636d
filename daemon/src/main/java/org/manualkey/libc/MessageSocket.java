package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A socket of the C library that takes and gives whole messages, of a family that Java has no
 * channel for. Its two buffers are reused and are wiped after use: messages may hold keys.
 *
 * <p>A system call costs more than what a kernel does with a short message, so that many go with
 * one: sendmmsg(2) and recvmmsg(2). They take an array of {@code struct mmsghdr}, here with the
 * layout of 64-bit Linux (64 octets: 16 iovec pointer, 24 number of iovecs u64, 48 flags i32, 56
 * length of the message u32), each with one {@code struct iovec} (16 octets: 0 pointer, 8 length).
 *
 * <p>Used by one thread, but for {@link #wake}.
 */
@SuppressWarnings("restricted") // the one place that is allowed to leave Java
public final class MessageSocket implements AutoCloseable {
  /** How many messages go with one system call at most. */
  public static final int BATCH = 64;

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final short POLLIN = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int MMSGHDR = 64;
  private static final int IOVEC = 16;
  private static final int POLLFD = 8;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDMMSG =
      handle("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle RECVMMSG =
      handle(
          "recvmmsg",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POLL =
      handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EVENTFD =
      handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle SHUT =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);

  /**
   * Two of {@code struct pollfd}, for the socket and for {@link #wake}: 0 descriptor, 4 events, 6
   * returned events.
   */
  private final MemorySegment poll = arena.allocate(2 * POLLFD, 4);

  /** Messages to send, one behind the other. */
  private final MemorySegment outgoing;

  private final MemorySegment outgoingHeaders;

  /** Messages that came, each in a slot of the longest length. */
  private final MemorySegment incoming;

  private final MemorySegment incomingHeaders;
  private final int longest;
  private final int descriptor;

  /** An eventfd(2) that is readable once somebody wanted to wake who waits. */
  private final int alarm;

  private boolean closed;

  /** How many messages wait in {@link #outgoing}, and how many octets they have. */
  private int queued;

  private int queuedOctets;

  /** How many messages the last call brought, and how many of them were handed out. */
  private int received;

  private int handedOut;

  private MessageSocket(int descriptor, int longest) throws ErrnoException {
    this.descriptor = descriptor;
    this.longest = longest;
    try {
      alarm = (int) EVENTFD.invokeExact(state, 0, 0);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (alarm < 0) {
      ErrnoException failure = failure("eventfd");
      shut(descriptor);
      arena.close();
      throw failure;
    }
    outgoing = arena.allocate(3L * longest, 8);
    incoming = arena.allocate((long) BATCH * longest, 8);
    outgoingHeaders = headers();
    incomingHeaders = headers();
    for (int i = 0; i < BATCH; i++) {
      place(incomingHeaders, i, incoming.asSlice((long) i * longest, longest));
    }
  }

  /** Message headers, and behind them the iovec of each. */
  private MemorySegment headers() {
    MemorySegment headers = arena.allocate((long) BATCH * (MMSGHDR + IOVEC), 8);
    for (int i = 0; i < BATCH; i++) {
      long header = (long) i * MMSGHDR;
      headers.set(ADDRESS, header + 16, headers.asSlice(iovec(i), IOVEC));
      headers.set(JAVA_LONG, header + 24, 1);
    }
    return headers;
  }

  private static long iovec(int i) {
    return (long) BATCH * MMSGHDR + (long) i * IOVEC;
  }

  private static void place(MemorySegment headers, int i, MemorySegment message) {
    headers.set(ADDRESS, iovec(i), message);
    headers.set(JAVA_LONG, iovec(i) + 8, message.byteSize());
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  /**
   * Opens a socket; socket(2).
   *
   * @param longest the longest message, in octets
   * @throws ErrnoException when there is none of that kind, or none for this process
   */
  public static MessageSocket open(int family, int type, int protocol, int longest)
      throws ErrnoException {
    try (Arena brief = Arena.ofConfined()) {
      MemorySegment state = brief.allocate(STATE);
      int descriptor = (int) SOCKET.invokeExact(state, family, type, protocol);
      if (descriptor < 0) {
        throw new ErrnoException("socket", (int) ERRNO.get(state, 0L));
      }
      return new MessageSocket(descriptor, longest);
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes over a socket that is open. */
  static MessageSocket adopt(int descriptor, int longest) throws ErrnoException {
    return new MessageSocket(descriptor, longest);
  }

  /**
   * Asks for room for what was not yet received. Without the privilege to get so much, it is what
   * the host grants everybody; that is no failure.
   *
   * @param octets as the kernel counts them, its own overhead included
   */
  public void reserve(int octets) {
    try (Arena brief = Arena.ofConfined()) {
      MemorySegment wish = brief.allocateFrom(JAVA_INT, octets);
      int size = (int) wish.byteSize();
      for (int option : new int[] {SO_RCVBUFFORCE, SO_RCVBUF}) {
        if ((int) SETSOCKOPT.invokeExact(state, descriptor, SOL_SOCKET, option, wish, size) == 0) {
          return;
        }
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the next message to send is written, from position 0 on. */
  public ByteBuffer outgoing() {
    return outgoing.asSlice(queuedOctets, longest).asByteBuffer();
  }

  /**
   * Takes the first octets of {@link #outgoing} as one message that is sent by {@link #flush}.
   *
   * @return whether there is room for another one before that
   */
  public boolean queue(int length) {
    place(outgoingHeaders, queued, outgoing.asSlice(queuedOctets, length));
    queued++;
    queuedOctets += length;
    return queued < BATCH && queuedOctets + longest <= outgoing.byteSize();
  }

  /**
   * Sends what was {@link #queue queued}, in that order, and wipes it.
   *
   * @throws ErrnoException when a message is not taken; those behind it are not sent
   */
  public void flush() throws ErrnoException {
    try {
      int sent = 0;
      while (sent < queued) {
        MemorySegment rest = outgoingHeaders.asSlice((long) sent * MMSGHDR);
        int taken = (int) SENDMMSG.invokeExact(state, descriptor, rest, queued - sent, 0);
        if (taken < 0 && errno() != EINTR) {
          throw failure("sendmmsg");
        }
        sent += Math.max(taken, 0);
      }
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      outgoing.asSlice(0, queuedOctets).fill((byte) 0);
      queued = 0;
      queuedOctets = 0;
    }
  }

  /**
   * Sends the first octets of {@link #outgoing} as one message and wipes them.
   *
   * @throws ErrnoException when it is not taken
   */
  public void send(int length) throws ErrnoException {
    queue(length);
    flush();
  }

  /** What came of a look for a message. */
  public sealed interface Received {
    /**
     * A message, to be read before it is {@link #wipe wiped}.
     *
     * @param octets a view of it, position 0
     */
    record Whole(ByteBuffer octets) implements Received {}

    /**
     * A message that was longer than the longest; it is lost.
     *
     * @param length of all of it
     */
    record Truncated(long length) implements Received {}

    /** There is none now. */
    record Nothing() implements Received {}
  }

  /**
   * The next message, if there is one now.
   *
   * @throws ErrnoException when the socket is dead
   */
  public Received receive() throws ErrnoException {
    if (handedOut == received && !fetch()) {
      return new Received.Nothing();
    }
    int slot = handedOut++;
    long length = Integer.toUnsignedLong(incomingHeaders.get(JAVA_INT, (long) slot * MMSGHDR + 56));
    if (length > longest) {
      wipe(slot);
      return new Received.Truncated(length);
    }
    return new Received.Whole(incoming.asSlice((long) slot * longest, length).asByteBuffer());
  }

  /** Fetches what waits, as much as goes with one call. */
  private boolean fetch() throws ErrnoException {
    handedOut = 0;
    received = 0;
    try {
      int flags = MSG_DONTWAIT | MSG_TRUNC;
      int count;
      do {
        count =
            (int)
                RECVMMSG.invokeExact(
                    state, descriptor, incomingHeaders, BATCH, flags, MemorySegment.NULL);
      } while (count < 0 && errno() == EINTR);
      if (count < 0 && errno() != EAGAIN) {
        throw failure("recvmmsg");
      }
      received = Math.max(count, 0);
      return received > 0;
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Overwrites the message that was received last. */
  public void wipe() {
    wipe(handedOut - 1);
  }

  /** Overwrites messages that came together with the last one and that nobody wants. */
  public void wipeRest() {
    while (handedOut < received) {
      wipe(handedOut++);
    }
  }

  private void wipe(int slot) {
    long length = Integer.toUnsignedLong(incomingHeaders.get(JAVA_INT, (long) slot * MMSGHDR + 56));
    incoming.asSlice((long) slot * longest, Math.min(length, longest)).fill((byte) 0);
  }

  /**
   * Waits for a message.
   *
   * @return whether there is one; false when the time is over, or when somebody {@link #wake wakes}
   *     who waits
   * @throws ErrnoException when the socket is dead
   */
  public boolean await(Duration limit) throws ErrnoException {
    expect(0, descriptor);
    expect(POLLFD, alarm);
    try {
      int ready = (int) POLL.invokeExact(state, poll, 2L, (int) limit.toMillis());
      if (ready < 0 && errno() != EINTR) {
        throw failure("poll");
      }
      return ready > 0 && poll.get(JAVA_SHORT, 6) != 0;
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void expect(long at, int readable) {
    poll.set(JAVA_INT, at, readable);
    poll.set(JAVA_SHORT, at + 4, POLLIN);
    poll.set(JAVA_SHORT, at + 6, (short) 0);
  }

  /** Lets who waits, and everybody who will, wait no longer. From any thread, before the close. */
  public void wake() {
    try (Arena brief = Arena.ofConfined()) {
      MemorySegment one = brief.allocateFrom(JAVA_LONG, 1);
      long _ = (long) WRITE.invokeExact(brief.allocate(STATE), alarm, one, one.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  private ErrnoException failure(String call) {
    return new ErrnoException(call, errno());
  }

  /** Closes it; twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    outgoing.fill((byte) 0);
    incoming.fill((byte) 0);
    shut(descriptor);
    shut(alarm);
    arena.close();
  }

  private void shut(int open) {
    try {
      int _ = (int) SHUT.invokeExact(state, open);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
