package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the octets, the parser comes to an end and speaks of places that exist. */
final class ArbitraryTextTest {
  @Property
  void anyOctetsAreParsed(@ForAll byte[] octets) {
    check(octets);
  }

  @Property
  void anyWordsOfTheLanguageAreParsed(@ForAll("soups") String text) {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void commandsCoverTheLinesInOrderAndOnce(@ForAll("soups") String text) {
    int last = 0;
    for (Parsed parsed : Texts.file(text)) {
      assertThat(parsed.line()).isGreaterThan(last);
      assertThat(parsed.lastLine()).isGreaterThanOrEqualTo(parsed.line());
      last = parsed.lastLine();
    }
  }

  @Property
  void parsingDoesNotDependOnWhatStandsBefore(@ForAll("soups") String text) {
    List<Parsed> alone = Texts.file(text);
    List<Parsed> behind = Texts.file("flush\n\n" + text);
    assertThat(behind).hasSize(alone.size() + 1);
    for (int i = 0; i < alone.size(); i++) {
      Parsed here = alone.get(i);
      Parsed there = behind.get(i + 1);
      assertThat(there.line()).isEqualTo(here.line() + 2);
      assertThat(Texts.codes(there)).isEqualTo(Texts.codes(here));
      assertThat(columns(there)).isEqualTo(columns(here));
    }
  }

  @Property
  void textIsReadOnly(@ForAll byte[] octets) {
    byte[] before = octets.clone();
    Texts.file(octets);
    assertThat(octets).isEqualTo(before);
  }

  @Property
  void lineAloneIsParsedAsAnyOther(@ForAll byte[] octets) {
    Parsed parsed = new Parser(Texts.ALGORITHMS, true).parseLine(Texts.text(octets));
    if (parsed != null) {
      assertThat(parsed.command() == null).isEqualTo(parsed.hasErrors() || onlyWarns(parsed));
    }
  }

  private static boolean onlyWarns(Parsed parsed) {
    return Texts.codes(parsed).contains(ProblemCode.COMMENT_CONTINUES);
  }

  private static List<Integer> columns(Parsed parsed) {
    return parsed.problems().stream().map(Problem::column).toList();
  }

  private static void check(byte[] octets) {
    ExistingPlaces.assertIn(octets, Texts.file(octets));
  }

  @Provide
  static Arbitrary<String> soups() {
    List<String> pieces = new ArrayList<>(new TreeSet<>(Word.bySpelling().keySet()));
    CommandParser.names().stream().filter(name -> !name.matches("exit|quit")).forEach(pieces::add);
    pieces.addAll(
        List.of(
            "esp",
            "ah",
            "all",
            "0x100",
            "0",
            "256",
            "70000",
            "192.0.2.1",
            "10.0.0.0/8",
            "::1",
            "host",
            "grüße",
            "md5",
            "aes",
            "aes-gcm",
            "udp",
            "fqdn",
            "\"a b\"",
            "\"",
            "\"\"",
            "\\",
            "#",
            "00112233445566778899aabbccddeeff",
            "123",
            "ff/7",
            "\\\n",
            "\\\r\n",
            "\n",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u007f",
            "\u001b",
            "é"));
    return Arbitraries.of(pieces)
        .list()
        .ofMaxSize(40)
        .flatMap(words ->
            Arbitraries.of(" ", "  ", "\t", "")
                .map(blank -> String.join(blank.isEmpty() ? " " : blank, words)));
  }
}
