package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpellingTest {
  private static final Set<String> WORDS = Word.bySpelling().keySet();

  @ParameterizedTest
  @CsvSource({
    "sip,spi",
    "spi_,spi",
    "SPI,spi",
    "DsT,dst",
    "AuthKye,authkey",
    "dts,dst",
    "encrkye,encrkey",
    "encr_key,encrkey",
    "auhtalg,auth_alg|authalg",
    "inbuond,inbound",
    "nat_lok,nat_loc",
    "hard_byte,hard_bytes"
  })
  void findsTheNearestWord(String typed, String meant) {
    String nearest = Spelling.nearest(typed, WORDS);
    if (meant == null) {
      assertThat(nearest).isNull();
    } else {
      assertThat(meant.split("\\|")).contains(nearest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "q", "x", "completely-different", "00112233445566778899aabbccddeeff"})
  void saysNothingWhenNothingIsNear(String typed) {
    assertThat(Spelling.nearest(typed, WORDS)).isNull();
    assertThat(Spelling.nearest(typed, List.of("?", "add"))).isNull();
  }

  @Test
  void doesNotDependOnTheOrderOfTheWords() {
    assertThat(Spelling.nearest("sal", List.of("sab", "sac")))
        .isEqualTo(Spelling.nearest("sal", List.of("sac", "sab")));
  }

  @Test
  void nearerWordWins() {
    assertThat(Spelling.nearest("soft_byte", List.of("hoft_bytes", "soft_bytes")))
        .isEqualTo("soft_bytes");
  }

  @Test
  void unknownWordsOfCommandsAreHinted() {
    assertThat(Texts.problem("ad esp spi 1").hint()).contains("'add'");
    assertThat(Texts.only("get esp sip 3").problems().getFirst().message())
        .contains("unknown extension: 'sip'; did you mean 'spi'?");
  }
}
