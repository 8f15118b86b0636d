package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/** Prints who is at the other end of a socket, in a process that takes its system for illumos. */
public final class PeerOnIllumos {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1; // of Linux

  private PeerOnIllumos() {}

  @SuppressWarnings({"restricted", "SystemOut"})
  public static void main(String[] arguments) throws Throwable {
    MethodHandle socketpair =
        Symbol.of("socketpair")
            .handle(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      if ((int) socketpair.invokeExact(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
        throw new AssertionError("socketpair");
      }
      int near = pair.get(JAVA_INT, 0);
      System.out.println(PeerCredentials.areKnown());
      System.out.println(PeerCredentials.of(near));
      System.out.println(Arrays.toString(PeerGroups.of(near)));
    }
    try {
      System.out.println(PeerCredentials.of(-1));
    } catch (ErrnoException e) {
      System.out.println(e.getMessage());
    }
  }
}
