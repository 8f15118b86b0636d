package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * A UDP socket for ESP in UDP (RFC 3948), bound to a port of all addresses of one IP version. The
 * kernel takes ESP out of the packets that come to it, and drops keepalives; nothing else needs the
 * socket, for the kernel sends such packets without one.
 *
 * <p>All else that comes to the port, such as IKE of a misled peer or what anybody sends to a known
 * port, is dropped by a filter that takes no packet. The kernel asks the filter only about what was
 * no ESP, so that nothing ever waits in the socket, nobody is woken, and no thread reads, at
 * whatever rate it comes.
 *
 * <p>The packets around ESP need no protection of their own: a policy that requires some of all
 * packets between two hosts would drop them before the ESP is found. The socket bypasses policies;
 * what was inside meets them as any other packet.
 */
public final class EncapsulationSocket implements AutoCloseable {
  /** The errno of a port that another socket has. */
  public static final int EADDRINUSE = 98;

  /** The errno of a host without this IP version. */
  public static final int EAFNOSUPPORT = 97;

  private static final int SOCK_DGRAM = 2;

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;

  /** {@code BPF_RET | BPF_K}: so many octets of the packet are taken. */
  private static final short RETURN_CONSTANT = 6;

  private static final int SOL_UDP = 17;
  private static final int UDP_ENCAP = 100;
  private static final int UDP_ENCAP_ESPINUDP = 2;

  private static final int IPV6_V6ONLY = 26;

  /**
   * {@code struct xfrm_userpolicy_info} (linux/xfrm.h): 40 address family u16, 160 direction u8 (0
   * in, 1 out), 161 action u8 (0 allow); zeros elsewhere mean all packets and no limit.
   */
  private static final int XFRM_POLICY_LENGTH = 168;

  /**
   * {@code struct sadb_x_policy} (linux/pfkeyv2.h): 0 length u16 in eight octets, 2 type of the
   * extension u16, 4 type of the policy u16, 6 direction u8 (1 in, 2 out).
   */
  private static final int SADB_X_POLICY_LENGTH = 16;

  private static final short SADB_X_EXT_POLICY = 18;
  private static final short IPSEC_POLICY_BYPASS = 4;

  /** What differs between the versions of IP. */
  private enum Version {
    IPV4((short) 2, 16, 0, 17, 16),
    IPV6((short) 10, 28, 41, 35, 34);

    private final short family;
    private final int addressLength;
    private final int level;
    private final int xfrmPolicy;
    private final int ipsecPolicy;

    /**
     * A version.
     *
     * @param level of its options
     * @param xfrmPolicy the option of a policy in the form of XFRM
     * @param ipsecPolicy the option of a policy in the form of PF_KEY
     */
    Version(short family, int addressLength, int level, int xfrmPolicy, int ipsecPolicy) {
      this.family = family;
      this.addressLength = addressLength;
      this.level = level;
      this.xfrmPolicy = xfrmPolicy;
      this.ipsecPolicy = ipsecPolicy;
    }
  }

  private final int descriptor;
  private boolean closed;

  private EncapsulationSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens one. It is complete before it has the port: no packet meets it half made.
   *
   * @param ipv6 whether it is for IPv6, and for that alone; else for IPv4
   * @param port 1 to 65535
   * @throws ErrnoException if the port is taken, the kernel lacks something, or this process lacks
   *     {@code CAP_NET_ADMIN}
   */
  public static EncapsulationSocket open(boolean ipv6, int port) throws ErrnoException {
    Version version = ipv6 ? Version.IPV6 : Version.IPV4;
    try (Arena brief = Arena.ofConfined()) {
      SystemCalls calls = new SystemCalls(brief);
      int descriptor = calls.socket(version.family, SOCK_DGRAM, 0);
      if (descriptor < 0) {
        throw calls.failure("socket");
      }
      boolean opened = false;
      try {
        new Opening(calls, descriptor, version, brief).run(port);
        opened = true;
      } finally {
        if (!opened) {
          calls.close(descriptor);
        }
      }
      return new EncapsulationSocket(descriptor);
    }
  }

  /** What makes one of a new socket. */
  private record Opening(SystemCalls calls, int descriptor, Version version, Arena arena) {
    void run(int port) throws ErrnoException {
      if (version == Version.IPV6) {
        option(version.level, IPV6_V6ONLY, arena.allocateFrom(JAVA_INT, 1));
      }
      option(SOL_SOCKET, SO_ATTACH_FILTER, nothing());
      for (boolean out : new boolean[] {false, true}) {
        bypass(out);
      }
      option(SOL_UDP, UDP_ENCAP, arena.allocateFrom(JAVA_INT, UDP_ENCAP_ESPINUDP));
      if (calls.bind(descriptor, address(port)) != 0) {
        throw calls.failure("bind");
      }
    }

    private void option(int level, int name, MemorySegment value) throws ErrnoException {
      if (calls.setsockopt(descriptor, level, name, value) != 0) {
        throw calls.failure("setsockopt");
      }
    }

    /**
     * A filter that takes no octet of any packet: {@code struct sock_fprog}, 0 number of
     * instructions u16, 8 pointer to {@code struct sock_filter}: 0 code u16, 4 constant u32.
     */
    private MemorySegment nothing() {
      MemorySegment instruction = arena.allocate(8, 4);
      instruction.set(JAVA_SHORT, 0, RETURN_CONSTANT);
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) 1);
      program.set(ADDRESS, 8, instruction);
      return program;
    }

    /** In the form of XFRM, or of PF_KEY where the kernel has no module for that. */
    private void bypass(boolean out) throws ErrnoException {
      MemorySegment xfrm = arena.allocate(XFRM_POLICY_LENGTH, 8);
      xfrm.set(JAVA_SHORT, 40, version.family);
      xfrm.set(JAVA_BYTE, 160, (byte) (out ? 1 : 0));
      if (calls.setsockopt(descriptor, version.level, version.xfrmPolicy, xfrm) == 0) {
        return;
      }
      ErrnoException refused = calls.failure("setsockopt");
      MemorySegment pfkey = arena.allocate(SADB_X_POLICY_LENGTH, 8);
      pfkey.set(JAVA_SHORT, 0, (short) (SADB_X_POLICY_LENGTH / 8));
      pfkey.set(JAVA_SHORT, 2, SADB_X_EXT_POLICY);
      pfkey.set(JAVA_SHORT, 4, IPSEC_POLICY_BYPASS);
      pfkey.set(JAVA_BYTE, 6, (byte) (out ? 2 : 1));
      if (calls.setsockopt(descriptor, version.level, version.ipsecPolicy, pfkey) != 0) {
        throw refused;
      }
    }

    /** The unspecified address: {@code struct sockaddr_in} and {@code sockaddr_in6} begin alike. */
    private MemorySegment address(int port) {
      MemorySegment address = arena.allocate(version.addressLength, 4);
      address.set(JAVA_SHORT, 0, version.family);
      address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
      return address;
    }
  }

  /** Gives back the port; the second time, this does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try (Arena brief = Arena.ofConfined()) {
        new SystemCalls(brief).close(descriptor);
      }
    }
  }
}
