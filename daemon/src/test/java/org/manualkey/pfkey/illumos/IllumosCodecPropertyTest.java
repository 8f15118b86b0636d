package org.manualkey.pfkey.illumos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.manualkey.pfkey.ArbitraryMessages;
import org.manualkey.pfkey.Message;

/** What holds for all messages, and for all octets that are none. */
class IllumosCodecPropertyTest {
  @Property
  void decodingUndoesEncoding(
      @ForAll("messages") Message message, @ForAll("orders") ByteOrder order) throws Exception {
    IllumosCodec codec = new IllumosCodec(order);

    Message decoded = codec.decode(ByteBuffer.wrap(encoded(codec, message)));

    assertThat(decoded).isEqualTo(message);
  }

  @Property(tries = 300)
  void encodedLengthIsTheLengthOfTheHeader(
      @ForAll("messages") Message message, @ForAll("orders") ByteOrder order) {
    IllumosCodec codec = new IllumosCodec(order);
    ByteBuffer tooSmall = ByteBuffer.allocate(codec.length(message) - 1);

    assertThatCode(() -> codec.encode(message, tooSmall))
        .isInstanceOf(BufferOverflowException.class);
    assertThat(encoded(codec, message).length % 8).isZero();
  }

  @Property
  void anyOctetsAreAMessageOrMalformed(
      @ForAll("noise") byte[] octets, @ForAll("orders") ByteOrder order) {
    decodeOrRefuse(new IllumosCodec(order), octets);
  }

  /** Noise hardly gets past the header, so here it has one that fits. */
  @Property
  void anyExtensionsAreAMessageOrMalformed(
      @ForAll("words") byte[] octets, @ForAll("orders") ByteOrder order) {
    ByteBuffer.wrap(octets).order(order).putShort(4, (short) (octets.length / 8));
    decodeOrRefuse(new IllumosCodec(order), octets);
  }

  @Property
  void aDamagedMessageIsAMessageOrMalformed(
      @ForAll("messages") Message message,
      @ForAll("orders") ByteOrder order,
      @ForAll int where,
      @ForAll byte what) {
    IllumosCodec codec = new IllumosCodec(order);
    byte[] octets = encoded(codec, message);
    octets[Math.floorMod(where, octets.length)] = what;
    decodeOrRefuse(codec, octets);
  }

  @Property(tries = 300)
  void aMessageCutShortIsMalformed(@ForAll("messages") Message message) {
    IllumosCodec codec = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);
    byte[] octets = encoded(codec, message);
    for (int length = 0; length < octets.length; length++) {
      try {
        codec.decode(ByteBuffer.wrap(octets, 0, length));
        fail("decoded " + length + " of " + octets.length + " octets");
      } catch (MalformedMessageException e) {
        assertThat(e.offset()).isBetween(0, length);
      }
    }
  }

  /** What decodes at all encodes to the octets it came from, save for filler that nobody reads. */
  private static void decodeOrRefuse(IllumosCodec codec, byte[] octets) {
    try {
      Message message = codec.decode(ByteBuffer.wrap(octets));
      assertThat(codec.length(message)).isEqualTo(octets.length);
      assertThat(encoded(codec, message)).hasSameSizeAs(octets);
    } catch (MalformedMessageException e) {
      assertThat(e.offset()).isBetween(0, octets.length);
    }
  }

  private static byte[] encoded(IllumosCodec codec, Message message) {
    ByteBuffer target = ByteBuffer.allocate(codec.length(message));
    codec.encode(message, target);
    assertThat(target.remaining()).isZero();
    return target.array();
  }

  @Provide
  Arbitrary<Message> messages() {
    return ArbitraryMessages.messages();
  }

  @Provide
  Arbitrary<ByteOrder> orders() {
    return Arbitraries.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
  }

  @Provide
  Arbitrary<byte[]> noise() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
  }

  /** Whole words, small numbers often enough for lengths and types to make sense. */
  @Provide
  Arbitrary<byte[]> words() {
    Arbitrary<Byte> octets =
        Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.bytes().between((byte) 0, (byte) 27));
    return Arbitraries.integers()
        .between(2, 40)
        .flatMap(words -> octets.array(byte[].class).ofSize(words * 8));
  }
}
