package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.MessageSocket.Received;

/** Against NETLINK_ROUTE, which every kernel has, and which everybody may ask. */
final class NetlinkSocketTest {
  private static final int NETLINK_ROUTE = 0;
  private static final int NO_PROTOCOL = 31;
  private static final int EPROTONOSUPPORT = 93;
  private static final int RTM_GETLINK = 18;
  private static final int NLMSG_ERROR = 2;

  /** A header, and the start of a request for an interface that there is not. */
  private static int request(ByteBuffer out, int seq) {
    out.order(ByteOrder.nativeOrder())
        .putInt(32)
        .putShort((short) RTM_GETLINK)
        .putShort((short) 1)
        .putInt(seq)
        .putInt(0)
        .putInt(0)
        .putInt(Integer.MAX_VALUE)
        .putLong(0);
    return out.position();
  }

  private static int seqOfRefusal(NetlinkSocket socket) throws ErrnoException {
    assertThat(socket.messages().receive())
        .isInstanceOfSatisfying(
            Received.Whole.class,
            whole -> {
              ByteBuffer octets = whole.octets().order(ByteOrder.nativeOrder());
              assertThat(octets.getShort(4)).isEqualTo((short) NLMSG_ERROR);
              assertThat(octets.getInt(12)).isEqualTo(socket.port());
              assertThat(octets.getInt(16)).isNegative();
            });
    int seq = socket.messages().int32(8);
    socket.messages().wipe();
    return seq;
  }

  @Test
  void messagesOfOneDatagramAreAnsweredInTheirOrderToThePortOfTheSocket() throws ErrnoException {
    try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096)) {
      ByteBuffer out = socket.messages().outgoing();
      request(out, 5);
      socket.messages().send(request(out, 6));

      assertThat(seqOfRefusal(socket)).isEqualTo(5);
      assertThat(seqOfRefusal(socket)).isEqualTo(6);
      assertThat(socket.messages().receive()).isInstanceOf(Received.Nothing.class);
    }
  }

  @Test
  void preparedMessagesAreSentAsOneDatagramTogether() throws ErrnoException {
    try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096);
        PreparedMessages prepared = new PreparedMessages(4096)) {
      for (int seq = 1; seq <= 3; seq++) {
        prepared.add(request(prepared.next(), seq));
      }
      socket.messages().sendJoined(prepared, 1, 3);
      socket.messages().sendJoined(prepared, 0, 1);
      socket.messages().send(prepared, 0, 2);

      for (int seq : new int[] {2, 3, 1, 1, 2}) {
        assertThat(seqOfRefusal(socket)).isEqualTo(seq);
      }
    }
  }

  @Test
  void whatIsIgnoredDoesNotCome_andTheRestDoes() throws ErrnoException {
    int bit = 1 << 30;
    try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096);
        NetlinkSocket other = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096)) {
      assertThat(socket.ignore(socket.port(), bit)).isTrue();
      assertThat(other.ignore(socket.port(), bit)).isTrue();
      for (NetlinkSocket each : List.of(socket, other)) {
        for (int seq : new int[] {1, 2 | bit, bit >> 1, bit, -1, 3}) {
          each.messages().send(request(each.messages().outgoing(), seq));
        }
      }

      for (int seq : new int[] {1, bit >> 1, 3}) {
        assertThat(seqOfRefusal(socket)).isEqualTo(seq);
      }
      assertThat(socket.messages().receive()).isInstanceOf(Received.Nothing.class);
      for (int seq : new int[] {1, 2 | bit, bit >> 1, bit, -1, 3}) {
        assertThat(seqOfRefusal(other)).isEqualTo(seq);
      }
    }
  }

  @Test
  void socketsOfAProcessHaveDifferentPorts() throws ErrnoException {
    try (NetlinkSocket one = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096);
        NetlinkSocket other = NetlinkSocket.open(NETLINK_ROUTE, 1, 4096)) {
      assertThat(one.port()).isNotZero().isNotEqualTo(other.port());
      assertThat(other.port()).isNotZero();
    }
  }

  /** What the kernel has no room for is lost, and that is an error once. */
  @Test
  void repliesThatWereLostAreReportedOnceAndTheOthersAreThere() throws ErrnoException {
    try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_ROUTE, 0, 4096)) {
      int sent = 0;
      for (; sent < 5_000; sent++) {
        socket.messages().send(request(socket.messages().outgoing(), sent));
      }
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(socket.messages()::receive)
          .satisfies(e -> assertThat(e.errno()).isEqualTo(NetlinkSocket.ENOBUFS));
      int kept = 0;
      while (socket.messages().receive() instanceof Received.Whole) {
        kept++;
      }
      assertThat(kept).isBetween(1, sent - 1);
    }
  }

  @Test
  void protocolThatTheKernelLacksIsRefused() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> NetlinkSocket.open(NO_PROTOCOL, 0, 4096))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(EPROTONOSUPPORT));
  }
}
