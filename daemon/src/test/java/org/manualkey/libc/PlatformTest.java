package org.manualkey.libc;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Each number beside its name in the headers of the system. A number that nobody would notice to be
 * another system's is the one that matters: 0x40 is MSG_DONTWAIT on Linux, and waits for more on
 * illumos.
 */
final class PlatformTest {
  /**
   * From illumos-gate: sys/socket.h, net/pfkeyv2.h, sys/mman.h, sys/resource.h, netdb.h, errno.h.
   */
  private static final Map<String, Integer> ILLUMOS =
      Map.ofEntries(
          entry("SOCK_RAW", 4),
          entry("PF_KEY", 27),
          entry("PF_KEY_V2", 2),
          entry("SOL_SOCKET", 0xffff),
          entry("SO_RCVBUF", 0x1002),
          entry("MSG_DONTWAIT", 0x80),
          entry("MSG_TRUNC", 0x20),
          entry("PROT_READ", 1),
          entry("PROT_WRITE", 2),
          entry("MAP_PRIVATE", 2),
          entry("MAP_ANONYMOUS", 0x100),
          entry("RLIMIT_CORE", 4),
          entry("AF_INET", 2),
          entry("AF_INET6", 26),
          entry("SOCK_STREAM", 2),
          entry("ai_addr", 32),
          entry("sizeof sockaddr_in6", 32),
          entry("NI_NAMEREQD", 4),
          entry("EAI_NONAME", 8),
          entry("EAI_NODATA", 7),
          entry("EAI_ADDRFAMILY", 1),
          entry("EINTR", 4),
          entry("EAGAIN", 11),
          entry("ERANGE", 34),
          entry("ENOSYS", 89));

  /** From the UAPI headers of Linux and from the netdb.h of glibc. */
  private static final Map<String, Integer> LINUX =
      Map.ofEntries(
          entry("SOCK_RAW", 3),
          entry("PF_KEY", 15),
          entry("PF_KEY_V2", 2),
          entry("SOL_SOCKET", 1),
          entry("SO_RCVBUF", 8),
          entry("SO_RCVBUFFORCE", 33),
          entry("SO_PEERGROUPS", 59),
          entry("MSG_DONTWAIT", 0x40),
          entry("MSG_TRUNC", 0x20),
          entry("PROT_READ", 1),
          entry("PROT_WRITE", 2),
          entry("MAP_PRIVATE", 2),
          entry("MAP_ANONYMOUS", 0x20),
          entry("MADV_DONTFORK", 10),
          entry("MADV_DONTDUMP", 16),
          entry("PR_SET_DUMPABLE", 4),
          entry("RLIMIT_CORE", 4),
          entry("AF_INET", 2),
          entry("AF_INET6", 10),
          entry("SOCK_STREAM", 1),
          entry("ai_addr", 24),
          entry("sizeof sockaddr_in6", 28),
          entry("NI_NAMEREQD", 8),
          entry("EAI_NONAME", -2),
          entry("EAI_NODATA", -5),
          entry("EAI_ADDRFAMILY", -9),
          entry("EINTR", 4),
          entry("EAGAIN", 11),
          entry("ERANGE", 34),
          entry("ENOSYS", 38));

  private static Map<String, Integer> numbers(Platform platform) {
    Map<String, Integer> numbers = new TreeMap<>();
    Platform.Sockets sockets = platform.sockets();
    numbers.put("SOCK_RAW", sockets.sockRaw());
    numbers.put("PF_KEY", sockets.keyFamily());
    numbers.put("PF_KEY_V2", sockets.keyProtocol());
    numbers.put("SOL_SOCKET", sockets.level());
    numbers.put("SO_RCVBUF", sockets.receiveBuffer());
    put(numbers, "SO_RCVBUFFORCE", sockets.forcedReceiveBuffer());
    put(numbers, "SO_PEERGROUPS", sockets.peerGroups());
    numbers.put("MSG_DONTWAIT", sockets.dontWait());
    numbers.put("MSG_TRUNC", sockets.truncated());
    Platform.Memory memory = platform.memory();
    numbers.put("PROT_READ", memory.protRead());
    numbers.put("PROT_WRITE", memory.protWrite());
    numbers.put("MAP_PRIVATE", memory.mapPrivate());
    numbers.put("MAP_ANONYMOUS", memory.mapAnonymous());
    put(numbers, "MADV_DONTFORK", memory.dontFork());
    put(numbers, "MADV_DONTDUMP", memory.dontDump());
    put(numbers, "PR_SET_DUMPABLE", memory.setDumpable());
    numbers.put("RLIMIT_CORE", memory.limitOfCore());
    Platform.Names names = platform.names();
    numbers.put("AF_INET", names.inet());
    numbers.put("AF_INET6", names.inet6());
    numbers.put("SOCK_STREAM", names.sockStream());
    numbers.put("ai_addr", names.addressAt());
    numbers.put("sizeof sockaddr_in6", names.inet6Length());
    numbers.put("NI_NAMEREQD", names.nameRequired());
    numbers.put("EAI_NONAME", names.noName());
    numbers.put("EAI_NODATA", names.noData());
    numbers.put("EAI_ADDRFAMILY", names.noFamily());
    Platform.Errors errors = platform.errors();
    numbers.put("EINTR", errors.interrupted());
    numbers.put("EAGAIN", errors.again());
    numbers.put("ERANGE", errors.range());
    numbers.put("ENOSYS", errors.noFunction());
    return numbers;
  }

  private static void put(Map<String, Integer> numbers, String name, OptionalInt number) {
    number.ifPresent(value -> numbers.put(name, value));
  }

  @Test
  void numbersOfIllumosAreThoseOfItsHeaders() {
    assertThat(numbers(Platform.ILLUMOS)).isEqualTo(new TreeMap<>(ILLUMOS));
    assertThat(Platform.ILLUMOS.libraries()).containsExactly("libsocket.so.1");
    assertThat(Platform.ILLUMOS.sockets().batches()).isFalse();
  }

  @Test
  void numbersOfLinuxAreThoseOfItsHeaders() {
    assertThat(numbers(Platform.LINUX)).isEqualTo(new TreeMap<>(LINUX));
    assertThat(Platform.LINUX.libraries()).isEmpty();
    assertThat(Platform.LINUX.sockets().batches()).isTrue();
  }

  @Test
  void systemIsKnownByTheNameThatJavaHasForIt() {
    assertThat(Platform.named("SunOS")).isSameAs(Platform.ILLUMOS);
    assertThat(Platform.named("Linux")).isSameAs(Platform.LINUX);
  }

  @Test
  void answersOfTheNameServiceAreToldApartByTheNumbersOfTheSystem() {
    assertThat(HostNames.failure(8, Platform.ILLUMOS.names())).isInstanceOf(NameAnswer.None.class);
    assertThat(HostNames.failure(2, Platform.ILLUMOS.names()))
        .isInstanceOf(NameAnswer.Silent.class);
    assertThat(HostNames.failure(-3, Platform.LINUX.names())).isInstanceOf(NameAnswer.Silent.class);
  }
}
