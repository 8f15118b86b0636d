package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.language.Places.Place;

final class PlacesTest {
  private static Places places(String text) {
    return command(text).places();
  }

  /** What stands at a place of a text. */
  private static String at(String text, Place place) {
    String line = text.split("\n", -1)[place.line() - 1];
    return line.substring(place.column() - 1, place.column() - 1 + place.length());
  }

  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#settable")
  void everyWordHasThePlaceOfItsValue(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String value = EveryWord.valueFor(word);
    String text = EveryWord.addWith(word, spelling, value);
    Place place = places(text).at(word);
    String expected = word.isAlone() ? spelling : value.substring(value.lastIndexOf(' ') + 1);
    assertThat(place.line()).isEqualTo(1);
    assertThat(place.column()).isEqualTo(text.lastIndexOf(expected) + 1);
    assertThat(at(text, place).equals(expected)).as("the value of %s", spelling).isTrue();
  }

  @Test
  void theCommandStandsAtItsFirstWord() {
    assertThat(places("\t  " + ADD).command()).isEqualTo(new Place(1, 4, 3));
    assertThat(places("# first\n\n" + ADD).command()).isEqualTo(new Place(3, 1, 3));
  }

  @Test
  void aWordThatWasNotGivenIsMissingAtTheEnd() {
    Places places = places(ADD + "  ");
    assertThat(places.has(Word.SPI)).isTrue();
    assertThat(places.has(Word.HARD_BYTES)).isFalse();
    assertThat(places.at(Word.HARD_BYTES)).isEqualTo(new Place(1, ADD.length() + 1, 0));
    assertThat(places.at(Word.HARD_BYTES)).isEqualTo(places.end());
  }

  @Test
  void continuedLinesAreLines() {
    String text = "delete \\\n esp\\\r\n  spi 7 \\\n\\\n\tdst 192.0.2.2 src \\\n192.0.2.1 \\\n";
    Places places = places("\n" + text);
    assertThat(places.command()).isEqualTo(new Place(2, 1, 6));
    assertThat(places.at(Word.SPI)).isEqualTo(new Place(4, 7, 1));
    assertThat(places.at(Word.DST)).isEqualTo(new Place(6, 6, 9));
    assertThat(places.at(Word.SRC)).isEqualTo(new Place(7, 1, 9));
    assertThat(places.end()).isEqualTo(new Place(7, 10, 0));
  }

  @Test
  void thousandsOfContinuedLinesAreLines() {
    String text = "delete esp " + "\\\n".repeat(20_000) + "spi 7 dst 192.0.2.2";
    assertThat(places(text).at(Word.SPI)).isEqualTo(new Place(20_001, 5, 1));
  }

  @Test
  void aQuotedWordStandsBehindItsQuote() {
    Places places = places(ADD + " srcidtype fqdn \"a host\" replay 0");
    int column = ADD.length() + " srcidtype fqdn \"".length() + 1;
    assertThat(places.at(Word.SRCIDTYPE)).isEqualTo(new Place(1, column, 6));
    assertThat(places.at(Word.REPLAY))
        .isEqualTo(new Place(1, column + "a host\" replay ".length(), 1));
  }

  @Test
  void aTabIsOneColumn() {
    assertThat(places("delete\tesp\t\tspi\t7").at(Word.SPI)).isEqualTo(new Place(1, 17, 1));
  }

  @Test
  void columnsCountOctets() {
    Places places = places(ADD + " srcidtype fqdn \u00e4 replay 0");
    int column = ADD.length() + " srcidtype fqdn ".length() + 1;
    assertThat(places.at(Word.SRCIDTYPE)).isEqualTo(new Place(1, column, 2));
    assertThat(places.at(Word.REPLAY).column()).isEqualTo(column + 2 + " replay ".length());
  }

  @Test
  void synonymsShareAPlace() {
    Places places = places("delete esp spi 7 dst6 2001:db8::1");
    assertThat(places.at(Word.DST)).isEqualTo(new Place(1, 23, 11));
    assertThat(places.at(Word.DST6)).isEqualTo(places.at(Word.DST));
  }

  @Test
  void ofAWordGivenTwiceTheFirstCounts() {
    Places places = places(ADD + " inbound outbound inbound");
    assertThat(places.at(Word.INBOUND)).isEqualTo(new Place(1, ADD.length() + 2, 7));
    assertThat(places.at(Word.OUTBOUND)).isEqualTo(new Place(1, ADD.length() + 10, 8));
  }

  @Test
  void nothingStaysOfTheCommandBefore() {
    Parsed second = Texts.file(ADD + " hard_bytes 5\n" + ADD).getLast();
    assertThat(((Command.OneSa) second.command()).places().has(Word.HARD_BYTES)).isFalse();
  }

  @Test
  void argumentsStandOnOneLine() {
    Parsed parsed = Texts.arguments("delete", "esp", "spi", "7", "dst", "192.0.2.2");
    Places places = ((Command.OneSa) parsed.command()).places();
    assertThat(places.command()).isEqualTo(new Place(1, 1, 6));
    assertThat(places.at(Word.DST)).isEqualTo(new Place(1, 22, 9));
  }

  @Test
  void aNewlineInAnArgumentBeginsNoLine() {
    assertThat(Texts.arguments("delete", "esp", "spi", "\n7").problems().getFirst().line())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Word.class)
  void onlyKeysAreNeverShown(Word word) {
    assertThat(Places.mayShow(word)).isEqualTo(word != Word.AUTHKEY && word != Word.ENCRKEY);
  }

  @Test
  void commandsAreEqualWhereverTheyStand() {
    String text = "delete esp spi 7 src router.example dst 192.0.2.2";
    Command.OneSa moved = command("\n\n  " + text.replace(" ", " \\\n "));
    assertThat(moved).isEqualTo(command(text)).hasSameHashCodeAs(command(text));
    assertThat(moved).isNotEqualTo(command(text.replace("spi 7", "spi 8")));
    assertThat(moved).isNotEqualTo(command(text.replace("router.", "gateway.")));
  }
}
