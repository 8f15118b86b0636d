package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;

/**
 * Octets as messages of XFRM, and back again.
 *
 * <p>The first octet chooses the order of octets, the second one the type of the first message,
 * whose length is made to fit where it does not.
 */
final class NetlinkTarget {
  /** Every message of a datagram of the longest length fits, and what is written anew. */
  private static final int ROOM = 1 << 17;

  private final XfrmCodec codec;

  private NetlinkTarget(XfrmCodec codec) {
    this.codec = codec;
  }

  static void run(byte[] input) {
    if (input.length < 2 || input.length > XfrmCodec.LONGEST_DATAGRAM) {
      return;
    }
    ByteOrder order = (input[0] & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer datagram = ByteBuffer.allocate(NetlinkHeader.LENGTH + input.length - 2).order(order);
    datagram.put(NetlinkHeader.LENGTH, input, 2, input.length - 2);
    datagram
        .putInt(0, datagram.limit())
        .putShort(4, (short) (input[1] & 0xff))
        .putShort(6, (short) ((input[0] & 0xfe) << 2));
    new NetlinkTarget(new XfrmCodec(order)).read(datagram);
  }

  private void read(ByteBuffer datagram) {
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      for (Attribute each : attributes(codec.decodeWithoutKeys(header, datagram))) {
        assertThat(each).isNotInstanceOf(Attribute.Unknown.class);
      }
      XfrmMessage message = codec.decode(header, datagram);
      try {
        assertThat(message.toString()).isNotNull();
        encode(message);
      } finally {
        attributes(message).forEach(Attribute::wipe);
      }
    }
  }

  /** What is sent says the same when it is read and sent again. */
  private void encode(XfrmMessage message) {
    byte[] once = encoded(message);
    ByteBuffer octets = ByteBuffer.wrap(once);
    NetlinkHeader header = codec.header(octets);
    assertThat(header).isNotNull();
    XfrmMessage read = codec.decode(header, octets);
    try {
      assertThat(encoded(read)).as("octets of %s, then of %s", message, read).isEqualTo(once);
    } finally {
      attributes(read).forEach(Attribute::wipe);
    }
  }

  private byte[] encoded(XfrmMessage message) {
    ByteBuffer buffer = ByteBuffer.allocate(ROOM);
    codec.encode(message, 0, 1, 2, buffer);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static List<Attribute> attributes(XfrmMessage message) {
    return switch (message) {
      case XfrmMessage.Sa it -> it.attributes();
      case XfrmMessage.Get it -> it.attributes();
      case XfrmMessage.Delete it -> it.attributes();
      case XfrmMessage.Expired it -> it.attributes();
      case XfrmMessage.Policy it -> it.attributes();
      default -> List.of();
    };
  }
}
