package org.manualkey.pfkey.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;

/** Octets written out by hand from the layouts of {@code linux/pfkeyv2.h}. */
final class LinuxCodecTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SPI = 0x2112;
  private static final Address SOURCE = mapped(Address.Kind.SRC, 0xc0000201);
  private static final Address DESTINATION = mapped(Address.Kind.DST, 0xc0000202);

  /** Source and destination 192.0.2.1 and 192.0.2.2, in words of the little end. */
  private static final String ENDS =
      "03000500 00000000 0200 0000 c0000201 0000000000000000"
          + "03000600 00000000 0200 0000 c0000202 0000000000000000";

  private static final String TRANSPORT = "02001300 01000000 00000000 00000000";

  private final LinuxCodec codec = new LinuxCodec(ByteOrder.LITTLE_ENDIAN);

  private static Address mapped(Address.Kind kind, int address) {
    return new Address(kind, 0, 0, SocketAddress.Inet6.mapped(address));
  }

  private static Address natt(Address.Kind kind, int address, int port) {
    return new Address(kind, 0, 0, SocketAddress.Inet6.mapped(address).withPort(port));
  }

  private static Header header(MessageType type, SaType saType) {
    return Header.request(type, saType, 7, 0x1234);
  }

  private static Key key(Key.Kind kind, int octets) {
    byte[] key = new byte[octets];
    java.util.Arrays.fill(key, (byte) 0x5a);
    return PlainKeys.of(kind, octets * 8, 0, key);
  }

  private String encoded(LinuxCodec by, Message message) {
    ByteBuffer buffer = ByteBuffer.allocate(LinuxCodec.LONGEST);
    int length = by.encode(message, buffer);
    return HEX.formatHex(buffer.array(), 0, length);
  }

  private static String hex(String octets) {
    return octets.replace(" ", "");
  }

  @Test
  void flushIsABaseHeader() {
    Message flush = Message.of(header(MessageType.FLUSH, SaType.ESP));
    assertThat(encoded(codec, flush)).isEqualTo(hex("02 09 00 03 0200 0000 07000000 34120000"));
    assertThat(encoded(new LinuxCodec(ByteOrder.BIG_ENDIAN), flush))
        .isEqualTo(hex("02 09 00 03 0002 0000 00000007 00001234"));
  }

  @Test
  void addHasIpv4AddressesWithoutMapping_bothLifetimesAndAMode() {
    Message add =
        Message.of(
            header(MessageType.ADD, SaType.AH),
            new Sa(SPI, 64, 1, 3, 0, SaFlag.INBOUND.bit() | SaFlag.UNIQUE.bit()),
            SOURCE,
            DESTINATION,
            new Lifetime(Lifetime.Kind.SOFT, 0, 0, 300, 0),
            key(Key.Kind.AUTH, 20));
    assertThat(encoded(codec, add))
        .isEqualTo(
            hex(
                "02 03 00 02 1800 0000 07000000 34120000"
                    + "02000100 00002112 20 01 03 00 00000000"
                    + "04000300 00000000"
                    + "00".repeat(24)
                    + "04000400 00000000 0000000000000000 2c01000000000000 0000000000000000"
                    + ENDS
                    + "04000800 a0000000"
                    + "5a".repeat(20)
                    + "00000000"
                    + TRANSPORT));
  }

  @Test
  void nullEncryptionHasAnEmptyKey_andATunnelItsMode() {
    Message add =
        Message.of(
            header(MessageType.ADD, SaType.ESP),
            new Sa(SPI, 0, 1, 3, 11, SaFlag.TUNNEL.bit()),
            SOURCE,
            DESTINATION,
            key(Key.Kind.AUTH, 20));
    assertThat(encoded(codec, add))
        .endsWith(hex("01000900 00000000" + "02001300 02000000 00000000 00000000"));
  }

  @Test
  void natTraversalAlwaysHasBothPorts() {
    Message add =
        Message.of(
            header(MessageType.ADD, SaType.ESP),
            new Sa(SPI, 0, 1, 0, 12, SaFlag.NATT_REM.bit()),
            SOURCE,
            DESTINATION,
            natt(Address.Kind.NATT_REM, 0xc6336407, 5500),
            key(Key.Kind.ENCRYPT, 16));
    assertThat(encoded(codec, add))
        .endsWith(hex("01001400 02000000" + "01001500 11940000" + "01001600 157c0000"));
  }

  @Test
  void getNamesAnSaAndHasASourceEvenWithoutOne() {
    Message get =
        Message.of(header(MessageType.GET, SaType.ESP), new Sa(SPI, 0, 1, 0, 0, 0), DESTINATION);
    assertThat(encoded(codec, get))
        .isEqualTo(
            hex(
                "02 05 00 03 0a00 0000 07000000 34120000"
                    + "02000100 00002112 00 01 00 00 00000000"
                    + ENDS.replace("c0000201", "00000000")));
  }

  @Test
  void ipv6AddressesHaveTheFamilyNumberOfLinux() {
    Message get =
        Message.of(
            header(MessageType.GET, SaType.ESP),
            new Sa(SPI, 0, 1, 0, 0, 0),
            new Address(Address.Kind.DST, 0, 0, SocketAddress.Inet6.of(0x20010db8_00000000L, 2)));
    assertThat(encoded(codec, get))
        .endsWith(
            hex(
                "05000600 00000000 0a00 0000 00000000"
                    + "20010db8000000000000000000000002 00000000 00000000"));
  }

  @Test
  void whatLinuxHasNoMessageFor_isNoRequest() {
    Message pair = Message.of(header(MessageType.X_DELPAIR, SaType.ESP));
    assertThatIllegalArgumentException().isThrownBy(() -> encoded(codec, pair));
  }

  @Test
  void replyIsReadInTheTermsOfIllumos() {
    String body =
        hex(
            "02000100 00002112 20 01 03 0c 00000000"
                + "04000300 00000000"
                + "00".repeat(24)
                + "04000400 00000000 0000000000000000 2c01000000000000 0000000000000000"
                + "04000200 03000000 c000000000000000 0100000000000000 0200000000000000"
                + ENDS
                + "03000700 ff000000 0200 0000 00000000 0000000000000000"
                + "04000800 a0000000"
                + "5a".repeat(20)
                + "00000000"
                + "02001300 02000000 00000000 00000000");
    ByteBuffer octets =
        ByteBuffer.wrap(HEX.parseHex(hex("02 05 00 03 2200 0000 07000000 34120000") + body));
    octets.putShort(4, Short.reverseBytes((short) (octets.limit() / 8)));

    Header header = codec.header(octets);
    assertThat(header).isEqualTo(header(MessageType.GET, SaType.ESP));
    Message message = codec.decode(header, octets);

    assertThat(message.extensions())
        .containsExactly(
            new Sa(SPI, 32, 1, 3, 12, SaFlag.TUNNEL.bit()),
            new Lifetime(Lifetime.Kind.SOFT, 0, 0, 300, 0),
            new Lifetime(Lifetime.Kind.CURRENT, 3, 192, 1, 2),
            new Address(Address.Kind.SRC, 0, 0, new SocketAddress.Inet(0, 0xc0000201)),
            new Address(Address.Kind.DST, 0, 0, new SocketAddress.Inet(0, 0xc0000202)),
            key(Key.Kind.AUTH, 20));
    assertThat(LinuxCodec.asRequested(message.destination())).isEqualTo(DESTINATION);
    assertThat(message.find(ExtensionType.LIFETIME_HARD)).isNull();
  }

  private Message shown(String saType, String... extensions) {
    ByteBuffer octets =
        ByteBuffer.wrap(
            HEX.parseHex(
                hex("02 05 00 " + saType + " 0000 0000 07000000 34120000")
                    + hex(String.join("", extensions))));
    octets.putShort(4, Short.reverseBytes((short) (octets.limit() / 8)));
    return codec.decode(codec.header(octets), octets);
  }

  private static final String SA = "02000100 00002112 20 01 03 0c 00000000";
  private static final String ANY = "03000700 ff000000 0200 0000 00000000 0000000000000000";
  private static final String UDP = "01001400 02000000 01001500 11940000 01001600 1f900000";

  @Test
  void portsOfUdpEncapsulationAreEndsOfNatTraversal() {
    Message message = shown("03", SA, ENDS, ANY, TRANSPORT, UDP);

    assertThat(message.sa().flags()).isEqualTo(SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit());
    assertThat(message.find(ExtensionType.X_ADDRESS_NATT_LOC))
        .isEqualTo(
            new Address(Address.Kind.NATT_LOC, 0, 0, new SocketAddress.Inet(4500, 0xc0000201)));
    assertThat(message.find(ExtensionType.X_ADDRESS_NATT_REM))
        .isEqualTo(
            new Address(Address.Kind.NATT_REM, 0, 0, new SocketAddress.Inet(8080, 0xc0000202)));
  }

  /** Such an SA can neither be saved nor restored, so it must not look like another one. */
  @Test
  void whatNoRequestCanSayIsSaid() {
    String tcp = "01001400 07000000 01001500 11940000 01001600 1f900000";
    assertThat(shown("03", SA, ENDS, ANY, TRANSPORT, tcp).extensions())
        .contains(UnknownExtension.of(UnknownExtension.ENCAPSULATION));
    String network = "03000700 ff100000 0200 0000 0a010000 0000000000000000";
    assertThat(shown("03", SA, ENDS, network, TRANSPORT).extensions())
        .contains(UnknownExtension.of(UnknownExtension.SELECTOR));
    String port = "03000700 11000000 0200 0035 00000000 0000000000000000";
    assertThat(shown("03", SA, ENDS, port, TRANSPORT).extensions())
        .contains(UnknownExtension.of(UnknownExtension.SELECTOR));
    // The kernel leaves the source of the selector out where it is that of the SA.
    assertThat(shown("03", SA, ENDS, TRANSPORT).extensions())
        .contains(UnknownExtension.of(UnknownExtension.SELECTOR));
    assertThat(shown("03", SA, ENDS, ANY, TRANSPORT).extensions())
        .noneMatch(extension -> extension instanceof UnknownExtension);
  }

  @Test
  void anAlgorithmThatIsNotShownIsNotNone() {
    String combined = "02000100 00002112 20 01 00 00 00000000";
    Sa gcm = shown("03", combined, ENDS, ANY, TRANSPORT).sa();
    assertThat(gcm.encrypt()).isEqualTo(Sa.HIDDEN);
    assertThat(gcm.auth()).isZero();

    String cbc = "02000100 00002112 20 01 00 0c 00000000";
    String authKey = "03000800 80000000" + "5a".repeat(16);
    assertThat(shown("03", cbc, ENDS, ANY, authKey, TRANSPORT).sa().auth()).isEqualTo(Sa.HIDDEN);
    assertThat(shown("03", cbc, ENDS, ANY, TRANSPORT).sa().auth()).isZero();
    assertThat(shown("02", combined, ENDS, ANY, TRANSPORT).sa().auth()).isEqualTo(Sa.HIDDEN);

    String larval = "02000100 00002112 20 00 00 00 00000000";
    assertThat(shown("03", larval, ENDS, ANY, TRANSPORT).sa().encrypt()).isZero();
  }

  @Test
  void octetsThatAreNoMessageHaveNoHeader() {
    assertThat(codec.header(ByteBuffer.allocate(8))).isNull();
    assertThat(codec.header(ByteBuffer.allocate(16))).isNull();
  }

  @Test
  void extensionsThatRunPastTheEndAreLeftAlone() {
    ByteBuffer octets =
        ByteBuffer.wrap(
            HEX.parseHex(hex("02 05 00 03 0300 0000 07000000 34120000 ff000100 00000000")));
    assertThat(codec.decode(codec.header(octets), octets).extensions()).isEmpty();
  }
}
