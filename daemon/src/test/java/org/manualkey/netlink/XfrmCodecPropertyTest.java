package org.manualkey.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for all messages, and for all octets that are none. */
class XfrmCodecPropertyTest {
  private static final int ROOM = 1 << 16;

  @Provide
  Arbitrary<XfrmMessage> messages() {
    return ArbitraryXfrmMessages.messages();
  }

  @Provide
  Arbitrary<ByteOrder> orders() {
    return Arbitraries.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @Property
  void decodingUndoesEncoding(
      @ForAll("messages") XfrmMessage message,
      @ForAll("orders") ByteOrder order,
      @ForAll int seq,
      @ForAll int port) {
    XfrmCodec codec = new XfrmCodec(order);
    ByteBuffer octets = ByteBuffer.wrap(encoded(codec, message, seq, port));

    NetlinkHeader header = codec.header(octets);

    assertThat(header).isNotNull();
    assertThat(header.type()).isEqualTo(message.type());
    assertThat(header.seq()).isEqualTo(seq);
    assertThat(header.port()).isEqualTo(port);
    assertThat(header.length()).isEqualTo(octets.limit());
    boolean same = codec.decode(header, octets).equals(message);
    assertThat(same).as("what was read of %s", message).isTrue();
  }

  @Property(tries = 300)
  void messagesOfADatagramAreReadInTheirOrder(
      @ForAll("several") List<XfrmMessage> messages, @ForAll("orders") ByteOrder order) {
    XfrmCodec codec = new XfrmCodec(order);
    ByteBuffer datagram = ByteBuffer.allocate(ROOM);
    messages.forEach(message -> codec.encode(message, 0, 1, 2, datagram));
    datagram.flip();

    List<XfrmMessage> read = new ArrayList<>();
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      read.add(codec.decode(header, datagram));
    }

    boolean same = read.equals(messages);
    assertThat(same).isTrue();
  }

  @Provide
  Arbitrary<List<XfrmMessage>> several() {
    return messages().list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = 300)
  void keysAreNotReadWhereTheyAreNotWanted(
      @ForAll("messages") XfrmMessage message, @ForAll("orders") ByteOrder order) {
    XfrmCodec codec = new XfrmCodec(order);
    ByteBuffer octets = ByteBuffer.wrap(encoded(codec, message, 1, 2));
    NetlinkHeader header = codec.header(octets);
    assertThat(header).isNotNull();

    XfrmMessage keyless = codec.decodeWithoutKeys(header, octets);

    assertThat(attributes(keyless)).noneMatch(Attribute.Unknown.class::isInstance);
    assertThat(attributes(keyless)).allMatch(each -> octetsOfKey(each) == 0);
    assertThat(attributes(keyless).stream().map(Attribute::type))
        .containsExactlyElementsOf(
            attributes(message).stream()
                .filter(each -> !(each instanceof Attribute.Unknown))
                .map(Attribute::type)
                .toList());
  }

  private static int octetsOfKey(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Authentication it -> it.key().length();
      case Attribute.Encryption it -> it.key().length();
      case Attribute.Combined it -> it.key().length();
      default -> 0;
    };
  }

  static List<Attribute> attributes(XfrmMessage message) {
    return switch (message) {
      case XfrmMessage.Sa it -> it.attributes();
      case XfrmMessage.Get it -> it.attributes();
      case XfrmMessage.Delete it -> it.attributes();
      case XfrmMessage.Expired it -> it.attributes();
      case XfrmMessage.Policy it -> it.attributes();
      default -> List.of();
    };
  }

  @Property(tries = 300)
  void aMessageThatDoesNotFitLeavesThePositionWhereItWas(
      @ForAll("messages") XfrmMessage message, @ForAll("orders") ByteOrder order) {
    XfrmCodec codec = new XfrmCodec(order);
    int length = encoded(codec, message, 1, 2).length;
    ByteBuffer tooSmall = ByteBuffer.allocate(length + 3).position(4);

    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> codec.encode(message, 0, 1, 2, tooSmall));
    assertThat(tooSmall.position()).isEqualTo(4);
    assertThat(tooSmall.array()).as("parts of the message").containsOnly(0);
  }

  @Property
  void anyOctetsAreMessagesOrNone(
      @ForAll byte[] octets, @ForAll("orders") ByteOrder order, @ForAll short type) {
    XfrmCodec codec = new XfrmCodec(order);
    ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf(octets, octets.length + 16)).order(order);
    buffer.putInt(0, buffer.limit()).putShort(4, type);
    readAll(codec, buffer);
  }

  @Property
  void aDamagedMessageIsAMessageOrNone(
      @ForAll("messages") XfrmMessage message,
      @ForAll("orders") ByteOrder order,
      @ForAll int where,
      @ForAll byte what) {
    XfrmCodec codec = new XfrmCodec(order);
    byte[] octets = encoded(codec, message, 1, 2);
    octets[Math.floorMod(where, octets.length)] = what;
    readAll(codec, ByteBuffer.wrap(octets));
  }

  /** A message whose octets end early is none, whatever it says of its length. */
  @Property(tries = 300)
  void aMessageCutShortIsNone(@ForAll("messages") XfrmMessage message) {
    XfrmCodec codec = new XfrmCodec(ByteOrder.LITTLE_ENDIAN);
    byte[] octets = encoded(codec, message, 1, 2);
    for (int length = 0; length < octets.length; length++) {
      assertThat(codec.header(ByteBuffer.wrap(octets, 0, length))).isNull();
    }
  }

  private static void readAll(XfrmCodec codec, ByteBuffer datagram) {
    for (NetlinkHeader header = codec.header(datagram);
        header != null;
        header = codec.next(header, datagram)) {
      attributes(codec.decode(header, datagram)).forEach(Attribute::wipe);
      assertThat(codec.decodeWithoutKeys(header, datagram)).isNotNull();
    }
  }

  private static byte[] encoded(XfrmCodec codec, XfrmMessage message, int seq, int port) {
    ByteBuffer buffer = ByteBuffer.allocate(ROOM);
    codec.encode(message, NetlinkHeader.REQUEST, seq, port, buffer);
    assertThat(buffer.position() % 4).isZero();
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
