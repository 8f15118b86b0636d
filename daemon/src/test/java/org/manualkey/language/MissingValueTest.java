package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.command;
import static org.manualkey.language.Texts.extension;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.places;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.Identity;

/** Templates with empty variables. */
final class MissingValueTest {
  @ParameterizedTest
  @MethodSource("org.manualkey.language.EveryWord#valued")
  void extensionInPlaceOfAValueIsOneErrorThere(String spelling) {
    Word word = Word.bySpelling().get(spelling);
    String other = word == Word.REPLAY_VALUE ? "soft_bytes" : "replay_value";
    String text = EveryWord.addWith(word, spelling, "");
    Parsed parsed = only(text + other + " 5");
    assertThat(places(file(text + other + " 5")))
        .containsExactly("missing-value@1:" + (text.length() + 1));
    assertThat(parsed.problems().getFirst().message())
        .contains("no value after '" + spelling + "'; the next word is '" + other + "'");
  }

  @Test
  void templateWithoutAnyVariableIsAnErrorForEach() {
    assertThat(
            places(
                file("add esp spi 1000 src  dst  auth_alg  authkey  encr_alg blowfish encrkey ")))
        .containsExactly(
            "missing-value@1:23",
            "missing-value@1:28",
            "missing-value@1:38",
            "missing-value@1:47",
            "missing-value@1:72");
    assertThat(places(file("add  spi 1000 dst ::1"))).containsExactly("missing-sa-type@1:6");
  }

  @Test
  void emptyQuotesAreNoValue() {
    assertThat(places(file(ADD.replace("192.0.2.1", "\"\""))))
        .containsExactly("missing-value@1:27");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dst proxy inbound", "src state dst ::1", "src6 proxy dst proxy"})
  void hostMayBeCalledLikeAWord(String words) {
    assertThat(codes("get esp spi 256 " + words)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"srcidtype fqdn replay,replay", "srcidtype fqdn inbound replay_value 5,inbound"})
  void identityMayBeCalledLikeAWord(String words, String text) {
    ByteBuffer value = extension(command(ADD + " " + words), Identity.class).value().view();
    assertThat(StandardCharsets.UTF_8.decode(value).toString()).startsWith(text);
  }
}
