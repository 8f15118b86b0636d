package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.problem;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.XfrmSettings;

/** The words for what only XFRM has. */
final class XfrmWordsTest {
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
}
