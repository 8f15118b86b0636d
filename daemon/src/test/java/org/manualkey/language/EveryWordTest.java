package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.places;
import static org.manualkey.language.Texts.problem;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for each word of the command language, or for all of a kind. */
final class EveryWordTest {
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
  @MethodSource("org.manualkey.language.EveryWord#settable")
  void everySpellingIsTakenByAdd(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    assertThat(only(EveryWord.addWith(word, spelling, EveryWord.valueFor(word))).hasErrors())
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#settable")
  void wordsAreCaseSensitive(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String upper = spelling.toUpperCase(java.util.Locale.ROOT);
    assertThat(codes(EveryWord.addWith(word, upper, EveryWord.valueFor(word))))
        .contains(ProblemCode.UNKNOWN_EXTENSION);
  }

  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#valued")
  void secondTimeIsARepeatWhateverTheSynonym(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String once = EveryWord.addWith(word, spelling, EveryWord.valueFor(word));
    for (String synonym : Word.bySpelling().keySet()) {
      if (Word.bySpelling().get(synonym).slot() == word.slot()) {
        String other = EveryWord.valueFor(Word.bySpelling().get(synonym));
        Parsed parsed = only(once + " " + synonym + " " + other);
        assertThat(codes(parsed)).as(synonym).contains(ProblemCode.REPEATED);
        assertThat(codes(parsed)).as(synonym).doesNotContain(ProblemCode.UNKNOWN_EXTENSION);
        assertThat(parsed.command()).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#valued")
  void missingValueAtTheEndIsAnErrorThere(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String text = EveryWord.addWith(word, spelling, "").stripTrailing();
    Parsed parsed = only(text);
    assertThat(codes(parsed)).contains(ProblemCode.MISSING_VALUE);
    assertThat(places(List.of(parsed))).contains("missing-value@1:" + (text.length() + 1));
    assertThat(parsed.problems().getFirst().message()).contains("after '" + spelling + "'");
  }

  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#fixed")
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
    assertThat(only(EveryWord.addWith(known, word, largest)).hasErrors()).isFalse();
    String next = new java.math.BigInteger(largest).add(java.math.BigInteger.ONE).toString();
    Problem problem =
        only(EveryWord.addWith(known, word, next)).problems().stream()
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
    assertThat(codes(EveryWord.addWith(known, word, "12x"))).contains(ProblemCode.BAD_NUMBER);
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
      EveryWord.settable()
          .forEach(spelling -> {
            Word word = Word.bySpelling().get(spelling);
            String spi = word == Word.SPI ? "" : " spi 256";
            List<ProblemCode> codes =
                codes(verb + " esp" + spi + " " + spelling + " " + EveryWord.valueFor(word));
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
}
