package org.manualkey.pfkey.illumos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.illumos.MalformedMessageException.Reason;

/** The octets of the main messages, field by field, little-endian unless a field says otherwise. */
class IllumosCodecTest {
  private static final IllumosCodec CODEC = new IllumosCodec(ByteOrder.LITTLE_ENDIAN);

  @Test
  void flush() {
    assertWire(
        Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, 4242)),
        """
        02        version
        09        type FLUSH
        00        errno
        00        SA type: all
        0200      length in words
        0000      diagnostic
        01000000  seq
        92100000  pid
        """);
  }

  @Test
  void refusal() {
    assertWire(
        Message.of(Header.request(MessageType.ADD, SaType.ESP, 7, 5).withError(22, 47)),
        """
        02        version
        03        type ADD
        16        errno EINVAL
        03        SA type ESP
        0200      length in words
        2f00      diagnostic: weak encryption key
        07000000  seq
        05000000  pid
        """);
  }

  @Test
  void addWithMappedAddressesAndKey() {
    assertWire(
        Message.of(
            Header.request(MessageType.ADD, SaType.ESP, 1, 4242),
            new Sa(0x2112, 32, SaState.MATURE.code(), 3, 12, SaFlag.OUTBOUND.bit()),
            new Address(
                Address.Kind.DST, 6, 0, SocketAddress.Inet6.mapped(0xc0000202).withPort(443)),
            PlainKeys.of(Key.Kind.AUTH, 72, 0, HexFormat.of().parseHex("00112233445566778899"))),
        """
        02 03 00 03 0c00 0000 01000000 92100000  base header, 12 words
        0200      length
        0100      type SA
        00002112  SPI, network order
        20        replay window
        01        state MATURE
        03        authentication
        0c        encryption
        00800000  flags OUTBOUND
        0500      length
        0600      type ADDRESS_DST
        06        protocol
        00        prefix length
        0000      reserved
        1a00      AF_INET6 of illumos
        01bb      port, network order
        00000000  flow info
        00000000000000000000ffffc0000202  address
        00000000  scope
        00000000  source id
        0300      length
        0800      type KEY_AUTH
        4800      bits
        0000      reserved
        00112233445566778899 000000000000  key, filled to whole words
        """);
  }

  @Test
  void addressesOfBothFamilies() {
    assertWire(
        Message.of(
            Header.request(MessageType.GET, SaType.AH, 1, 4242),
            new Address(Address.Kind.SRC, 0, 24, new SocketAddress.Inet(500, 0xc0000201)),
            new Address(
                Address.Kind.INNER_DST,
                17,
                64,
                new SocketAddress.Inet6(500, 0x04030201, 0x20010db8L << 32, 1, 2, 3))),
        """
        02 05 00 02 0a00 0000 01000000 92100000  base header, 10 words
        0300      length
        0500      type ADDRESS_SRC
        00        protocol
        18        prefix length
        0000      reserved
        0200      AF_INET
        01f4      port, network order
        c0000201  address
        0000000000000000  filler
        0500      length
        1600      type X_ADDRESS_INNER_DST
        11        protocol
        40        prefix length
        0000      reserved
        1a00      AF_INET6
        01f4      port, network order
        01020304  flow info
        20010db8000000000000000000000001  address
        02000000  scope
        03000000  source id
        """);
  }

  @Test
  void dumpedSaWithLifetimesIdentityAndPair() {
    assertWire(
        Message.of(
            Header.request(MessageType.DUMP, SaType.ESP, 1, 4242),
            new Lifetime(Lifetime.Kind.CURRENT, 2, 123456, 1699995000, 1699999940),
            Identity.of(
                Identity.Kind.SRC,
                IdentityType.FQDN.code(),
                "a.example".getBytes(StandardCharsets.US_ASCII)),
            new Pair(0x5432),
            new ReplayValue(5, 6),
            new KmCookie(1, 7)),
        """
        02 0a 00 03 0f00 0000 01000000 92100000  base header, 15 words
        0400      length
        0200      type LIFETIME_CURRENT
        02000000  allocations
        40e2010000000000  bytes
        78dd536500000000  added
        c4f0536500000000  first used
        0400      length
        0a00      type IDENTITY_SRC
        0200      FQDN
        0000      reserved
        0000000000000000  id
        612e6578616d706c65 00000000000000  NUL-terminated, filled to whole words
        0100      length
        1700      type X_PAIR
        00005432  SPI, network order
        0200      length
        1800      type X_REPLAY_VALUE
        05000000  32 bits
        0600000000000000  64 bits
        0200      length
        1300      type X_KM_COOKIE
        01000000  protocol
        0700000000000000  cookie
        """);
  }

  @Test
  void getspi() {
    assertWire(
        Message.of(
            Header.request(MessageType.GETSPI, SaType.ESP, 1, 4242), new SpiRange(256, -1, 0)),
        """
        02 01 00 03 0400 0000 01000000 92100000  base header, 4 words
        0200      length
        1000      type SPIRANGE
        00000100  lowest, network order
        ffffffff  highest
        00000000  reserved
        """);
  }

  /** As the illumos kernel echoes the address of a request that was IPv4-mapped. */
  @Test
  void anIpv4AddressInTheRoomOfAnIpv6One() {
    assertWire(
        Message.of(
            Header.request(MessageType.ADD, SaType.ESP, 1, 4242),
            new Oversized(
                new Address(Address.Kind.DST, 0, 0, new SocketAddress.Inet(0, 0xc0000202)),
                Octets.of(new byte[16]))),
        """
        02 03 00 03 0700 0000 01000000 92100000  base header, 7 words
        0500      length: two words more than needed
        0600      type ADDRESS_DST
        00 00 0000
        0200      AF_INET
        0000      port
        c0000202  address
        0000000000000000  filler
        00000000000000000000000000000000  rest
        """);
  }

  @Test
  void otherByteOrderSwapsNumbersButNotSpisPortsAndAddresses() {
    Message message =
        Message.of(
            Header.request(MessageType.ADD, SaType.ESP, 1, 4242),
            new Sa(0x2112, 0, 1, 3, 12, 0x8000));
    assertThat(hex(new IllumosCodec(ByteOrder.BIG_ENDIAN), message))
        .isEqualTo("0203000300040000000000010000109200020001000021120001030c00008000");
  }

  @Test
  void unknownTypesSurvive() {
    assertWire(
        Message.of(
            Header.request(MessageType.ADD, SaType.ESP, 1, 4242),
            new UnknownExtension(28, Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4))),
        """
        02 03 00 03 0300 0000 01000000 92100000  base header, 3 words
        0100 1c00 01020304  one word of a type that nobody knows
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "'', SHORT_HEADER",
    "0203000302000000010000009210, SHORT_HEADER",
    "02030003030000000100000092100000, LENGTH_MISMATCH",
    "02030003000000000100000092100000, LENGTH_MISMATCH",
    "020300030300000001000000921000000000170000000000, BAD_EXTENSION_LENGTH",
    "020300030300000001000000921000000200170000000000, BAD_EXTENSION_LENGTH",
    "020300030300000001000000921000000100120000000100, BAD_COUNT",
  })
  void malformed(String hex, Reason reason) {
    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> CODEC.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  /** The worst there is: every word an extension of its own. */
  @Test
  void decodingAllocatesASmallMultipleOfTheInput() throws Exception {
    ByteBuffer longest = ByteBuffer.allocate(IllumosCodec.MAX_LENGTH).order(CODEC.order());
    longest.put((byte) 2).put((byte) 3).putShort((short) 0).putShort((short) 0xffff);
    for (int i = 16; i < IllumosCodec.MAX_LENGTH; i += 8) {
      longest.putShort(i, (short) 1).putShort(i + 2, (short) 99);
    }
    longest.rewind();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Message message = CODEC.decode(longest);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(20L * IllumosCodec.MAX_LENGTH);
    assertThat(message.extensions()).hasSize(0xffff - 2);
  }

  @Test
  void aMessageBeyondTheLengthFieldIsNotEncoded() {
    Message message =
        Message.of(
            Header.request(MessageType.ADD, SaType.ESP, 1, 1),
            new UnknownExtension(99, Octets.of(new byte[IllumosCodec.MAX_LENGTH - 12])));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> CODEC.encode(message, ByteBuffer.allocate(CODEC.length(message))));
  }

  /** Fields are lines of octets, two blanks and what they are. */
  private static void assertWire(Message message, String fields) {
    StringBuilder expected = new StringBuilder();
    for (String line : fields.lines().toList()) {
      expected.append(line.split("  ", 2)[0].replace(" ", ""));
    }
    assertThat(hex(CODEC, message)).isEqualTo(expected.toString());
    try {
      assertThat(CODEC.decode(ByteBuffer.wrap(HexFormat.of().parseHex(expected))))
          .isEqualTo(message);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(IllumosCodec codec, Message message) {
    ByteBuffer target = ByteBuffer.allocate(codec.length(message));
    codec.encode(message, target);
    return HexFormat.of().formatHex(target.array());
  }

  @Test
  void whatIsSentToAllIsReadWithoutKeysAndUnknownExtensionsWithoutTheirOctets() throws Exception {
    byte[] octets = octets(withKeyAndUnknown());

    Message read = CODEC.decodeWithoutKeys(ByteBuffer.wrap(octets));

    assertThat(read.extensions())
        .containsExactly(new Pair(7), new UnknownExtension(28, Octets.of(new byte[12])));
    assertThat(read.header().diagnostic()).isEqualTo(84);
    assertThat(read.header().saType()).isEqualTo(SaType.of(9));
  }

  @Test
  void replyIsReadWithItsKeysAndUnknownExtensionsWithoutTheirOctets() throws Exception {
    Message read = CODEC.decodeReply(ByteBuffer.wrap(octets(withKeyAndUnknown())));

    assertThat(read.key(Key.Kind.AUTH)).isNotNull();
    assertThat(read.extensions()).contains(new UnknownExtension(28, Octets.of(new byte[12])));
    read.wipeKeys();
  }

  @Test
  void headerIsReadWhateverFollowsIt() {
    byte[] octets = octets(withKeyAndUnknown());
    octets[16] = 0; // the length of the first extension
    octets[17] = 0;
    assertThat(CODEC.header(ByteBuffer.wrap(octets))).isEqualTo(withKeyAndUnknown().header());
    assertThat(CODEC.header(ByteBuffer.wrap(octets, 0, 15))).isNull();
  }

  /** A diagnostic, an SA type and an extension beyond the numbers that are known. */
  private static Message withKeyAndUnknown() {
    return Message.of(
        new Header(2, MessageType.GET.code(), 0, SaType.of(9), 84, 1, 2),
        PlainKeys.of(Key.Kind.AUTH, 64, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}),
        new Pair(7),
        new UnknownExtension(28, Octets.of("hidden words".getBytes(StandardCharsets.US_ASCII))));
  }

  private static byte[] octets(Message message) {
    ByteBuffer octets = ByteBuffer.allocate(CODEC.length(message));
    CODEC.encode(message, octets);
    return octets.array();
  }
}
