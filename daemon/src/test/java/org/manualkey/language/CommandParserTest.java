package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.ADD;
import static org.manualkey.language.Texts.arguments;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.interactive;
import static org.manualkey.language.Texts.only;
import static org.manualkey.language.Texts.problem;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.pfkey.SaType;

final class CommandParserTest {
  static Stream<String> commands() {
    return CommandParser.names().stream();
  }

  @Test
  void commandsAreThoseOfTheManual() {
    assertThat(CommandParser.names())
        .containsExactlyInAnyOrder(
            "add",
            "update",
            "update-pair",
            "delete",
            "delete-pair",
            "get",
            "flush",
            "dump",
            "save",
            "monitor",
            "passive_monitor",
            "pmonitor",
            "help",
            "?",
            "exit",
            "quit");
  }

  @ParameterizedTest
  @CsvSource({"ah,2", "AH,2", "esp,3", "Esp,3", "all,0", "ALL,0", "0,0", "9,9", "0xff,255"})
  void saTypesIgnoreCaseAndMayBeNumbers(String word, int code) {
    assertThat(only("flush " + word).command()).isEqualTo(new Command.Flush(SaType.of(code)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "256", "-1", "esp,", "esp2"})
  void unknownSaTypeIsAnErrorAndNotAllTypes(String word) {
    for (String command : new String[] {"flush", "dump", "save"}) {
      Parsed parsed = interactive(command + " " + word);
      assertThat(codes(parsed)).containsExactly(ProblemCode.UNKNOWN_SA_TYPE);
      assertThat(parsed.command()).isNull();
    }
  }

  @Test
  void flushAndDumpTakeOneTypeOrNone() {
    assertThat(only("flush").command()).isEqualTo(new Command.Flush(SaType.UNSPEC));
    assertThat(interactive("dump").command()).isEqualTo(new Command.Dump(SaType.UNSPEC));
    assertThat(interactive("dump ah").command()).isEqualTo(new Command.Dump(SaType.AH));
    assertThat(codes("flush esp ah")).containsExactly(ProblemCode.TOO_MANY_ARGUMENTS);
    assertThat(only("flush esp ah").command()).isNull();
    assertThat(codes(interactive("dump esp ah"))).containsExactly(ProblemCode.TOO_MANY_ARGUMENTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"help 326f1a0c9b8d7e6f5a4b3c2d1e0f9a01", "? 0x326f:1a0c:9b8d:7e6f"})
  void topicThatMayBeAKeyIsForgotten(String text) {
    assertThat(interactive(text).command()).isEqualTo(new Command.Help(""));
  }

  @Test
  void saveNeedsATypeAndTakesAFile() {
    assertThat(codes(interactive("save"))).containsExactly(ProblemCode.MISSING_SA_TYPE);
    assertThat(interactive("save all").command()).isEqualTo(new Command.Save(SaType.UNSPEC, null));
    assertThat(interactive("save esp -").command()).isEqualTo(new Command.Save(SaType.ESP, null));
    assertThat(interactive("save esp \"a b\"").command())
        .isEqualTo(new Command.Save(SaType.ESP, "a b"));
    assertThat(codes(interactive("save esp a b"))).containsExactly(ProblemCode.TOO_MANY_ARGUMENTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "update", "update-pair", "delete", "delete-pair", "get"})
  void commandsAboutOneSaNeedOneType(String verb) {
    assertThat(problem(verb).code()).isEqualTo(ProblemCode.MISSING_SA_TYPE);
    assertThat(problem(verb + " all spi 256").code()).isEqualTo(ProblemCode.MISSING_SA_TYPE);
    assertThat(problem(verb + " 0 spi 256").code()).isEqualTo(ProblemCode.MISSING_SA_TYPE);
    assertThat(problem(verb + " spy 256").code()).isEqualTo(ProblemCode.UNKNOWN_SA_TYPE);
    Problem beforeExtension = problem(verb + "  spi 256");
    assertThat(beforeExtension.code()).isEqualTo(ProblemCode.MISSING_SA_TYPE);
    assertThat(beforeExtension.column()).isEqualTo(verb.length() + 3);
    assertThat(beforeExtension.message()).contains("the next word is 'spi'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dump",
        "dump esp",
        "save",
        "save esp x",
        "monitor",
        "pmonitor",
        "passive_monitor",
        "help",
        "?"
      })
  void fileHoldsNothingThatOnlyPrints(String text) {
    assertThat(problem(text).code()).isEqualTo(ProblemCode.NOT_IN_FILE);
    assertThat(Texts.count(text)).isEqualTo(new Parser.Count(1, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "update", "update-pair"})
  void argumentsCarryNoKeys(String verb) {
    Parsed parsed =
        arguments(verb, "esp", "spi", "256", "authkey", "8404af193aa7b8796bca7db24997a5c7");
    assertThat(codes(parsed)).containsExactly(ProblemCode.NOT_AS_ARGUMENT);
    assertThat(parsed.command()).isNull();
  }

  @Test
  void argumentsMayUpdateWithoutAKey() {
    assertThat(arguments("update", "esp", "spi", "256", "dst", "192.0.2.2", "pair-spi", "257"))
        .satisfies(parsed -> assertThat(parsed.problems()).isEmpty())
        .satisfies(parsed -> assertThat(parsed.command()).isInstanceOf(Command.OneSa.class));
    Parsed withKey = arguments("update", "esp", "spi", "256", "pair-spi", "257", "encrkey", "00");
    assertThat(codes(withKey)).containsExactly(ProblemCode.NOT_AS_ARGUMENT);
    assertThat(codes(arguments("add", "esp", "spi", "256")))
        .containsExactly(ProblemCode.NOT_AS_ARGUMENT);
  }

  @Test
  void argumentsAreWordsWhateverIsInThem() {
    assertThat(arguments("flush", "esp").command()).isEqualTo(new Command.Flush(SaType.ESP));
    assertThat(arguments("save", "esp", "a b\tc").command())
        .isEqualTo(new Command.Save(SaType.ESP, "a b\tc"));
    assertThat(codes(arguments())).containsExactly(ProblemCode.UNKNOWN_COMMAND);
    assertThat(codes(arguments(""))).containsExactly(ProblemCode.UNKNOWN_COMMAND);
    assertThat(codes(arguments("get", ""))).containsExactly(ProblemCode.UNKNOWN_SA_TYPE);
    assertThat(codes(arguments("get", "esp", "", "spi", "")))
        .containsExactly(ProblemCode.UNKNOWN_EXTENSION, ProblemCode.BAD_NUMBER);
    assertThat(codes(arguments("get", "esp", "spi", "256", "dst", "")))
        .containsExactly(ProblemCode.BAD_ADDRESS);
    assertThat(arguments("fl\nush\u001b[2J").problems().getFirst().message())
        .doesNotContain("\n", "\u001b");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreCaseSensitive(String name) {
    String upper = name.toUpperCase(java.util.Locale.ROOT);
    if (!upper.equals(name)) {
      assertThat(problem(upper + " esp").code()).isEqualTo(ProblemCode.UNKNOWN_COMMAND);
    }
  }

  @Test
  void helpTakesATopic() {
    assertThat(interactive("help").command()).isEqualTo(new Command.Help(null));
    assertThat(interactive("? add").command()).isEqualTo(new Command.Help("add"));
    assertThat(arguments("help", "attr").command()).isEqualTo(new Command.Help("attr"));
  }

  @Test
  void monitorIsPassiveUnderItsOtherNames() {
    assertThat(interactive("monitor").command()).isEqualTo(new Command.Monitor(false));
    assertThat(interactive("pmonitor").command()).isEqualTo(new Command.Monitor(true));
    assertThat(interactive("passive_monitor").command()).isEqualTo(new Command.Monitor(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  # comment\n", " \t\n"})
  void blankLineOfASessionIsNoCommand(String line) {
    assertThat(interactive(line)).isNull();
  }

  @Test
  void sessionTakesKeys() {
    assertThat(interactive(ADD + "\n").hasErrors()).isFalse();
    assertThat(interactive("quit\n").command()).isEqualTo(new Command.Exit());
  }

  @Test
  void commandsWithErrorsAreCountedOnceAndTheOthersGoOn() {
    String text =
        "\n# comment\n" + ADD + "\nbad bad bad\nadd esp spi x y z\n\n" + ADD + " replay 4\nflush";
    assertThat(Texts.count(text)).isEqualTo(new Parser.Count(5, 3, 1));
    assertThat(Texts.count(text).invalid()).isEqualTo(2);
  }
}
