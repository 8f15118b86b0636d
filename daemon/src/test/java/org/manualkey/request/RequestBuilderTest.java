package org.manualkey.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.request.ScriptedResolver.address;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Command;
import org.manualkey.language.Parsed;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.illumos.IllumosCodec;
import org.manualkey.pfkey.illumos.MalformedMessageException;
import org.manualkey.secret.SecretText;

final class RequestBuilderTest {
  private static final String KEY = " authalg md5 authkey 8404af193aa7b8796bca7db24997a5c7";

  private final ScriptedResolver resolver =
      new ScriptedResolver()
          .with("four", "192.0.2.1")
          .with("six", "2001:db8::1")
          .with("link", "fe80::1")
          .with("both", "192.0.2.1", "2001:db8::1")
          .with("many", "192.0.2.1", "192.0.2.2", "2001:db8::1", "fe80::1")
          .with("fours", "192.0.2.8", "192.0.2.9")
          .with("manySix", "192.0.2.8", "2001:db8::8", "2001:db8::9")
          .with("loop", "127.0.0.1", "::1")
          .silentAbout("silent");

  private final RequestBuilder requests = builder(false);

  private RequestBuilder builder(boolean numeric) {
    return new RequestBuilder(resolver, numeric);
  }

  private static Command.OneSa command(String text, boolean numeric) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    List<Parsed> parsed = new ArrayList<>();
    new Parser(AlgorithmsFile.builtIn(), numeric)
        .parseFile(SecretText.taking("keys", octets), parsed::add);
    assertThat(parsed).hasSize(1);
    assertThat(parsed.getFirst().problems()).noneMatch(Problem::isError);
    return (Command.OneSa) parsed.getFirst().command();
  }

  private RequestBatch of(String text) {
    return requests.of(command(text, false));
  }

  private RequestBatch add(String words) {
    return of("add esp spi 0x1001 " + words + KEY);
  }

  /** The only message of an add without problems. */
  private Message one(String words) {
    RequestBatch made = add(words);
    assertThat(made.problems()).isEmpty();
    assertThat(made.messages()).hasSize(1);
    return made.messages().getFirst();
  }

  private static List<ProblemCode> codes(RequestBatch made) {
    return made.problems().stream().map(Problem::code).toList();
  }

  private static List<SocketAddress> ends(RequestBatch made) {
    List<SocketAddress> ends = new ArrayList<>();
    for (Message message : made.messages()) {
      ends.add(message.source().socketAddress());
      ends.add(message.destination().socketAddress());
    }
    return ends;
  }

  private static Address extension(Message message, Address.Kind kind) {
    return (Address) message.find(kind.type());
  }

  @Test
  void literalAddressesAreNotLookedUp() {
    Message message = one("src 192.0.2.1 dst 192.0.2.2");
    assertThat(resolver.asked()).isEmpty();
    assertThat(message.header().type()).isEqualTo(MessageType.ADD);
    assertThat(message.source().socketAddress()).isEqualTo(address("192.0.2.1"));
    assertThat(message.destination().socketAddress()).isEqualTo(address("192.0.2.2"));
  }

  @Test
  void missingSourceIsTheUnspecifiedAddress() {
    assertThat(one("dst 192.0.2.2").source().socketAddress())
        .isEqualTo(SocketAddress.Inet6.UNSPECIFIED);
    assertThat(one("dst 192.0.2.2 sport 7").source().socketAddress())
        .isEqualTo(SocketAddress.Inet6.UNSPECIFIED.withPort(7));
  }

  @Test
  void portsAndProtocolStandInBothOuterAddresses() {
    Message message = one("src 192.0.2.1 sport 1 dst 192.0.2.2 dport 2 proto 17");
    assertThat(message.source().socketAddress().port()).isEqualTo(1);
    assertThat(message.destination().socketAddress().port()).isEqualTo(2);
    assertThat(message.source().protocol()).isEqualTo(17);
    assertThat(message.destination().protocol()).isEqualTo(17);
  }

  @Test
  void wholeRequestIsABaseHeaderAlone() {
    Message flush = RequestBuilder.whole(MessageType.FLUSH, SaType.ESP);
    assertThat(flush.extensions()).isEmpty();
    assertThat(flush.header().saType()).isEqualTo(SaType.ESP);
  }

  @Test
  void commandRunsOncePerDestinationWithTheSourceThatFits() {
    RequestBatch made = add("src both dst many".replace("many", "both"));
    assertThat(codes(made)).isEmpty();
    assertThat(ends(made))
        .containsExactly(
            address("192.0.2.1"), address("192.0.2.1"),
            address("2001:db8::1"), address("2001:db8::1"));
  }

  @Test
  void aProblemOfEachAddressOfANameIsReportedOnce() {
    Problem repeated = new Problem(ProblemCode.NO_MATCHING_SOURCE, 1, 2, 3, null, "");
    Problem other = new Problem(ProblemCode.NO_MATCHING_SOURCE, 2, 2, 3, null, "");
    assertThat(new RequestBatch(List.of(), List.of(repeated, other, repeated), false).problems())
        .containsExactly(repeated, other);
  }

  @Test
  void destinationAddressesThatMatchNoSourceAreSkippedWithAWarning() {
    RequestBatch made = add("src four dst both");
    assertThat(codes(made)).containsExactly(ProblemCode.UNMATCHED_DESTINATION);
    assertThat(made.problems().getFirst().message()).contains("'both'; 2001:db8:");
    assertThat(made.problems().getFirst().column()).isEqualTo(33);
    assertThat(made.hasErrors()).isFalse();
    assertThat(ends(made)).containsExactly(address("192.0.2.1"), address("192.0.2.1"));

    assertThat(ends(add("src fe80::7 dst many")))
        .containsExactly(address("fe80::7"), address("fe80::1"));
    assertThat(ends(of("update esp spi 256 src six dst both")))
        .containsExactly(address("2001:db8::1"), address("2001:db8::1"));
  }

  @Test
  void commandsThatNameAnSaNeedASourceForEachDestination() {
    RequestBatch made = of("delete esp spi 256 src four dst both");
    assertThat(made.hasErrors()).isTrue();
    assertThat(codes(made)).containsExactly(ProblemCode.NO_MATCHING_SOURCE);
    assertThat(made.retry()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "four,2001:db8::9",
    "six,192.0.2.9",
    "link,2001:db8::9",
    "six,fe80::9",
    "six,fec0::9",
    "loop,six",
    "192.0.2.1,2001:db8::9",
    "192.0.2.1,ff02::5",
    "2001:db8::1,192.0.2.9",
    "2001:db8::1,fours",
    "fe80::1,224.0.0.5"
  })
  void sourceMustBeOfTheFamilyAndThatOfANameOfTheScopeOfTheDestination(
      String source, String destination) {
    assertThat(codes(add("src " + source + " dst " + destination)))
        .containsExactly(ProblemCode.NO_MATCHING_SOURCE);
  }

  @ParameterizedTest
  @CsvSource({
    // What the user wrote is not refused for its scope (OSPFv3, RFC 4552).
    "fe80::200:5eff:fe00:5301,ff02::5",
    "fe80::1,2001:db8::9",
    "fe80::1,ff0e::5",
    "2001:db8::1,fe80::9",
    "fec0::1,six",
    "::1,2001:db8::9",
    // Nor is any source.
    "::,fe80::200:5eff:fe00:5301",
    "::,ff02::5",
    "::,192.0.2.9",
    "::,link",
    // Of a name, what reaches the destination is used: ::1 is of a link, and so is ff02::5.
    "loop,fe80::9",
    "loop,::1",
    "link,ff02::5",
    "link,ff0e::5",
    "six,ff02::5",
    "six,ff05::2"
  })
  void sourceFitsTheDestination(String source, String destination) {
    Message message = one("src " + source + " dst " + destination);
    if (!source.matches("[a-z]+")) {
      assertThat(message.source().socketAddress()).isEqualTo(address(source));
    }
  }

  @Test
  void anySourceIsThatOfTheFamilyOfTheDestination() {
    assertThat(ends(add("src 0.0.0.0 dst both")))
        .containsExactly(
            address("0.0.0.0"),
            address("192.0.2.1"),
            SocketAddress.Inet6.UNSPECIFIED,
            address("2001:db8::1"));
  }

  @Test
  void sourceOfTheScopeOfAGroupIsTakenFirst() {
    assertThat(ends(add("src many dst ff02::5"))).startsWith(address("fe80::1"));
    assertThat(ends(add("src many dst ff0e::5"))).startsWith(address("2001:db8::1"));
  }

  @ParameterizedTest
  @CsvSource({
    "many,192.0.2.9",
    "fours,192.0.2.9",
  })
  void severalSourcesThatFitLeaveItOutWithAWarning(String source, String destination) {
    RequestBatch made = add("src " + source + " dst " + destination);
    assertThat(codes(made)).containsExactly(ProblemCode.AMBIGUOUS_NAME);
    assertThat(ends(made)).containsExactly(SocketAddress.Inet6.UNSPECIFIED, address(destination));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "get", "delete-pair"})
  void severalSourcesStayAnySourceWhereAnSaIsNamed(String verb) {
    RequestBatch made = of(verb + " esp spi 5 src fours dst 192.0.2.2");
    assertThat(made.messages()).hasSize(1);
    assertThat(made.messages().getFirst().extensions())
        .containsExactly(
            made.messages().getFirst().sa(),
            new Address(Address.Kind.SRC, 0, 0, SocketAddress.Inet6.UNSPECIFIED),
            new Address(Address.Kind.DST, 0, 0, address("192.0.2.2")));
  }

  @Test
  void withoutADestinationEachSourceIsAskedFor() {
    assertThat(of("delete esp spi 5 src fours").messages())
        .extracting(message -> message.source().socketAddress())
        .containsExactly(address("192.0.2.8"), address("192.0.2.9"));
  }

  @ParameterizedTest
  @CsvSource({"fe80::9,fe80::1", "2001:db8::9,2001:db8::1"})
  void oneSourceOfTheScopeIsTakenAmongMany(String destination, String source) {
    RequestBatch made = add("src many dst " + destination);
    assertThat(codes(made)).isEmpty();
    assertThat(ends(made)).containsExactly(address(source), address(destination));
  }

  @Test
  void inet6WordsSeeOnlyIpv6Addresses() {
    assertThat(ends(add("dst6 both")))
        .containsExactly(SocketAddress.Inet6.UNSPECIFIED, address("2001:db8::1"));
    assertThat(ends(add("src6 both dst six")))
        .containsExactly(address("2001:db8::1"), address("2001:db8::1"));
    assertThat(codes(add("dst6 four"))).containsExactly(ProblemCode.UNKNOWN_HOST);
  }

  @Test
  void unknownNamesAreErrorsWhereTheyStand() {
    RequestBatch made = add("src nobody dst nowhere");
    assertThat(codes(made))
        .containsExactlyInAnyOrder(ProblemCode.UNKNOWN_HOST, ProblemCode.UNKNOWN_HOST);
    assertThat(made.retry()).isFalse();
    assertThat(made.problems()).extracting(Problem::column).containsExactlyInAnyOrder(24, 35);
  }

  @Test
  void silentNameServiceIsAnErrorThatMayGoAway() {
    RequestBatch made = add("dst silent");
    assertThat(made.hasErrors()).isTrue();
    assertThat(made.retry()).isTrue();
    assertThat(codes(made)).containsExactly(ProblemCode.NO_NAME_ANSWER);
    assertThat(made.problems().getFirst().withoutWords()).contains("did not answer");
  }

  @Test
  void nameIsAskedForOnceWhateverItsUse() {
    add("src both dst both");
    add("src6 both dst6 both isrc both");
    add("dst nowhere");
    add("dst nowhere");
    assertThat(resolver.asked()).containsExactlyInAnyOrder("both", "nowhere");
  }

  @Test
  void innerAddressesComeInPairsWithTheirPrefixes() {
    Message message = one("dst 192.0.2.2 isrc 10.0.0.0/8 isport 5 iproto 6");
    assertThat(extension(message, Address.Kind.INNER_SRC))
        .isEqualTo(new Address(Address.Kind.INNER_SRC, 6, 104, address("10.0.0.0").withPort(5)));
    assertThat(extension(message, Address.Kind.INNER_DST))
        .isEqualTo(new Address(Address.Kind.INNER_DST, 6, 0, SocketAddress.Inet6.UNSPECIFIED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "isrc fours",
        "idst fours",
        "isrc both/32 idst 10.0.0.1",
        "isrc6 manySix",
        "encap udp nat_loc fours",
        "encap udp nat_rem fours",
        "encap udp nat_loc both nat_lport 4500"
      })
  void innerAndNattNamesWithSeveralAddressesAreErrors(String words) {
    RequestBatch made = add("dst 192.0.2.2 " + words);
    assertThat(codes(made)).containsExactly(ProblemCode.SEVERAL_ADDRESSES);
    assertThat(made.messages()).isEmpty();
    assertThat(made.retry()).isFalse();
  }

  @Test
  void nattFlagsFollowTheAddresses() {
    Message message = one("dst 192.0.2.2 encap udp nat_loc 10.0.0.1 nat_lport 4500 nat_rport 7");
    assertThat(extension(message, Address.Kind.NATT_LOC).socketAddress())
        .isEqualTo(address("10.0.0.1").withPort(4500));
    assertThat(extension(message, Address.Kind.NATT_REM).socketAddress())
        .isEqualTo(new SocketAddress.Inet(7, 0));
    assertThat(message.sa().has(SaFlag.NATT_LOC)).isTrue();
    assertThat(message.sa().has(SaFlag.NATT_REM)).isTrue();
    message = one("dst 192.0.2.2 encap udp nat_loc 10.0.0.1 nat_rport 0");
    assertThat(extension(message, Address.Kind.NATT_REM)).isNull();
    assertThat(message.sa().has(SaFlag.NATT_REM)).isFalse();
    assertThat(one("dst 192.0.2.2 encap udp nat_rport 7").sa().has(SaFlag.NATT_LOC)).isFalse();
  }

  @Test
  void namingCommandsCarryOnlyWhatWasGiven() {
    Message get = of("get esp spi 256").messages().getFirst();
    assertThat(get.extensions()).containsExactly(get.sa());
    get = of("get esp dst 192.0.2.2 dport 5 proto 6 spi 256").messages().getFirst();
    assertThat(get.extensions())
        .containsExactly(new Address(Address.Kind.DST, 0, 0, address("192.0.2.2")), get.sa());
    get = of("delete esp spi 256 dport 5").messages().getFirst();
    assertThat(get.destination().socketAddress())
        .isEqualTo(SocketAddress.Inet6.UNSPECIFIED.withPort(5));
    get = of("get esp spi 5 dst 192.0.2.2 sport 7 proto 6").messages().getFirst();
    assertThat(get.source())
        .isEqualTo(
            new Address(Address.Kind.SRC, 6, 0, SocketAddress.Inet6.UNSPECIFIED.withPort(7)));
    assertThat(of("get esp spi 5 dst 192.0.2.2 sport 0").messages().getFirst().source()).isNull();
  }

  @Test
  void namingCommandsRunOncePerDestinationToo() {
    assertThat(of("delete esp spi 256 dst both").messages()).hasSize(2);
  }

  @Test
  void numericBuilderLeavesFamiliesToTheKernel() {
    RequestBatch made =
        builder(true).of(command("add esp spi 0x1001 src 192.0.2.1 dst 2001:db8::9" + KEY, true));
    assertThat(made.problems()).isEmpty();
    assertThat(ends(made)).containsExactly(address("192.0.2.1"), address("2001:db8::9"));
  }

  @ParameterizedTest
  @CsvSource({
    "add esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2 auth_alg md5 authkey"
        + " 8404af193aa7b8796bca7db24997a5c7,"
        + "0203000311000000010000009210000002000100000010010001020b0000000003000800800000008404af19"
        + "3aa7b8796bca7db24997a5c705000600000000001a0000000000000000000000000000000000ffffc0000202"
        + "000000000000000005000500000000001a0000000000000000000000000000000000ffffc000020100000000"
        + "00000000",
    "add ah spi 0x1002 src 192.0.2.1 dst 192.0.2.2 authalg 2 authkey"
        + " 8404af193aa7b8796bca7db24997a5c7,"
        + "020300021100000001000000921000000200010000001002000102000000000003000800800000008404af19"
        + "3aa7b8796bca7db24997a5c705000600000000001a0000000000000000000000000000000000ffffc0000202"
        + "000000000000000005000500000000001a0000000000000000000000000000000000ffffc000020100000000"
        + "00000000"
  })
  void messagesAreThoseOfTheOriginal(String text, String hex) throws MalformedMessageException {
    Message recorded =
        new IllumosCodec(ByteOrder.LITTLE_ENDIAN)
            .decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    Message ours = of(text).messages().getFirst();
    assertThat(ours.header()).isEqualTo(recorded.header().withSeqAndPid(0, 0));
    assertThat(ours.extensions())
        .containsExactlyInAnyOrder(recorded.extensions().toArray(Extension[]::new));
  }
}
