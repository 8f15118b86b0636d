package org.manualkey.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.print.PrintFixture.DST;
import static org.manualkey.print.PrintFixture.NUMERIC;
import static org.manualkey.print.PrintFixture.PARANOID;
import static org.manualkey.print.PrintFixture.SRC;
import static org.manualkey.print.PrintFixture.dumped;
import static org.manualkey.print.PrintFixture.key;
import static org.manualkey.print.PrintFixture.printed;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ArbitraryMessages;
import org.manualkey.pfkey.ExtendedProposal;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Proposal;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.Supported;
import org.manualkey.pfkey.UnknownExtension;

/** What the recorded cases leave out; they themselves are {@link GoldenPrintTest}'s. */
class MessagePrinterTest {
  @ParameterizedTest
  @CsvSource({
    "0,   RESERVED (warning: set to 0)",
    "1,   GETSPI",
    "2,   UPDATE",
    "3,   ADD",
    "4,   DELETE",
    "5,   GET",
    "6,   ACQUIRE",
    "7,   REGISTER",
    "8,   EXPIRE",
    "9,   FLUSH",
    "10,  DUMP",
    "11,  X_PROMISC",
    "12,  X_INVERSE_ACQUIRE",
    "13,  UPDATE PAIR",
    "14,  DELETE PAIR",
    "15,  Unknown (15)",
    "255, Unknown (255)",
  })
  void messageTypes(int code, String text) {
    Header header = Header.request(MessageType.ADD, SaType.AH, -1, -1).withTypeCode(code);
    assertThat(printed(NUMERIC, Message.of(header)))
        .isEqualTo(
            "Base message (version 2) type "
                + text
                + ", SA type AH.\nMessage length 16 bytes, seq=4294967295, pid=4294967295.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, <unspecified/all>",
    "1, <unknown 1>",
    "2, AH",
    "3, ESP",
    "5, RSVP",
    "6, OSPFv2",
    "7, RIPv2",
    "8, Mobile IP",
    "9, <unknown 9>",
  })
  void saTypes(int code, String text) {
    Header header = Header.request(MessageType.FLUSH, SaType.of(code), 1, 1);
    assertThat(printed(NUMERIC, Message.of(header))).contains(", SA type " + text + ".\n");
  }

  /** A kernel may be newer than this program. */
  @ParameterizedTest
  @ValueSource(ints = {84, 90, 65535})
  void diagnosticsThatAreNotKnownPrintTheirNumber(int code) {
    Header header = Header.request(MessageType.ADD, SaType.AH, 1, 1).withError(22, code);
    assertThat(printed(NUMERIC, Message.of(header)))
        .contains("\n  Diagnostic code " + code + ":  Unknown diagnostic code.\n");
  }

  @Test
  void errorsCarryTheirDiagnostic() {
    Header header = Header.request(MessageType.ADD, SaType.AH, 1, 1).withError(22, 83);
    assertThat(printed(NUMERIC, Message.of(header)))
        .contains(
            """
            SA type AH.
            Error Invalid argument from PF_KEY.
              Diagnostic code 83:  Unknown diagnostic code.
            Message length\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0, LARVAL",
    "1, MATURE",
    "2, DYING",
    "3, DEAD",
    "4, ACTIVE_ELSEWHERE",
    "5, IDLE",
    "6, <unknown 6>",
    "255, <unknown 255>",
  })
  void states(int code, String text) {
    assertThat(printed(new Sa(0xffffffff, 255, code, 0, 0, 0)))
        .isEqualTo(
            "SA: SADB_ASSOC spi=0xffffffff, replay window size=255, state="
                + text
                + "\nSA: flags=0x0 < >\n");
  }

  @ParameterizedTest
  @EnumSource
  void flags(SaFlag flag) {
    String name =
        switch (flag) {
          case PFS, NOREPLAY -> flag.name() + " ";
          // These have no printed name.
          case KM1, KM2, KM3, KM4, KRES1, KRES2 -> "";
          default -> "X_" + flag.name() + " ";
        };
    assertThat(printed(new Sa(1, 0, 1, 0, 0, flag.bit())))
        .endsWith("SA: flags=0x" + Integer.toHexString(flag.bit()) + " < " + name + ">\n");
  }

  @Test
  void addressesOfBothFamiliesWithNames() {
    Address mapped =
        new Address(
            Address.Kind.DST, 4, 32, SocketAddress.Inet6.mapped(0xc0000201).withPort(65535));
    assertThat(printed(PrintOptions.PLAIN, dumped(SRC, mapped)))
        .endsWith(
            """
            SRC: Source address (proto=0/<unspecified>)
            SRC: AF_INET: port 0, 192.0.2.1 (me.example.com).
            DST: Destination address (proto=4/ipip)
            DST: AF_INET6: port 65535, ::ffff:192.0.2.1/32 (me.example.com).
            """);
  }

  @ParameterizedTest
  @EnumSource
  void everyAddressHasItsTag(Address.Kind kind) {
    String tag =
        switch (kind) {
          case SRC -> "SRC: Source";
          case DST -> "DST: Destination";
          case INNER_SRC -> "INS: Inner source";
          case INNER_DST -> "IND: Inner destination";
          case NATT_LOC -> "NLC: NAT-T local";
          case NATT_REM -> "NRM: NAT-T remote";
        };
    assertThat(printed(new Address(kind, 1, 2, new SocketAddress.Inet(3, 4))))
        .isEqualTo(
            tag + " address (proto=1)\n" + tag.substring(0, 5) + "AF_INET: port 3, 0.0.0.4/2.\n");
  }

  @Test
  void lifetimesComeLastWhateverTheirPlace() {
    assertThat(printed(new Lifetime(Lifetime.Kind.IDLE, 0, 0, 61, 60), DST).lines().toList())
        .containsExactly(
            "DST: Destination address (proto=0)",
            "DST: AF_INET: port 0, 192.0.2.2.",
            " LT: Lifetime information",
            "ILT: Idle lifetime information:",
            "ILT: 61 seconds (1.02 minute) of post-add lifetime.",
            "ILT: 60 seconds of post-use lifetime.");
  }

  /** The original fails here. */
  @Test
  void timesBeyondTheCalendarOfC() {
    assertThat(
            printed(
                new Lifetime(Lifetime.Kind.CURRENT, 0, 0, Long.MAX_VALUE, 0),
                new Lifetime(Lifetime.Kind.HARD, 0, 0, 1L << 62, 0)))
        .contains("CLT: SA added at time: Sun Dec  4 15:30:07 292277026596\n")
        .contains("HLT: 4611686018427387904 seconds of post-add lifetime.\n")
        .contains("HLT: Hard expiration occurred\n");
  }

  @Test
  void theEarlierLimitExpiresFirst() {
    Lifetime current =
        new Lifetime(Lifetime.Kind.CURRENT, 0, 0, PrintFixture.NOW - 100, PrintFixture.NOW - 10);
    assertThat(printed(current, new Lifetime(Lifetime.Kind.SOFT, 0, 0, 120, 15)))
        .contains("SLT: Soft expiration occurs in 5 seconds\n");
    assertThat(printed(current, new Lifetime(Lifetime.Kind.SOFT, 0, 0, 100, 15)))
        .contains("SLT: Soft expiration occurs in 0 seconds\n");
    assertThat(printed(current, new Lifetime(Lifetime.Kind.SOFT, 0, 0, 99, 15)))
        .contains("SLT: Soft expiration occurred\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5,          'Manual SA with cookie:\" (0x5/5)'",
    "1, 7,          'bgp peers\" (7)'",
    "1, 8,          '<Label not found.>\" (8)'",
    "1, 4294967303, 'bgp peers\" (7)'",
    "2, 5,          'KINK:\" (0x5/5)'",
    "3, -1,         'IKEV2:\" (0xffffffffffffffff/18446744073709551615)'",
    "9, 1,          '<unknown KM protocol>\" (0x1/1)'",
  })
  void cookies(int protocol, long cookie, String text) {
    assertThat(printed(new KmCookie(protocol, cookie)))
        .isEqualTo("KMC:  Protocol " + protocol + ", cookie=\"" + text + "\n");
  }

  @Test
  void replayValuesPreferThe32Bits() {
    assertThat(printed(new ReplayValue(-1, 7))).isEqualTo("RPL: Replay Value 4294967295\n");
    assertThat(printed(new ReplayValue(0, 7))).isEqualTo("RPL: Replay Value 7\n");
    assertThat(printed(new ReplayValue(0, 0))).isEqualTo("RPL: Replay Value <Value not found.>0\n");
  }

  @Test
  void algorithmZeroIsNone() {
    assertThat(
            printed(
                new Supported(
                    Supported.Kind.ENCRYPT, 0, List.of(new Supported.Algorithm(0, 1, 2, 3, 4, 5)))))
        .isEqualTo(
            """
            SUE: Supported encryption algorithms.
            SUE: <none> minbits=2, maxbits=3, ivlen=1, saltbits=5, increment=4.
            """);
  }

  @Test
  void extendedProposalOfStrangeAlgorithms() {
    ExtendedProposal proposal =
        new ExtendedProposal(
            1,
            0,
            List.of(
                new ExtendedProposal.Combination(
                    0,
                    0,
                    0,
                    new Proposal.Limits(1, 2, 3, 4, 5, 6, 7, 8),
                    List.of(
                        new ExtendedProposal.AlgorithmDescription(
                            2, 2, 12, 0, new Proposal.BitRange(128, 256)),
                        new ExtendedProposal.AlgorithmDescription(
                            9, 3, 1, 4, new Proposal.BitRange(0, 1))))));
    assertThat(printed(proposal))
        .isEqualTo(
            "EPR: Extended Proposal, replay counter = 1, number of combinations = 1.\n"
                + "EPR:  Extended combination #1:\n"
                + "EPR:  HARD: alloc=2, bytes=4, post-add secs=6, post-use secs=8\n"
                + "EPR:  SOFT: alloc=1, bytes=3, post-add secs=5, post-use secs=7\n"
                + "EPR:  Alg #1 for AH Encryption = aes-cbc"
                + "  minbits=128, maxbits=256, saltbits=0\n"
                + "EPR:  Alg #2 for satype=9 algtype(3) = alg(1)"
                + "  minbits=0, maxbits=1, saltbits=4\n");
  }

  @Test
  void identitiesWithControlCharactersCannotSteerATerminal() {
    assertThat(
            printed(
                Identity.of(
                    Identity.Kind.DST, 6, "a\u001b[2J\nb".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("DID: Destination identity, uid=0, type Generic key id\nDID: a?[2J?b\n");
  }

  @Test
  void anOversizedExtensionPrintsWhatIsKnownOfIt() {
    assertThat(printed(new Oversized(DST, Octets.of(new byte[16])))).isEqualTo(printed(DST));
  }

  @Test
  void aTooShortExtensionPrintsItsWords() {
    assertThat(
            printed(
                new UnknownExtension(
                    ExtensionType.SA.code(), Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4))))
        .isEqualTo("UNK: Unknown ext. 1, len 8.\nUNK: 0x403020100010001\n");
  }

  /** Its words are not printed in either byte order: an unknown extension may hold a key. */
  @Test
  void paranoidHidesWhatIsUnknown() {
    Message message =
        dumped(new UnknownExtension(99, Octets.of((byte) 1, (byte) 2, (byte) 3, (byte) 4)));
    assertThat(printed(PARANOID, message))
        .endsWith("UNK: Unknown ext. 99, len 8.\nUNK: 0xXXXXXXXXXXXXXXXX\n");
  }

  @Property
  void everyMessagePrintsInWholeLines(@ForAll("messages") Message message) {
    for (PrintOptions options : List.of(NUMERIC, PrintOptions.PLAIN, PARANOID)) {
      assertThat(printed(options, message)).startsWith("Base message (version ");
    }
  }

  /** Every extension but a lifetime, which prints with the others, has lines of its own. */
  @Property(tries = 300)
  void everyExtensionPrints(@ForAll("extensions") Extension extension) {
    assertThat(printed(extension)).isNotEmpty();
  }

  @Property(tries = 300)
  void paranoidShowsNoDigitOfAKey(@ForAll("keys") Key key) {
    String text = printed(PARANOID, dumped(key));
    assertThat(text.substring(text.indexOf(" key.\n")))
        .matches("(?s) key\\.\n.KY: [X\\[\\]]*/[0-9+]+\n");
  }

  @Test
  void keysPrintWhatIsThere() {
    Key claimsTooMuch = key(Key.Kind.AUTH, 65535, 65535, "0011223344556677");
    assertThat(printed(claimsTooMuch))
        .isEqualTo("AKY: Authentication key.\nAKY: 0011223344556677[]/65535+65535\n");
  }

  @Provide
  Arbitrary<Message> messages() {
    return ArbitraryMessages.messages();
  }

  @Provide
  Arbitrary<Extension> extensions() {
    return ArbitraryMessages.known();
  }

  @Provide
  Arbitrary<Key> keys() {
    return ArbitraryMessages.keys();
  }
}
