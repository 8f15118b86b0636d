package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A pair of sockets whose far side is a kernel, which knows how many octets wait on the near side,
 * and how large its receive buffer was made. A write for which there is no room fails at once.
 *
 * <p>The near side is for a user in this process, who closes it, or its descriptor is passed to
 * another process; then it stays open here, too.
 */
@SuppressWarnings("restricted")
public final class KernelPair implements AutoCloseable {
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int FIONREAD = 0x541b;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_SNDBUF = 7;

  /** Octets for messages that were not read, with what the kernel of Linux adds to each. */
  private static final int SEND_BUFFER = 4 << 20;

  /** The error number of a write for which there is no room. */
  public static final int EAGAIN = 11;

  private static final MethodHandle IOCTL =
      handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FCNTL =
      handle("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle DUP = handle("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKETPAIR =
      handle("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  private static final int AF_UNIX = 1;
  private static final int SOCK_SEQPACKET = 5;

  private final MessageSocket requests;
  private final MessageSocket replies;
  private final int near;
  private final int room;
  private boolean taken;
  private boolean closed;

  private KernelPair(int near, int far, int longest) throws ErrnoException {
    this.near = near;
    requests = MessageSocket.adopt(call(DUP, far), longest, Platform.ILLUMOS);
    // One that is too long for the near side can be written, too.
    replies = MessageSocket.adopt(far, longest + Long.BYTES, Platform.ILLUMOS);
    room = receiveBuffer();
    enlarge(far);
  }

  /** Without a privilege, to what the host grants. */
  private static void enlarge(int far) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment octets = arena.allocateFrom(JAVA_INT, SEND_BUFFER);
      if ((int) SETSOCKOPT.invokeExact(far, SOL_SOCKET, SO_SNDBUFFORCE, octets, 4) != 0) {
        int _ = (int) SETSOCKOPT.invokeExact(far, SOL_SOCKET, SO_SNDBUF, octets, 4);
      }
      if ((int) FCNTL.invokeExact(far, F_SETFL, O_NONBLOCK) != 0) {
        throw new AssertionError("fcntl");
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle handle(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }

  private static int call(MethodHandle function, int argument) {
    try {
      return (int) function.invokeExact(argument);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A pair whose messages have at most so many octets. */
  public static KernelPair open(int longest) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      if ((int) SOCKETPAIR.invokeExact(AF_UNIX, SOCK_SEQPACKET, 0, both) != 0) {
        throw new AssertionError("no pair of sockets");
      }
      return new KernelPair(both.getAtIndex(JAVA_INT, 0), both.getAtIndex(JAVA_INT, 1), longest);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A near side that another process passed, of which this makes a copy. */
  public static MessageSocket adopt(int near, int longest) throws ErrnoException {
    return MessageSocket.adopt(call(DUP, near), longest, Platform.ILLUMOS);
  }

  /** What the kernel reads, by one thread. */
  public MessageSocket requests() {
    return requests;
  }

  /** What the kernel writes, by another thread. */
  public MessageSocket replies() {
    return replies;
  }

  /** The near side for this process, of which reads and writes are those of illumos. */
  public MessageSocket takeNear(int longest) throws ErrnoException {
    taken = true;
    return MessageSocket.adopt(near, longest, Platform.ILLUMOS);
  }

  /** The descriptor of the near side, which stays this one's. */
  public int near() {
    return near;
  }

  /** Octets of messages that wait to be read on the near side; none when it is closed. */
  public int waiting() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment octets = arena.allocate(JAVA_INT);
      return (int) IOCTL.invokeExact(near, (long) FIONREAD, octets) == 0
          ? octets.get(JAVA_INT, 0)
          : 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Whether the near side asked for a larger receive buffer than a new socket has. */
  public boolean hasRoom() {
    return receiveBuffer() != room;
  }

  private int receiveBuffer() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment octets = arena.allocate(JAVA_INT);
      MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      return (int) GETSOCKOPT.invokeExact(near, SOL_SOCKET, SO_RCVBUF, octets, size) == 0
          ? octets.get(JAVA_INT, 0)
          : 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      requests.close();
      replies.close();
      if (!taken) {
        int _ = call(CLOSE, near);
      }
    }
  }
}
