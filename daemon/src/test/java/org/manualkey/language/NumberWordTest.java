package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberWordTest {
  private final NumberWord number = new NumberWord();

  private NumberWord.Result read(String word, long max) {
    return number.read(Tokens.ofArguments(List.of(word)), 0, max);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "00,0",
    "7,7",
    "010,8",
    "0777,511",
    "0x10,16",
    "0XfF,255",
    "0x0000000000000000000000001,1",
    "18446744073709551615,-1",
    "01777777777777777777777,-1",
    "0xffffffffffffffff,-1"
  })
  void readsNumbersAsStrtoullWithBaseZeroDoes(String word, long value) {
    assertThat(read(word, -1)).isEqualTo(NumberWord.Result.NUMBER);
    assertThat(number.value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "0x", "0xg", "08", "1a", "-1", "+1", " 1", "1 ", "1.0", "0x-1", "²", "٣"})
  void refusesWhatIsNoNumber(String word) {
    assertThat(read(word, -1)).isEqualTo(NumberWord.Result.NOT_A_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551616",
        "99999999999999999999999999",
        "0x10000000000000000",
        "02000000000000000000000",
        "36893488147419103232"
      })
  void refusesWhatDoesNotFit64Bits(String word) {
    assertThat(read(word, -1)).isEqualTo(NumberWord.Result.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @CsvSource({"255,NUMBER", "256,OUT_OF_RANGE", "0xff,NUMBER", "0x100,OUT_OF_RANGE"})
  void comparesWithTheLargestPermitted(String word, NumberWord.Result result) {
    assertThat(read(word, 255)).isEqualTo(result);
  }

  @Property
  void everyNumberIsReadInEveryBase(@ForAll long value) {
    for (String word :
        List.of(
            Long.toUnsignedString(value),
            "0" + Long.toOctalString(value),
            "0x" + Long.toHexString(value))) {
      assertThat(read(word, -1)).isEqualTo(NumberWord.Result.NUMBER);
      assertThat(number.value()).isEqualTo(value);
    }
  }
}
