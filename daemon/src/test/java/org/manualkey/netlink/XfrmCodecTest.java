package org.manualkey.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.secret.KeyMaterial;

/** Octets written out by hand from the layouts of {@code linux/xfrm.h}. */
final class XfrmCodecTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int SPI = 0x2112;
  private static final SaName NAME =
      new SaName(NetlinkAddress.inet(0xc0000202), SPI, SaInfo.AF_INET, SaInfo.ESP);
  private static final String NAME_OCTETS = "c0000202 000000000000000000000000 00002112 0200 32 00";

  private final XfrmCodec codec = new XfrmCodec(ByteOrder.LITTLE_ENDIAN);

  private String encoded(XfrmCodec by, XfrmMessage message) {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    Arrays.fill(buffer.array(), (byte) 0xee); // what is not written shows
    by.encode(message, NetlinkHeader.REQUEST | NetlinkHeader.ACK, 7, 0x1234, buffer);
    return HEX.formatHex(buffer.array(), 0, buffer.position());
  }

  private XfrmMessage decoded(String octets) {
    ByteBuffer datagram = ByteBuffer.wrap(HEX.parseHex(hex(octets)));
    NetlinkHeader header = codec.header(datagram);
    assertThat(header).isNotNull();
    return codec.decode(header, datagram);
  }

  private static String hex(String octets) {
    return octets.replace(" ", "");
  }

  @Test
  void flushIsAProtocol() {
    assertThat(encoded(codec, new XfrmMessage.Flush(SaInfo.AH)))
        .isEqualTo(hex("14000000 1c00 0500 07000000 34120000 33 000000"));
    assertThat(encoded(new XfrmCodec(ByteOrder.BIG_ENDIAN), new XfrmMessage.Flush(SaInfo.AH)))
        .isEqualTo(hex("00000014 001c 0005 00000007 00001234 33 000000"));
  }

  @Test
  void dumpOfAProtocolHasItDirectlyBehindTheHeader() {
    assertThat(encoded(codec, new XfrmMessage.Dump(SaInfo.ESP)))
        .isEqualTo(hex("18000000 1200 0503 07000000 34120000 0500 1900 32 000000"));
  }

  @Test
  void dumpOfPoliciesIsAHeader() {
    assertThat(encoded(codec, new XfrmMessage.PolicyDump()))
        .isEqualTo(hex("10000000 1500 0503 07000000 34120000"));
  }

  @Test
  void moveOfNoSaIsZeros() {
    assertThat(encoded(codec, new XfrmMessage.Move()))
        .isEqualTo(hex("94000000 2900 0500 07000000 34120000" + "00".repeat(132)));
  }

  @Test
  void policyHasADirectionAndTheTemplatesOfItsSas() {
    XfrmMessage read =
        decoded(
            "fc000000 1300 0000 07000000 34120000"
                + "0a000002 000000000000000000000000 0a000001 000000000000000000000000"
                + "0000 0000 0000 0000 0200 20 20 00 000000 00000000 00000000"
                + "ff".repeat(32) // limits of volume
                + "00".repeat(32 + 32) // limits of time, usage
                + "07000000 51000000 01 00 00 00 00000000"
                + "4400 0500"
                + "c0000202 000000000000000000000000 00002112 32 000000"
                + "0200 0000"
                + "c0000201 000000000000000000000000"
                + "05000000 01 00 00 00 ffffffff ffffffff ffffffff");

    assertThat(read)
        .isEqualTo(
            new XfrmMessage.Policy(
                new Selector(
                    NetlinkAddress.inet(0x0a000002),
                    NetlinkAddress.inet(0x0a000001),
                    0,
                    0,
                    0,
                    0,
                    SaInfo.AF_INET,
                    32,
                    32,
                    0,
                    0,
                    0),
                XfrmMessage.Policy.OUT,
                XfrmMessage.Policy.ALLOW,
                List.of(
                    new Attribute.Templates(
                        List.of(
                            new Template(
                                NAME, NetlinkAddress.inet(0xc0000201), 5, SaInfo.TUNNEL))))));
  }

  @Test
  void deletionNamesTheSa_spiAndAddressInNetworkOrder() {
    assertThat(encoded(codec, new XfrmMessage.Delete(NAME, List.of())))
        .isEqualTo(hex("28000000 1100 0500 07000000 34120000" + NAME_OCTETS));
    assertThat(encoded(codec, new XfrmMessage.Delete(NAME, List.of(new Attribute.Mark(1, 0xff)))))
        .isEqualTo(
            hex(
                "34000000 1100 0500 07000000 34120000"
                    + NAME_OCTETS
                    + "0c00 1500 01000000 ff000000"));
  }

  @Test
  void saHasItsFixedPartAndItsAlgorithms() {
    KeyMaterial key = KeyMaterial.of(24, i -> i < 20 ? i + 1 : 0);
    SaInfo info =
        new SaInfo(
            Selector.anything(SaInfo.AF_INET),
            NAME,
            NetlinkAddress.inet(0xc0000201),
            new Limits(Limits.UNLIMITED, 9000, Limits.UNLIMITED, Limits.UNLIMITED, 500, 600, 0, 0),
            Usage.NONE,
            SaInfo.Failures.NONE,
            0,
            5,
            SaInfo.TUNNEL,
            32,
            0);
    String octets =
        encoded(
            codec,
            new XfrmMessage.Sa(
                XfrmMessage.Sa.Change.NEW,
                info,
                List.of(new Attribute.Combined("rfc4106(gcm(aes))", 160, 128, key))));

    assertThat(octets)
        .isEqualTo(
            hex(
                "50010000 1000 0500 07000000 34120000"
                    + "00".repeat(40) // selector
                    + "0200 0000"
                    + "00".repeat(12)
                    + "c0000202 000000000000000000000000 00002112 32 000000"
                    + "c0000201 000000000000000000000000"
                    + "ffffffffffffffff 2823000000000000 ffffffffffffffff ffffffffffffffff"
                    + "f401000000000000 5802000000000000 0000000000000000 0000000000000000"
                    + "00".repeat(32) // usage
                    + "00".repeat(12) // failures
                    + "00000000 05000000 0200 01 20 00 00000000000000"
                    + "6000 1200" // 4 + 64 + 4 + 4 + 20
                    + HEX.formatHex("rfc4106(gcm(aes))".getBytes(StandardCharsets.US_ASCII))
                    + "00".repeat(64 - 17)
                    + "a0000000 80000000"
                    + "0102030405060708090a0b0c0d0e0f1011121314"));
  }

  @Test
  void olderFormOfAuthenticationIsNotReadAndTheOtherIs() {
    String name = HEX.formatHex("hmac(sha1)".getBytes(StandardCharsets.US_ASCII)) + "00".repeat(54);
    String key = "5a".repeat(20);
    XfrmMessage read =
        decoded(
            "b0010000 1000 0000 07000000 34120000"
                + "00".repeat(224)
                + "5c00 0100"
                + name
                + "a0000000"
                + key
                + "6000 1400"
                + name
                + "a0000000 60000000"
                + key
                + "0400 1b00");

    assertThat(((XfrmMessage.Sa) read).attributes())
        .singleElement()
        .satisfies(each -> {
          Attribute.Authentication it = (Attribute.Authentication) each;
          assertThat(it.name()).isEqualTo("hmac(sha1)");
          assertThat(it.bits()).isEqualTo(160);
          assertThat(it.checkBits()).isEqualTo(96);
          assertThat(it.key().length()).isEqualTo(24);
        });
  }

  @Test
  void resultIsAnErrnoAndATextWhetherTheRequestIsRepeatedOrNot() {
    String text = HEX.formatHex("no SA".getBytes(StandardCharsets.US_ASCII)) + "00 0000";
    String header = "10000000 1000 0500 07000000 34120000";
    assertThat(decoded("24000000 0200 0001 07000000 34120000 00000000" + header))
        .isEqualTo(new XfrmMessage.Result(0, ""));
    assertThat(
            decoded("30000000 0200 0003 07000000 34120000 efffffff" + header + "0a00 0100" + text))
        .isEqualTo(new XfrmMessage.Result(17, "no SA"));
    assertThat(
            decoded(
                "34000000 0200 0002 07000000 34120000 efffffff"
                    + "14000000 1c00 0500 07000000 34120000 32000000"
                    + "0a00 0100"
                    + text))
        .isEqualTo(new XfrmMessage.Result(17, "no SA"));
  }

  @Test
  void endOfADumpHasAnErrnoAndMayHaveNone() {
    assertThat(decoded("14000000 0300 0200 07000000 34120000 eaffffff"))
        .isEqualTo(new XfrmMessage.End(22));
    assertThat(decoded("10000000 0300 0200 07000000 34120000")).isEqualTo(new XfrmMessage.End(0));
  }

  @Test
  void messageShorterThanItsLayoutIsUnknown() {
    assertThat(decoded("14000000 1000 0200 07000000 34120000 00000000"))
        .isEqualTo(new XfrmMessage.Unknown(XfrmMessage.NEWSA));
  }

  @Test
  void unknownAttributeIsKeptWithoutBeingPrinted() {
    XfrmMessage read =
        decoded(
            "34000000 1100 0000 07000000 34120000" + NAME_OCTETS + "0900 2a00 1122334455 000000");
    assertThat(((XfrmMessage.Delete) read).attributes())
        .containsExactly(
            new Attribute.Unknown(42, 5, KeyMaterial.of(8, i -> i < 5 ? 0x11 * (i + 1) : 0)));
    assertThat(read.toString()).doesNotContain("11, 34", "1122");
  }
}
