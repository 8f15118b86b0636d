package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the fuzzer takes for a key that is shown. */
final class PlantedTest {
  private static final byte[] INPUT =
      ("encrkey "
              + Planted.SHORT_DIGITS
              + " authkey "
              + Planted.DIGITS.toUpperCase(Locale.ROOT)
              + " x")
          .getBytes(StandardCharsets.ISO_8859_1);

  @Test
  void aKeyThatIsShownIsAFinding() {
    assertThatThrownBy(
            () -> Planted.inTurn(INPUT, key -> key.assertAbsent("the output", text(key, 0))))
        .isInstanceOf(AssertionError.class)
        .hasMessage("the output shows digits of a key");
  }

  @Test
  void aPartOfAKeyInGroupsIsAFinding() {
    assertThatThrownBy(() ->
            Planted.inTurn(
                INPUT,
                key -> {
                  String digits = text(key, 8).substring(10, 18);
                  key.assertAbsent(
                      "the output", digits.substring(0, 3) + ":" + digits.substring(3));
                }))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void digitsThatTheInputHasOutsideTheKeyAreNone() {
    String spi = "spi 0x" + Planted.DIGITS.substring(4, 12);
    assertThatCode(() -> Planted.inTurn(INPUT, key -> key.assertAbsent("the output", spi)))
        .doesNotThrowAnyException();
  }

  @Test
  void theOtherKeyReplacesEveryKnownOne() {
    List<Planted> keys = new ArrayList<>();
    Planted.inTurn(
        INPUT,
        key -> {
          keys.add(key);
          Planted.KNOWN.assertAbsent("the text", text(key, 0));
        });
    assertThat(keys).hasSize(2);
    assertThat(text(keys.getLast(), 0)).hasSize(INPUT.length).endsWith(" x");
  }

  private static String text(Planted key, int from) {
    return new String(key.in(INPUT), StandardCharsets.ISO_8859_1).substring(from);
  }
}
