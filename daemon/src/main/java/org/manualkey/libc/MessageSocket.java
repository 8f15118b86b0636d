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
 * <p>Used by one thread.
 */
@SuppressWarnings("restricted") // the one place that is allowed to leave Java
public final class MessageSocket implements AutoCloseable {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final short POLLIN = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND =
      handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle POLL =
      handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SHUT =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);

  /** {@code struct pollfd}: 0 descriptor, 4 events, 6 returned events. */
  private final MemorySegment poll = arena.allocate(8, 4);

  private final MemorySegment outgoing;
  private final MemorySegment incoming;
  private final int descriptor;
  private boolean closed;

  private MessageSocket(int family, int type, int protocol, int longest) throws ErrnoException {
    outgoing = arena.allocate(longest, 8);
    incoming = arena.allocate(longest, 8);
    try {
      descriptor = (int) SOCKET.invokeExact(state, family, type, protocol);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (descriptor < 0) {
      ErrnoException failure = failure("socket");
      arena.close();
      throw failure;
    }
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
    return new MessageSocket(family, type, protocol, longest);
  }

  /** Where the next message to send is written, from position 0 on. */
  public ByteBuffer outgoing() {
    return outgoing.asByteBuffer();
  }

  /**
   * Sends the first octets of {@link #outgoing} as one message and wipes them.
   *
   * @throws ErrnoException when it is not taken
   */
  public void send(int length) throws ErrnoException {
    try {
      long sent = (long) SEND.invokeExact(state, descriptor, outgoing, (long) length, 0);
      while (sent < 0 && errno() == EINTR) {
        sent = (long) SEND.invokeExact(state, descriptor, outgoing, (long) length, 0);
      }
      if (sent != length) {
        throw failure("send");
      }
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    } finally {
      outgoing.asSlice(0, length).fill((byte) 0);
    }
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
    try {
      int flags = MSG_DONTWAIT | MSG_TRUNC;
      long length =
          (long) RECV.invokeExact(state, descriptor, incoming, incoming.byteSize(), flags);
      while (length < 0 && errno() == EINTR) {
        length = (long) RECV.invokeExact(state, descriptor, incoming, incoming.byteSize(), flags);
      }
      if (length < 0) {
        if (errno() == EAGAIN) {
          return new Received.Nothing();
        }
        throw failure("recv");
      }
      return length > incoming.byteSize()
          ? new Received.Truncated(length)
          : new Received.Whole(incoming.asSlice(0, length).asByteBuffer());
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Overwrites the message that was received last. */
  public void wipe(int length) {
    incoming.asSlice(0, length).fill((byte) 0);
  }

  /**
   * Waits for a message.
   *
   * @return whether there is one; false when the time is over
   * @throws ErrnoException when the socket is dead
   */
  public boolean await(Duration limit) throws ErrnoException {
    poll.set(JAVA_INT, 0, descriptor);
    poll.set(JAVA_SHORT, 4, POLLIN);
    poll.set(JAVA_SHORT, 6, (short) 0);
    try {
      int ready = (int) POLL.invokeExact(state, poll, 1L, (int) limit.toMillis());
      if (ready < 0 && errno() != EINTR) {
        throw failure("poll");
      }
      return ready > 0;
    } catch (ErrnoException e) {
      throw e;
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
    try {
      int _ = (int) SHUT.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    arena.close();
  }
}
