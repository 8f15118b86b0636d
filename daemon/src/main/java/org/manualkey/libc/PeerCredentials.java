package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The process at the other end of a Unix domain socket, as getpeerucred(3C) of illumos names it.
 *
 * @param uid its effective user; -1: the system does not say
 * @param gid its effective group
 * @param pid its number
 * @param groups its supplementary groups; that above need not be among them
 */
public record PeerCredentials(long uid, long gid, long pid, List<Long> groups) {
  private static final int NONE = -1;

  /** More than any system allows ({@code NGROUPS_UMAX}): a number beyond it is none of groups. */
  private static final int MOST_GROUPS = 65_536;

  public PeerCredentials {
    groups = List.copyOf(groups);
  }

  /** Whether this system has them. Linux has {@code SO_PEERCRED} and {@link PeerGroups}. */
  public static boolean areKnown() {
    return Platform.HOST.equals(Platform.ILLUMOS);
  }

  /**
   * Those of the process that connected a socket, or of the one that it connected to.
   *
   * @throws ErrnoException if the system does not know them, or has no such function
   */
  public static PeerCredentials of(int descriptor) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(ADDRESS);
      PlainCalls.GETPEERUCRED.call(descriptor, place.address(), 0);
      long credentials = place.get(ADDRESS, 0).address();
      try {
        return new PeerCredentials(
            id(PlainCalls.UCRED_GETEUID.number(credentials, 0)),
            id(PlainCalls.UCRED_GETEGID.number(credentials, 0)),
            PlainCalls.UCRED_GETPID.number(credentials, 0),
            groups(credentials, arena));
      } finally {
        int _ = PlainCalls.UCRED_FREE.number(credentials, 0);
      }
    }
  }

  private static long id(int number) {
    return number == NONE ? NONE : Integer.toUnsignedLong(number);
  }

  /** They stay where they are until the credentials are freed. */
  @SuppressWarnings("restricted") // this package is allowed to leave Java
  private static List<Long> groups(long credentials, Arena arena) throws ErrnoException {
    MemorySegment place = arena.allocate(ADDRESS);
    int count = PlainCalls.UCRED_GETGROUPS.number(credentials, place.address());
    if (count <= 0 || count > MOST_GROUPS) {
      return List.of();
    }
    MemorySegment numbers = place.get(ADDRESS, 0).reinterpret((long) count * Integer.BYTES);
    List<Long> groups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      groups.add(Integer.toUnsignedLong(numbers.getAtIndex(JAVA_INT, i)));
    }
    return groups;
  }
}
