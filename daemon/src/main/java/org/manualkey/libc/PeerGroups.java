package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The groups of the process at the other end of a Unix domain socket. */
public final class PeerGroups {
  /** Room for those of most processes. */
  private static final int FEW = 64;

  /** NGROUPS_MAX: no process of Linux has more. */
  private static final int MOST = 65_536;

  private PeerGroups() {}

  /**
   * The supplementary groups that the peer had when it connected, as numbers of this process's user
   * namespace. Its primary group need not be among them.
   *
   * @param descriptor of a connected socket
   * @throws ErrnoException if the system does not know them
   */
  public static long[] of(int descriptor) throws ErrnoException {
    if (PeerCredentials.areKnown()) {
      return PeerCredentials.of(descriptor).groups().stream().mapToLong(Long::longValue).toArray();
    }
    try {
      return of(descriptor, FEW);
    } catch (ErrnoException e) {
      if (e.errno() == Platform.HOST.errors().range()) {
        return of(descriptor, MOST);
      }
      throw e;
    }
  }

  private static long[] of(int descriptor, int room) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = arena.allocate(JAVA_INT, room);
      MemorySegment size = arena.allocateFrom(JAVA_INT, (int) groups.byteSize());
      PlainCalls.GETSOCKOPT.call(
          descriptor,
          Platform.HOST.sockets().level(),
          Platform.HOST.sockets().peerGroups().orElseThrow(),
          groups.address(),
          size.address());
      long[] numbers = new long[size.get(JAVA_INT, 0) / Integer.BYTES];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Integer.toUnsignedLong(groups.getAtIndex(JAVA_INT, i));
      }
      return numbers;
    }
  }
}
