package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.extension;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.places;
import static org.manualkey.language.Texts.problem;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;

final class OneSaParserTest {
  /** The least that an add must have, word by word: word, value. */
  private static final Map<String, String> LEAST =
      Map.of(
          "spi", "0x1001",
          "dst", "192.0.2.2",
          "authalg", "md5",
          "authkey", "8404af193aa7b8796bca7db24997a5c7");

  /** A value that every word takes. */
  static String valueFor(Word word) {
    return switch (word) {
      case SPI, PAIR_SPI -> "0x1002";
      case REPLAY, PROTO, INNER_PROTO -> "4";
      case STATE -> "mature";
      case AUTH_ALG -> "md5";
      case ENCR_ALG -> "aes";
      case SRC, DST, NAT_LOC, NAT_REM, INNER_SRC, INNER_DST -> "192.0.2.7";
      case SRC6, DST6, INNER_SRC6, INNER_DST6 -> "2001:db8::7";
      case ENCAP -> "udp";
      case AUTHKEY, ENCRKEY -> "8404af193aa7b8796bca7db24997a5c7";
      case SRCIDTYPE, DSTIDTYPE -> "fqdn host.example";
      case RESERVED_BITS -> "0";
      case INBOUND, OUTBOUND, ESN -> "";
      default -> "7";
    };
  }

  /** An add without problems of its own to which this word was added last. */
  static String addWith(Word word, String spelling, String value) {
    StringBuilder text = new StringBuilder("add esp");
    LEAST.forEach((each, given) -> {
      if (Word.bySpelling().get(each).slot() != word.slot()) {
        text.append(' ').append(each).append(' ').append(given);
      }
    });
    switch (word) {
      case ENCAP -> text.append(" nat_lport 4500");
      case NAT_LOC, NAT_REM, NAT_LPORT, NAT_RPORT -> text.append(" encap udp");
      default -> {}
    }
    return text.append(' ').append(spelling).append(' ').append(value).toString();
  }

  static Stream<String> settable() {
    return new TreeSet<>(Word.bySpelling().keySet())
        .stream().filter(spelling -> Word.bySpelling().get(spelling) != Word.FIXED);
  }

  static Stream<String> valued() {
    return settable().filter(spelling -> !Word.bySpelling().get(spelling).isAlone());
  }

  static Stream<String> fixed() {
    return new TreeSet<>(Word.bySpelling().keySet())
        .stream().filter(spelling -> Word.bySpelling().get(spelling) == Word.FIXED);
  }

  @Test
  void languageHasTheWordsOfTheReference() {
    assertThat(Word.bySpelling().keySet())
        .contains(
            ("spi pair-spi replay state auth_alg authalg encr_alg encralg soft_alloc hard_alloc"
                    + " soft_bytes hard_bytes soft_addtime hard_addtime soft_usetime hard_usetime"
                    + " flags current_alloc current_bytes current_addtime current_usetime"
                    + " idle_addtime idle_usetime saddr srcaddr src saddr6 srcaddr6 src6 daddr"
                    + " dstaddr dst daddr6 dstaddr6 dst6 sport dport proto ulp proxyaddr proxy"
                    + " innersrc isrc proxyaddr6 proxy6 innersrc6 isrc6 innerdst idst innerdst6"
                    + " idst6 innersport isport innerdport idport iproto iulp encap nat_loc nat_rem"
                    + " nat_lport nat_rport authkey encrkey reserved_bits srcidtype dstidtype"
                    + " replay_value inbound outbound dpd integ_level integ_map")
                .split(" "));
  }

  @ParameterizedTest
  @MethodSource("settable")
  void everySpellingIsTakenByAdd(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    assertThat(only(addWith(word, spelling, valueFor(word))).hasErrors()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("settable")
  void wordsAreCaseSensitive(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String upper = spelling.toUpperCase(java.util.Locale.ROOT);
    assertThat(codes(addWith(word, upper, valueFor(word)))).contains(ProblemCode.UNKNOWN_EXTENSION);
  }

  @ParameterizedTest
  @MethodSource("valued")
  void secondTimeIsARepeatWhateverTheSynonym(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String once = addWith(word, spelling, valueFor(word));
    for (String synonym : Word.bySpelling().keySet()) {
      if (Word.bySpelling().get(synonym).slot() == word.slot()) {
        String other = valueFor(Word.bySpelling().get(synonym));
        Parsed parsed = only(once + " " + synonym + " " + other);
        assertThat(codes(parsed)).as(synonym).contains(ProblemCode.REPEATED);
        assertThat(codes(parsed)).as(synonym).doesNotContain(ProblemCode.UNKNOWN_EXTENSION);
        assertThat(parsed.command()).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("valued")
  void missingValueAtTheEndIsAnErrorThere(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String text = addWith(word, spelling, "").stripTrailing();
    Parsed parsed = only(text);
    assertThat(codes(parsed)).contains(ProblemCode.MISSING_VALUE);
    assertThat(places(List.of(parsed))).contains("missing-value@1:" + (text.length() + 1));
    assertThat(parsed.problems().getFirst().message()).contains("after '" + spelling + "'");
  }

  @Test
  void whatOnlyXfrmHasIsOneExtension() {
    Command.OneSa command =
        (Command.OneSa)
            only(ADD + " reqid 5 mark 7/0xff if_id 3 esn trunc_bits 96 replay 32").command();
    assertThat(command.extensions()).contains(new XfrmSettings(5, 7, 0xff, 3, true, 96, false, 0));
  }

  @Test
  void aMarkWithoutAMaskIsWhole() {
    Command.OneSa command =
        (Command.OneSa) only("delete esp spi 0x1000 dst 192.0.2.1 mark 0x7").command();
    assertThat(command.extensions()).containsExactly(XfrmSettings.ofMark(7, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7/", "/7", "7/0xff/1", "x", "7/x", "0x", "7/0x"})
  void anythingElseIsNoMark(String mark) {
    assertThat(problem(ADD + " mark " + mark).code()).isEqualTo(ProblemCode.BAD_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x100/0xff", "7/4294967296", "4294967296/7"})
  void aMarkOutsideOfItsMaskOrOf32BitsIsOutOfRange(String mark) {
    assertThat(problem(ADD + " mark " + mark).code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reqid 5", "if_id 5", "esn", "trunc_bits 96"})
  void whatAnSaIsMadeWithIsForAddAlone(String words) {
    for (String verb : List.of("update", "delete", "get")) {
      assertThat(problem(verb + " esp spi 0x1000 dst 192.0.2.1 " + words).code())
          .isEqualTo(ProblemCode.NOT_FOR_COMMAND);
    }
  }

  @Test
  void esnIsRepeatedOnlyByMistake() {
    assertThat(problem(ADD + " esn esn").code()).isEqualTo(ProblemCode.REPEATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"srcidtype fqdn", "dstidtype prefix"})
  void identityNeedsTypeAndValue(String words) {
    assertThat(problem(ADD + " " + words).code()).isEqualTo(ProblemCode.MISSING_VALUE);
  }

  @ParameterizedTest
  @MethodSource("fixed")
  void knownWordsThatCannotBeSetAreRefusedWithTheirValue(String spelling) {
    assertThat(problem(ADD + " " + spelling + " 1").code()).isEqualTo(ProblemCode.NOT_SETTABLE);
    assertThat(problem("update esp spi 1 dst ::1 " + spelling + " 1").code())
        .isEqualTo(ProblemCode.NOT_SETTABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "spi,4294967295",
    "pair-spi,4294967295",
    "replay,4096",
    "sport,65535",
    "dport,65535",
    "proto,255",
    "iproto,255",
    "isport,65535",
    "idport,65535",
    "soft_alloc,4294967295",
    "hard_alloc,4294967295",
    "replay_value,4294967295",
    "reserved_bits,65535",
    "reqid,4294967295",
    "mark,4294967295",
    "if_id,4294967295",
    "trunc_bits,65535",
    "idle_addtime,4294967295",
    "idle_usetime,4294967295",
    "soft_bytes,18446744073709551615",
    "hard_usetime,18446744073709551615"
  })
  void numbersAreNeverCutToTheirField(String word, String largest) {
    Word known = Word.bySpelling().get(word);
    assertThat(only(addWith(known, word, largest)).hasErrors()).isFalse();
    String next = new java.math.BigInteger(largest).add(java.math.BigInteger.ONE).toString();
    Problem problem =
        only(addWith(known, word, next)).problems().stream()
            .filter(Problem::isError)
            .findFirst()
            .get();
    assertThat(problem.code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
    assertThat(problem.hint()).contains(largest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spi",
        "pair-spi",
        "replay",
        "sport",
        "dport",
        "proto",
        "iproto",
        "isport",
        "idport",
        "soft_alloc",
        "hard_bytes",
        "replay_value",
        "reserved_bits",
        "idle_addtime",
        "nat_lport"
      })
  void whatIsNoNumberIsReported(String word) {
    Word known = Word.bySpelling().get(word);
    assertThat(codes(addWith(known, word, "12x"))).contains(ProblemCode.BAD_NUMBER);
  }

  @Test
  void spiZeroIsAnErrorAndReservedOnesAWarning() {
    assertThat(problem(ADD.replace("0x1001", "0")).code()).isEqualTo(ProblemCode.SPI_ZERO);
    assertThat(problem("delete esp spi 0x0 dst ::1").code()).isEqualTo(ProblemCode.SPI_ZERO);
    for (String spi : List.of("1", "255")) {
      assertThat(problem(ADD.replace("0x1001", spi)).code()).isEqualTo(ProblemCode.RESERVED_SPI);
    }
    assertThat(command(ADD.replace("0x1001", "256")).sa().spi()).isEqualTo(256);
    assertThat(command(ADD.replace("0x1001", "0xffffffff")).sa().spi()).isEqualTo(-1);
    assertThat(codes("delete esp spi 1 dst ::1")).isEmpty();
  }

  @Test
  void spiOfAPartnerIsNotZero() {
    assertThat(places(file(ADD + " pair-spi 0x0")))
        .containsExactly("spi-zero@1:" + (ADD.length() + 11));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encralg null encrkey c167f76601f6918b4c4230bd155037c6",
        "encralg 11 encrkey c167f76601f6918b4c4230bd155037c6",
        "encrkey c167f76601f6918b4c4230bd155037c6 encralg NULL"
      })
  void nullEncryptionTakesNoKey(String words) {
    int column = ADD.length() + 2 + words.indexOf("c167");
    assertThat(places(file(ADD + " " + words))).containsExactly("key-with-null@1:" + column);
    assertThat(codes(ADD + " encralg null")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"authalg none", "authalg ANY", "authalg 0", "encralg any", "encralg 0x0"})
  void algorithmZeroAloneIsNone(String words) {
    String key = words.startsWith("a") ? " authkey " : " encrkey ";
    String text = "add esp spi 0x1001 dst ::1 " + words + key + "8404af193aa7b8796bca7db24997a5c7";
    assertThat(places(file(text))).containsExactly("missing-algorithm@1:36");
    assertThat(codes("update esp spi 0x1001 dst ::1 " + words)).isEmpty();
  }

  @Test
  void addReportsEverythingThatIsMissing() {
    assertThat(codes("add esp"))
        .containsExactly(
            ProblemCode.MISSING_SPI,
            ProblemCode.MISSING_DESTINATION,
            ProblemCode.MISSING_ALGORITHM,
            ProblemCode.MISSING_KEY);
    assertThat(codes("update ah"))
        .containsExactly(ProblemCode.MISSING_SPI, ProblemCode.MISSING_DESTINATION);
    assertThat(codes("get ah")).containsExactly(ProblemCode.MISSING_SPI);
  }

  @Test
  void oneCommandReportsAllItsErrors() {
    assertThat(places(file("add esp spi x authalg what encrkey zz sport 70000 bogus 1 dst ::g")))
        .containsExactly(
            "bad-number@1:13",
            "unknown-algorithm@1:23",
            "bad-key@1:36",
            "out-of-range@1:45",
            "unknown-extension@1:51",
            "bad-address@1:63");
  }

  @ParameterizedTest
  @CsvSource({"mature,1", "dying,2", "dead,3", "1,1", "2,2", "0x3,3"})
  void statesAreWordsOrNumbers(String word, int code) {
    assertThat(command(ADD + " state " + word).sa().stateCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "larval,LARVAL_STATE",
    "0,LARVAL_STATE",
    "256,UNKNOWN_STATE",
    "Mature,UNKNOWN_STATE",
    "x,UNKNOWN_STATE"
  })
  void otherStatesAreRefused(String word, ProblemCode code) {
    assertThat(problem(ADD + " state " + word).code()).isEqualTo(code);
  }

  @Test
  void withoutStateAnSaIsMature() {
    assertThat(command(ADD).sa().stateCode()).isEqualTo(1);
    assertThat(command("get esp spi 256 dst ::1").sa().stateCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"md5,2", "hmac-md5,2", "sha256,5", "3,3", "200,200", "0xff,255"})
  void algorithmsAreNamesOrNumbers(String word, int id) {
    assertThat(command(ADD.replace("authalg md5", "authalg " + word)).sa().auth()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD6", "md6", "256", "-1", "aes"})
  void unknownAlgorithmsAreReportedOnce(String word) {
    assertThat(problem(ADD.replace("authalg md5", "authalg " + word)).code())
        .isEqualTo(ProblemCode.UNKNOWN_ALGORITHM);
  }

  @Test
  void misspeltAlgorithmIsHinted() {
    assertThat(problem(ADD.replace("authalg md5", "authalg sha265")).hint()).contains("'sha256'");
  }

  @Test
  void espWithoutCipherGetsNull() {
    assertThat(command(ADD).sa().encrypt()).isEqualTo(11);
    assertThat(command(ADD.replace("add esp", "add ah")).sa().encrypt()).isZero();
  }

  @Test
  void ahCannotEncrypt() {
    assertThat(places(file(ADD.replace("add esp", "add ah") + " encralg aes")))
        .containsExactly("encryption-for-ah@1:" + (ADD.length() + 1));
  }

  @Test
  void counterModeAndReplayWindowsWarn() {
    assertThat(codes(ADD + " encralg aes-gcm encrkey " + "00".repeat(20)))
        .containsExactly(ProblemCode.COUNTER_MODE_WITH_MANUAL_KEY);
    assertThat(codes(ADD + " replay 4")).containsExactly(ProblemCode.REPLAY_WITH_MANUAL_KEY);
    assertThat(codes(ADD + " replay 0")).isEmpty();
  }

  @Test
  void lifetimesGoToTheirKind() {
    Command.OneSa command =
        command(
            ADD
                + " soft_alloc 1 soft_bytes 2 soft_addtime 3 soft_usetime 4 hard_alloc 5 hard_bytes"
                + " 6 hard_addtime 7 hard_usetime 8 idle_addtime 9 idle_usetime 10");
    assertThat(command.extensions())
        .contains(
            new Lifetime(Lifetime.Kind.SOFT, 1, 2, 3, 4),
            new Lifetime(Lifetime.Kind.HARD, 5, 6, 7, 8),
            new Lifetime(Lifetime.Kind.IDLE, 0, 0, 9, 10));
  }

  @Test
  void pairAndReplayValueAreExtensionsOfTheirOwn() {
    Command.OneSa command = command(ADD + " pair-spi 0x2001 replay_value 5");
    assertThat(extension(command, Pair.class)).isEqualTo(new Pair(0x2001));
    assertThat(extension(command, ReplayValue.class)).isEqualTo(new ReplayValue(5, 0));
    assertThat(command.sa().has(SaFlag.PAIRED)).isTrue();
  }

  @Test
  void zeroIsGivenToo() {
    Command.OneSa command = command(ADD + " replay_value 0 hard_bytes 0");
    assertThat(extension(command, ReplayValue.class)).isEqualTo(new ReplayValue(0, 0));
    assertThat(extension(command, Lifetime.class).isZero()).isTrue();
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

  @Test
  void commandsThatNameAnSaTakeOnlyWhatNamesIt() {
    Set<Word> naming =
        Set.of(
            Word.SPI,
            Word.SRC,
            Word.SRC6,
            Word.DST,
            Word.DST6,
            Word.SPORT,
            Word.DPORT,
            Word.PROTO,
            Word.INBOUND,
            Word.OUTBOUND,
            Word.MARK);
    for (String verb : List.of("delete", "delete-pair", "get")) {
      settable()
          .forEach(spelling -> {
            Word word = Word.bySpelling().get(spelling);
            String spi = word == Word.SPI ? "" : " spi 256";
            List<ProblemCode> codes =
                codes(verb + " esp" + spi + " " + spelling + " " + valueFor(word));
            if (naming.contains(word)) {
              assertThat(codes).as(verb + " " + spelling).isEmpty();
            } else {
              assertThat(codes)
                  .as(verb + " " + spelling)
                  .contains(ProblemCode.NOT_FOR_COMMAND)
                  .doesNotContain(ProblemCode.UNKNOWN_EXTENSION);
            }
          });
    }
  }

  @Test
  void updatePairTakesNoPair() {
    assertThat(problem("update-pair esp spi 256 dst ::1 pair-spi 257").code())
        .isEqualTo(ProblemCode.NOT_FOR_COMMAND);
    assertThat(codes("update-pair esp spi 256 dst ::1 hard_bytes 9")).isEmpty();
    assertThat(codes("update esp spi 256 dst ::1 pair-spi 257")).isEmpty();
  }

  @Test
  void updateMayCarryKeysAndAlgorithms() {
    assertThat(codes(ADD.replace("add", "update"))).isEmpty();
  }

  @Test
  void wordsAfterAnUnknownOneAreNotReportedUntilAKnownOneComes() {
    assertThat(places(file("get esp foo bar baz spi 256 qux")))
        .containsExactly("unknown-extension@1:9", "unknown-extension@1:29");
  }

  @Test
  void commentBehindACommandIsExplained() {
    assertThat(problem("get esp spi 256 # mine").hint()).contains("comment");
  }

  @Test
  void argumentsGoWhereTheyBelong() {
    Command.OneSa command =
        command(
            "add ah spi 0x1001 src 192.0.2.1 sport 1 dst 2001:db8::2 dport 2 proto 17 authalg sha1"
                + " authkey "
                + "11".repeat(20));
    assertThat(command.verb()).isEqualTo(Verb.ADD);
    assertThat(command.saType()).isEqualTo(SaType.AH);
    assertThat(command.sa()).isEqualTo(new Sa(0x1001, 0, 1, 3, 0, 0));
    assertThat(command.source().port()).isEqualTo(1);
    assertThat(command.destination().port()).isEqualTo(2);
    assertThat(command.protocol()).isEqualTo(17);
    assertThat(command.needsLookup()).isFalse();
    assertThat(extension(command, Key.class).bits()).isEqualTo(160);
  }

  @ParameterizedTest
  @ValueSource(strings = {"src", "dst", "isrc", "idst", "nat_loc", "nat_rem"})
  void namesNeedALookUpAndAreRefusedUnderMinusN(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String text = addWith(word, spelling, "host.example");
    assertThat(command(text).needsLookup()).isTrue();
    assertThat(codes(Texts.numericFile(text).getFirst())).containsExactly(ProblemCode.BAD_ADDRESS);
  }

  @Test
  void wipedCommandHasNoKeyLeft() {
    Command.OneSa command = command(ADD);
    Key key = extension(command, Key.class);
    assertThat(key.material().isAllZero()).isFalse();
    command.wipeKeys();
    assertThat(key.material().isAllZero()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {" hard_bytes 5 \\\n", " \\\r\n"})
  void commandBehindABackslashIsOneError(String end) {
    List<Parsed> parsed = file(ADD + end + ADD + "\n" + ADD);
    assertThat(parsed).hasSize(2);
    assertThat(parsed.get(1).hasErrors()).isFalse();
    assertThat(places(parsed.subList(0, 1))).containsExactly("unknown-extension@2:1");
    assertThat(parsed.getFirst().problems().getFirst().message())
        .contains("the line before ends in a backslash");
  }
}
