package org.manualkey.libc;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and layouts of a system with 64-bit pointers, of what this package calls. Names are
 * those of the headers, {@code sys/socket.h} if no other one is named. What a system does not have
 * is empty.
 *
 * @param libraries where functions are looked for that are not in the C library
 * @param sockets numbers of sockets
 * @param memory numbers of memory and of processes
 * @param names numbers and layouts of the name service
 * @param errors error numbers
 */
record Platform(
    List<String> libraries, Sockets sockets, Memory memory, Names names, Errors errors) {

  /**
   * Sockets.
   *
   * @param sockRaw {@code SOCK_RAW}
   * @param keyFamily {@code PF_KEY}
   * @param keyProtocol {@code PF_KEY_V2} of {@code net/pfkeyv2.h}
   * @param level {@code SOL_SOCKET}
   * @param receiveBuffer {@code SO_RCVBUF}
   * @param forcedReceiveBuffer {@code SO_RCVBUFFORCE}, which goes beyond the limit of the host
   * @param peerGroups {@code SO_PEERGROUPS}
   * @param dontWait {@code MSG_DONTWAIT}
   * @param truncated {@code MSG_TRUNC}, with which recvmmsg(2) returns the whole length
   * @param batches whether there are sendmmsg(2) and recvmmsg(2)
   */
  record Sockets(
      int sockRaw,
      int keyFamily,
      int keyProtocol,
      int level,
      int receiveBuffer,
      OptionalInt forcedReceiveBuffer,
      OptionalInt peerGroups,
      int dontWait,
      int truncated,
      boolean batches) {}

  /**
   * Memory and processes.
   *
   * @param protRead {@code PROT_READ} of {@code sys/mman.h}
   * @param protWrite {@code PROT_WRITE}
   * @param mapPrivate {@code MAP_PRIVATE}
   * @param mapAnonymous {@code MAP_ANONYMOUS}
   * @param dontFork {@code MADV_DONTFORK}
   * @param dontDump {@code MADV_DONTDUMP}
   * @param setDumpable {@code PR_SET_DUMPABLE} of {@code sys/prctl.h}
   * @param limitOfCore {@code RLIMIT_CORE} of {@code sys/resource.h}
   */
  record Memory(
      int protRead,
      int protWrite,
      int mapPrivate,
      int mapAnonymous,
      OptionalInt dontFork,
      OptionalInt dontDump,
      OptionalInt setDumpable,
      int limitOfCore) {}

  /**
   * The name service. {@code struct addrinfo} of {@code netdb.h} has 48 octets on both systems: 0
   * flags i32, 4 family i32, 8 socket type i32, 40 next pointer. {@code sockaddr_in} has 16, with
   * its address at 4; {@code sockaddr_in6} has it at 8.
   *
   * @param inet {@code AF_INET}
   * @param inet6 {@code AF_INET6}
   * @param sockStream {@code SOCK_STREAM}
   * @param addressAt where {@code struct addrinfo} has the pointer to the address
   * @param inet6Length octets of {@code sockaddr_in6}
   * @param nameRequired {@code NI_NAMEREQD}
   * @param noName {@code EAI_NONAME}
   * @param noData {@code EAI_NODATA}
   * @param noFamily {@code EAI_ADDRFAMILY}
   */
  record Names(
      int inet,
      int inet6,
      int sockStream,
      int addressAt,
      int inet6Length,
      int nameRequired,
      int noName,
      int noData,
      int noFamily) {}

  /**
   * Error numbers, of {@code sys/errno.h}.
   *
   * @param interrupted {@code EINTR}
   * @param again {@code EAGAIN}
   * @param range {@code ERANGE}
   * @param noFunction {@code ENOSYS}
   */
  record Errors(int interrupted, int again, int range, int noFunction) {}

  /** Linux, by its {@code asm-generic} headers, which x86 and ARM use. */
  static final Platform LINUX =
      new Platform(
          List.of(),
          new Sockets(3, 15, 2, 1, 8, OptionalInt.of(33), OptionalInt.of(59), 0x40, 0x20, true),
          new Memory(1, 2, 2, 0x20, OptionalInt.of(10), OptionalInt.of(16), OptionalInt.of(4), 4),
          new Names(2, 10, 1, 24, 28, 8, -2, -5, -9),
          new Errors(4, 11, 34, 38));

  /**
   * illumos on x86. Its sockets are in a library of their own, and send and receive one message
   * with a call. Nothing keeps memory out of core files, or from a child.
   */
  static final Platform ILLUMOS =
      new Platform(
          List.of("libsocket.so.1"),
          new Sockets(
              4,
              27,
              2,
              0xffff,
              0x1002,
              OptionalInt.empty(),
              OptionalInt.empty(),
              0x80,
              0x20,
              false),
          new Memory(
              1, 2, 2, 0x100, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), 4),
          new Names(2, 26, 2, 32, 32, 4, 8, 7, 1),
          new Errors(4, 11, 34, 89));

  /** Where this process runs. */
  static final Platform HOST = named(System.getProperty("os.name"));

  /** By {@code os.name}; a system that is not known has the numbers of Linux. */
  static Platform named(@Nullable String system) {
    return "SunOS".equals(system) ? ILLUMOS : LINUX;
  }
}
