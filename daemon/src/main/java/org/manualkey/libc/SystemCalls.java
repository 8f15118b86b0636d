package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Functions of the C library that make system calls, with the error number of the last one that
 * failed. Each returns what the function returns: a negative number means that it failed.
 *
 * <p>A call whose error number is kept allocates 40 octets of the heap. Those that a load makes for
 * each SA are made without that, and only once more, with it, when they fail.
 *
 * <p>An instance is used by one thread.
 */
final class SystemCalls {
  static final int EINTR = Platform.HOST.errors().interrupted();
  static final int EAGAIN = Platform.HOST.errors().again();

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      handle("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final FunctionDescriptor OF_SENDMMSG =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor OF_RECVMMSG =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor OF_POLL =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMMSG = handle("sendmmsg", OF_SENDMMSG);
  private static final MethodHandle SENDMMSG_BARE = bare("sendmmsg", OF_SENDMMSG);
  private static final MethodHandle RECVMMSG = handle("recvmmsg", OF_RECVMMSG);
  private static final MethodHandle RECVMMSG_BARE = bare("recvmmsg", OF_RECVMMSG);
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle POLL = handle("poll", OF_POLL);
  private static final MethodHandle POLL_BARE = bare("poll", OF_POLL);
  private static final MethodHandle EVENTFD =
      handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final FunctionDescriptor OF_READ_AND_WRITE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle READ = handle("read", OF_READ_AND_WRITE);
  private static final MethodHandle WRITE = handle("write", OF_READ_AND_WRITE);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final MemorySegment state;

  /**
   * Calls whose error numbers are kept in an arena.
   *
   * @param arena must be open during each call
   */
  SystemCalls(Arena arena) {
    state = arena.allocate(STATE);
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return Symbol.of(name).handle(descriptor, Symbol.ERRNO);
  }

  /** The same without its error number. */
  private static MethodHandle bare(String name, FunctionDescriptor descriptor) {
    return Symbol.of(name).handle(descriptor);
  }

  /** The socket(2) call; returns a descriptor. */
  int socket(int family, int type, int protocol) {
    try {
      return (int) SOCKET.invokeExact(state, family, type, protocol);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The bind(2) call. */
  int bind(int descriptor, MemorySegment address) {
    try {
      int size = (int) address.byteSize();
      return (int) BIND.invokeExact(state, descriptor, address, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * The getsockname(2) call.
   *
   * @param size the size of the address, which becomes that of the name
   */
  int getsockname(int descriptor, MemorySegment address, MemorySegment size) {
    try {
      return (int) GETSOCKNAME.invokeExact(state, descriptor, address, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The sendmmsg(2) call; returns how many messages were sent. */
  int sendmmsg(int descriptor, MemorySegment headers, int count) {
    try {
      int sent = (int) SENDMMSG_BARE.invokeExact(descriptor, headers, count, 0);
      return sent >= 0 ? sent : (int) SENDMMSG.invokeExact(state, descriptor, headers, count, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The same as {@link #recvmmsg}, but why it failed is not known. */
  int recvmmsgBare(int descriptor, MemorySegment headers, int count, int flags) {
    try {
      return (int) RECVMMSG_BARE.invokeExact(descriptor, headers, count, flags, MemorySegment.NULL);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The recvmmsg(2) call without a timeout; returns how many messages were received. */
  int recvmmsg(int descriptor, MemorySegment headers, int count, int flags) {
    try {
      return (int)
          RECVMMSG.invokeExact(state, descriptor, headers, count, flags, MemorySegment.NULL);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The setsockopt(2) call. */
  int setsockopt(int descriptor, int level, int option, MemorySegment value) {
    try {
      int size = (int) value.byteSize();
      return (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, size);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The poll(2) call; returns how many descriptors are ready. */
  int poll(MemorySegment descriptors, long count, int millis) {
    try {
      int ready = (int) POLL_BARE.invokeExact(descriptors, count, millis);
      return ready >= 0 ? ready : (int) POLL.invokeExact(state, descriptors, count, millis);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The eventfd(2) call with a counter of zero; returns a descriptor. */
  int eventfd() {
    try {
      return (int) EVENTFD.invokeExact(state, 0, 0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The write(2) call; returns how many octets were written. */
  long write(int descriptor, MemorySegment octets) {
    try {
      return (long) WRITE.invokeExact(state, descriptor, octets, octets.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The read(2) call; returns how many octets were read. */
  long read(int descriptor, MemorySegment octets) {
    try {
      return (long) READ.invokeExact(state, descriptor, octets, octets.byteSize());
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The close(2) call. */
  void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** The error number of the last call, if it failed. */
  int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  /** The failure of the last call. */
  ErrnoException failure(String call) {
    return new ErrnoException(call, errno());
  }

  /** Functions of C throw nothing, and one that is missing is called by mistake. */
  private static RuntimeException impossible(Throwable e) {
    return e instanceof Symbol.MissingFunctionException missing
        ? missing
        : new IllegalStateException(e);
  }
}
