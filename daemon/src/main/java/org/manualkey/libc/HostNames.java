package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * getaddrinfo(3) and getnameinfo(3). Java's own look-ups remember answers, and do not tell a name
 * that does not exist from a name service that does not answer.
 *
 * <p>The calls block for as long as the name service likes; see {@link NameService}. Layouts are in
 * {@link Platform.Names}.
 */
@SuppressWarnings("restricted") // this package is allowed to leave Java
final class HostNames {
  private static final int ADDRINFO = 48;
  private static final int SOCKADDR_IN = 16;
  private static final int NI_MAXHOST = 1025;
  private static final Platform.Names NUMBERS = Platform.HOST.names();

  private static final MethodHandle GETADDRINFO =
      handle("getaddrinfo", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle FREEADDRINFO =
      handle("freeaddrinfo", FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle GETNAMEINFO =
      handle(
          "getnameinfo",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

  private HostNames() {}

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return Symbol.of(name).handle(descriptor);
  }

  /** All addresses of a name, each once, in the order of the name service. */
  static NameAnswer<List<InetAddress>> addresses(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hints = arena.allocate(ADDRINFO, 8);
      hints.set(
          JAVA_INT, 8, NUMBERS.sockStream()); // or else each address comes once per socket type
      MemorySegment first = arena.allocate(ADDRESS);
      int error =
          (int) GETADDRINFO.invokeExact(arena.allocateFrom(name), MemorySegment.NULL, hints, first);
      if (error != 0) {
        return failure(error);
      }
      MemorySegment list = first.get(ADDRESS, 0);
      try {
        Set<InetAddress> addresses = addresses(list);
        return addresses.isEmpty()
            ? new NameAnswer.None<>()
            : new NameAnswer.Found<>(List.copyOf(addresses));
      } finally {
        FREEADDRINFO.invokeExact(list);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<InetAddress> addresses(MemorySegment list) throws UnknownHostException {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    MemorySegment next = list;
    while (next.address() != 0) {
      MemorySegment info = next.reinterpret(ADDRINFO);
      MemorySegment address = info.get(ADDRESS, NUMBERS.addressAt());
      int family = info.get(JAVA_INT, 4);
      if (family == NUMBERS.inet()) {
        addresses.add(address(address.reinterpret(SOCKADDR_IN), 4, 4));
      } else if (family == NUMBERS.inet6()) {
        addresses.add(address(address.reinterpret(NUMBERS.inet6Length()), 8, 16));
      } // others are of no use for an SA
      next = info.get(ADDRESS, 40);
    }
    return addresses;
  }

  private static InetAddress address(MemorySegment socketAddress, long at, long octets)
      throws UnknownHostException {
    return InetAddress.getByAddress(socketAddress.asSlice(at, octets).toArray(JAVA_BYTE));
  }

  /** The name of an address. */
  static NameAnswer<String> name(InetAddress address) {
    byte[] octets = address.getAddress();
    boolean inet = address instanceof Inet4Address;
    try (Arena arena = Arena.ofConfined()) {
      int length = inet ? SOCKADDR_IN : NUMBERS.inet6Length();
      MemorySegment socketAddress = arena.allocate(length, 8);
      socketAddress.set(JAVA_SHORT, 0, (short) (inet ? NUMBERS.inet() : NUMBERS.inet6()));
      MemorySegment.copy(octets, 0, socketAddress, JAVA_BYTE, inet ? 4 : 8, octets.length);
      MemorySegment name = arena.allocate(NI_MAXHOST);
      int required = NUMBERS.nameRequired();
      int error =
          (int)
              GETNAMEINFO.invokeExact(
                  socketAddress, length, name, NI_MAXHOST, MemorySegment.NULL, 0, required);
      return error == 0 ? new NameAnswer.Found<>(name.getString(0)) : failure(error);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an error number of both functions says. */
  static <T> NameAnswer<T> failure(int error) {
    return failure(error, NUMBERS);
  }

  /**
   * The same by the numbers of a system: only three say that there is no such name or no address of
   * it. All others say that nothing is known: EAI_AGAIN, a server that refuses (EAI_FAIL), a lack
   * of memory or of descriptors.
   */
  static <T> NameAnswer<T> failure(int error, Platform.Names numbers) {
    return error == numbers.noName() || error == numbers.noData() || error == numbers.noFamily()
        ? new NameAnswer.None<>()
        : new NameAnswer.Silent<>();
  }
}
