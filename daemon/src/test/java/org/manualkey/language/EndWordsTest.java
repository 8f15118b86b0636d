package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.extension;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.places;
import static org.manualkey.language.Texts.problem;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.SaFlag;

/**
 * The words for the two ends of an SA: addresses, directions, tunnels, NAT traversal and
 * identities.
 */
final class EndWordsTest {
  @Test
  void directionsStandAnywhereAndAddUp() {
    assertThat(command(ADD.replace("add esp ", "add esp inbound ")).sa().flags())
        .isEqualTo(SaFlag.INBOUND.bit());
    int both = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();
    assertThat(command(ADD + " inbound outbound inbound").sa().flags()).isEqualTo(both);
    assertThat(command("get esp outbound spi 256").sa().flags()).isEqualTo(SaFlag.OUTBOUND.bit());
  }

  @Test
  void innerWordsMakeATunnel() {
    for (String words :
        List.of("isrc 10.0.0.0/8", "idst 10.0.0.1", "isport 1", "idport 1", "iproto 6")) {
      Command.OneSa command = command(ADD + " " + words);
      assertThat(command.sa().has(SaFlag.TUNNEL)).as(words).isTrue();
      assertThat(command.tunnel()).as(words).isNotNull();
    }
    assertThat(command(ADD).tunnel()).isNull();
    assertThat(command(ADD).sa().has(SaFlag.TUNNEL)).isFalse();
  }

  @Test
  void outerProtocolOfATunnelShouldCarryIp() {
    for (String words :
        List.of(" proto 6 isrc 10.0.0.1", " proto 6 iproto 17", " proto 6 idport 7")) {
      assertThat(places(file(ADD + words)))
          .containsExactly("inner-protocol@1:" + (ADD.length() + 8));
    }
    assertThat(codes(ADD + " isrc 10.0.0.1 proto 4")).isEmpty();
    assertThat(codes(ADD + " isrc 10.0.0.1 proto 41")).isEmpty();
    assertThat(codes(ADD + " proto 6")).isEmpty();
  }

  @Test
  void nattAndEncapNeedEachOther() {
    assertThat(codes(ADD + " nat_lport 4500")).containsExactly(ProblemCode.NATT_WITHOUT_ENCAP);
    assertThat(codes(ADD + " nat_rem 1.2.3.4")).containsExactly(ProblemCode.NATT_WITHOUT_ENCAP);
    assertThat(codes(ADD + " encap udp")).containsExactly(ProblemCode.ENCAP_WITHOUT_NATT);
    assertThat(problem(ADD + " encap udpx nat_loc 1.2.3.4").code())
        .isEqualTo(ProblemCode.UNKNOWN_ENCAPSULATION);
  }

  @Test
  void zeroIsNoPortOfNatTraversal() {
    assertThat(codes(ADD + " encap udp nat_lport 0"))
        .containsExactly(ProblemCode.ENCAP_WITHOUT_NATT);
    assertThat(codes(ADD + " nat_lport 0 nat_rport 0x0")).isEmpty();
    assertThat(command(ADD + " nat_lport 0").natt()).isNull();
    assertThat(codes(ADD + " encap udp nat_lport 0 nat_rport 4500")).isEmpty();
    assertThat(codes(ADD + " encap udp nat_lport x")).containsExactly(ProblemCode.BAD_NUMBER);
  }

  @Test
  void prefixesBelongToInnerAddressesOnly() {
    assertThat(codes(ADD.replace("192.0.2.2", "192.0.2.2/32"))).contains(ProblemCode.BAD_ADDRESS);
    assertThat(problem(ADD + " isrc 10.0.0.0/200").code()).isEqualTo(ProblemCode.BAD_PREFIX);
    assertThat(command(ADD + " isrc 10.0.0.0/8").tunnel().source().host().prefixLength())
        .isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"src", "dst", "isrc", "idst", "nat_loc", "nat_rem"})
  void namesNeedALookUpAndAreRefusedUnderMinusN(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String text = EveryWord.addWith(word, spelling, "host.example");
    assertThat(command(text).needsLookup()).isTrue();
    assertThat(codes(Texts.numericFile(text).getFirst())).containsExactly(ProblemCode.BAD_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"srcidtype fqdn", "dstidtype prefix"})
  void identityNeedsTypeAndValue(String words) {
    assertThat(problem(ADD + " " + words).code()).isEqualTo(ProblemCode.MISSING_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "prefix,1",
    "fqdn,2",
    "FQDN,2",
    "domain,2",
    "domainname,2",
    "user_fqdn,3",
    "mailbox,3",
    "Mailbox,3",
    "der_dn,4",
    "der_gn,5",
    "7,7",
    "0xffff,65535"
  })
  void identityTypesIgnoreCaseAndMayBeNumbers(String word, int type) {
    Command.OneSa command = command(ADD + " srcidtype " + word + " \"a b\"");
    Identity identity = extension(command, Identity.class);
    assertThat(identity.idType()).isEqualTo(type);
    assertThat(identity.kind()).isEqualTo(Identity.Kind.SRC);
    assertThat(extension(command(ADD + " dstidtype " + word + " x"), Identity.class).kind())
        .isEqualTo(Identity.Kind.DST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "65536", "-1"})
  void unknownIdentityTypesAreErrors(String word) {
    assertThat(problem(ADD + " srcidtype " + word + " x").code())
        .isEqualTo(ProblemCode.UNKNOWN_IDENTITY_TYPE);
  }
}
