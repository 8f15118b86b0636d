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
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;

/** What a command about one SA must have, and where its words go. */
final class OneSaParserTest {
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
