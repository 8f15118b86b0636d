package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Two sockets of which each hears what the other sends; socketpair(2). */
public record SocketPair(MessageSocket near, MessageSocket far) implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;

  /** A pair whose messages have at most so many octets. */
  public static SocketPair open(int longest) {
    return open(longest, longest);
  }

  /** A pair that sends messages which may be too long for the other side. */
  public static SocketPair open(int near, int far) {
    return open(SOCK_DGRAM, Platform.LINUX, near, far);
  }

  /**
   * A pair that reads and writes one message with each system call, as on illumos. Many messages
   * may wait, and a side that reads notices that the other one is gone.
   */
  public static SocketPair single(int near, int far) {
    return open(SOCK_SEQPACKET, Platform.ILLUMOS, near, far);
  }

  @SuppressWarnings("restricted")
  private static SocketPair open(int type, Platform calls, int near, int far) {
    Linker linker = Linker.nativeLinker();
    MethodHandle socketpair =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("socketpair"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      if ((int) socketpair.invokeExact(AF_UNIX, type, 0, both) != 0) {
        throw new AssertionError("no pair of sockets");
      }
      return new SocketPair(
          MessageSocket.adopt(both.getAtIndex(JAVA_INT, 0), near, calls),
          MessageSocket.adopt(both.getAtIndex(JAVA_INT, 1), far, calls));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
