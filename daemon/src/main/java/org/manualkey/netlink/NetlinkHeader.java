package org.manualkey.netlink;

import java.nio.ByteOrder;

/**
 * The header of every message ({@code struct nlmsghdr}): 0 length u32 with the header, 4 type u16,
 * 6 flags u16, 8 sequence number u32, 12 port u32.
 *
 * @param length in octets, at least {@link #LENGTH}
 * @param type 0 to 65535
 * @param flags 0 to 65535
 * @param seq the number of the request that a reply, or the event of a change, belongs to
 * @param port the socket that asked; 0: the kernel itself, or a program that did not say
 */
public record NetlinkHeader(int length, int type, int flags, int seq, int port) {
  /** Length of the header in octets. */
  public static final int LENGTH = 16;

  /** Type and flags as the four octets at {@link #TYPE_AND_FLAGS}, in the order of the host. */
  public static int typeAndFlags(int type, int flags) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? type | flags << Short.SIZE
        : type << Short.SIZE | flags;
  }

  /** Where the type (two octets) and the flags (two more) are. */
  public static final int TYPE_AND_FLAGS = 4;

  /** Where the sequence number is. */
  public static final int SEQ = 8;

  /** Where the port is. */
  public static final int PORT = 12;

  /** The message is a request. */
  public static final int REQUEST = 1;

  /** The request is answered although it succeeds and has nothing to show. */
  public static final int ACK = 4;

  /** The request asks for all there are. */
  public static final int DUMP = 0x300;
}
