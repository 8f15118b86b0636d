package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A socket of netlink(7). One datagram has any number of messages; a request is carried out while
 * it is sent, and its replies wait when that returns. Where there was no room for a message, {@link
 * MessageSocket#receive} fails once with {@link #ENOBUFS}, and goes on with those that are there.
 *
 * <p>Only the kernel, and who has the capability for it, can send to this socket.
 *
 * @param messages what it sends and receives
 * @param port its number, by which the kernel says in whose name something was done
 */
public record NetlinkSocket(MessageSocket messages, int port) implements AutoCloseable {
  /** The errno of messages that were lost for lack of room. */
  public static final int ENOBUFS = 105;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final int NETLINK_DROP_MEMBERSHIP = 2;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;

  /**
   * {@code struct sockaddr_nl}: 0 family u16, 4 port u32 (0: the kernel chooses one), 8 groups u32.
   */
  private static final int ADDRESS_LENGTH = 12;

  /**
   * Opens one whose replies explain errors in words and do not repeat requests, which may have
   * keys.
   *
   * @param protocol which part of the kernel to speak to
   * @param groups bits of the groups whose messages are received, the first one 1
   * @param longest length of the longest datagram, in octets
   * @throws ErrnoException if the kernel has no such part, or this process may not hear these
   *     groups
   */
  public static NetlinkSocket open(int protocol, int groups, int longest) throws ErrnoException {
    MessageSocket socket = MessageSocket.open(AF_NETLINK, SOCK_RAW, protocol, longest);
    boolean opened = false;
    try (Arena brief = Arena.ofConfined()) {
      socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      socket.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
      MemorySegment address = brief.allocate(ADDRESS_LENGTH, 4);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      address.set(JAVA_INT, 8, groups);
      socket.bind(address);
      opened = true;
      return new NetlinkSocket(socket, address.get(JAVA_INT, 4));
    } finally {
      if (!opened) {
        socket.close();
      }
    }
  }

  /**
   * Begins to receive the messages of a group beside the replies. Allocates nothing.
   *
   * @param group its number, the first one 1
   * @return whether they will come
   */
  public boolean join(int group) {
    return messages.tryOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
  }

  /** Receives the messages of a group no more; those that came already are still there. */
  public void leave(int group) {
    var _ = messages.tryOption(SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, group);
  }

  /**
   * Has the kernel drop, from now on, what it reports of requests of a port whose sequence numbers
   * have a bit, before it takes room here.
   *
   * @param port of this or another socket
   * @return whether it will; if not, they come as all others do
   */
  public boolean ignore(int port, int bit) {
    try (Arena brief = Arena.ofConfined()) {
      return messages.setOption(SO_ATTACH_FILTER, PacketFilter.ofNetlink(port, bit, brief));
    }
  }

  @Override
  public void close() {
    messages.close();
  }
}
