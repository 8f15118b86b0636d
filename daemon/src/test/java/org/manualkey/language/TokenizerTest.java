package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.language.Texts.codes;
import static org.manualkey.language.Texts.file;
import static org.manualkey.language.Texts.places;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenizerTest {
  /** Words of every command; a problem of the line as such stands as {@code !id} before them. */
  private static List<List<String>> commands(String text) {
    return commands(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<List<String>> commands(byte[] text) {
    Tokenizer tokenizer = new Tokenizer(Texts.text(text));
    List<List<String>> commands = new ArrayList<>();
    while (tokenizer.next()) {
      List<String> words = new ArrayList<>();
      if (tokenizer.problem() != null) {
        words.add("!" + tokenizer.problem().code().id());
      }
      for (int i = 0; i < tokenizer.tokens().count(); i++) {
        words.add(tokenizer.tokens().string(i));
      }
      commands.add(words);
    }
    return commands;
  }

  @Test
  void everyLineIsACommandAndBlanksSeparateWords() {
    assertThat(commands("a b\n \t c\u000bd\fe\r\nf"))
        .containsExactly(List.of("a", "b"), List.of("c", "d", "e"), List.of("f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\n\n\n", " \t\r\n", "   ", "\r\n\r\n", "\\\n\n", "\\"})
  void blankTextHasNoCommand(String text) {
    assertThat(commands(text)).isEmpty();
  }

  @Test
  void backslashNewlineIsOneBlank() {
    assertThat(commands("a \\\n  b\\\nc\n d"))
        .containsExactly(List.of("a", "b", "c"), List.of("d"));
  }

  @Test
  void backslashCarriageReturnNewlineContinuesToo() {
    assertThat(commands("a \\\r\nb\\\r\nc\r\nd\r\n"))
        .containsExactly(List.of("a", "b", "c"), List.of("d"));
  }

  @Test
  void continuationAtEndOfFileEndsACompleteCommand() {
    assertThat(commands("a b \\")).containsExactly(List.of("a", "b"));
    assertThat(commands("a b\\")).containsExactly(List.of("a", "b"));
    assertThat(commands("a b \\\n")).containsExactly(List.of("a", "b"));
    assertThat(commands("a b \\\r\n")).containsExactly(List.of("a", "b"));
  }

  @Test
  void fileCutInTheMiddleOfAWindowsContinuationEndsACompleteCommand() {
    assertThat(commands("a b \\\r")).containsExactly(List.of("a", "b"));
  }

  @Test
  void backslashInAWordIsAnOrdinaryCharacter() {
    assertThat(commands("a\\b \\c \\\\ \"\\\" d\\ e\n"))
        .containsExactly(List.of("a\\b", "\\c", "\\\\", "\\", "d\\", "e"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush \\ esp\n", "flush \\ \n", "flush \\ # all\n", "flush \\\t\r\n"})
  void backslashThatContinuesNothingIsAnErrorThere(String text) {
    assertThat(places(file(text))).containsExactly("backslash@1:7");
  }

  @Test
  void whatFollowsABackslashAndCannotBeSeen_isNamed() {
    assertThat(file("flush \\ \n").getFirst().problems().getFirst().message())
        .contains("'\\'; remove the blanks or the comment after it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes\\ \n", "aes\\ # x\n", "aes\\  "})
  void soIsOneAtTheEndOfAWord(String end) {
    assertThat(places(file("add esp spi 256 encralg " + end))).containsExactly("backslash@1:28");
  }

  @Test
  void lineAfterSuchABackslashIsPartOfTheErrorUnlessItIsACommand() {
    List<Parsed> parsed = file("add esp spi 256 \\ # x\n  dst ::1 \\ \n  encralg aes\nflush\n");
    assertThat(places(parsed)).containsExactly("backslash@1:17");
    assertThat(parsed.getFirst().lastLine()).isEqualTo(3);
    assertThat(parsed.getLast().command()).isEqualTo(file("flush").getFirst().command());
    for (String next : List.of("flush\n", "\n", "# x\n", "")) {
      assertThat(file("add esp spi 256 \\ \n" + next).getFirst().lastLine()).isEqualTo(1);
    }
  }

  @Test
  void commentMayFollowALoneContinuation() {
    assertThat(commands("\\\n# comment\nflush\n")).containsExactly(List.of("flush"));
    assertThat(commands("a \\\n# b\n")).containsExactly(List.of("a", "#", "b"));
  }

  @Test
  void byteOrderMarkIsSkippedAtTheBeginningAndNamedElsewhere() {
    assertThat(commands("\ufeffflush esp\n")).containsExactly(List.of("flush", "esp"));
    assertThat(commands("\ufeff# x\n")).isEmpty();
    assertThat(places(file("\ufefffluhs\n"))).containsExactly("unknown-command@1:1");
    assertThat(places(file("flush\n\ufeffflush esp\n"))).containsExactly("byte-order-mark@2:1");
    assertThat(places(file("flush es\ufeffp\n"))).containsExactly("byte-order-mark@1:9");
    assertThat(places(file("flush \"esp\ufeff\"\n"))).containsExactly("byte-order-mark@1:11");
    assertThat(codes("# \ufeff \\\nx\n")).containsExactly(ProblemCode.COMMENT_CONTINUES);
  }

  @Test
  void textOfSixteenBitsIsOneError() {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      List<Parsed> parsed = file("\ufeffflush\nflush esp\n".getBytes(charset));
      assertThat(places(parsed)).containsExactly("byte-order-mark@1:1");
      assertThat(parsed.getFirst().problems().getFirst().message()).contains("UTF-16");
    }
  }

  @Test
  void continuationMayFollowABackslash() {
    assertThat(commands("a \\\\\nb\n")).containsExactly(List.of("a", "\\", "b"));
  }

  @Test
  void commentIsALineWhoseFirstNonBlankIsHash() {
    assertThat(commands("# x\n  \t# y z\na # b\n#\n")).containsExactly(List.of("a", "#", "b"));
  }

  @Test
  void commentMayHoldAnyOctet() {
    assertThat(commands("# \0 \u0001 \" \u007f ü\na\n")).containsExactly(List.of("a"));
  }

  @Test
  void commentThatEndsInBackslashHidesTheNextLineWithAWarning() {
    List<Parsed> parsed = file("flush\n # careful \\\nflush esp\nflush ah\n");
    assertThat(parsed).hasSize(3);
    assertThat(parsed.get(1).command()).isNull();
    assertThat(parsed.get(1).line()).isEqualTo(2);
    assertThat(parsed.get(1).lastLine()).isEqualTo(3);
    assertThat(places(parsed)).containsExactly("comment-continues@2:2");
    assertThat(parsed.get(2).line()).isEqualTo(4);
    assertThat(Texts.count("flush\n # careful \\\nflush esp\nflush ah\n"))
        .isEqualTo(new Parser.Count(2, 2, 1));
  }

  @Test
  void commentThatEndsInBackslashCarriageReturnHidesTheNextLineToo() {
    assertThat(places(file("# a \\\r\nflush\r\n"))).containsExactly("comment-continues@1:1");
  }

  @Test
  void longCommentIsNoError() {
    assertThat(commands("#" + "x".repeat(3 * Tokenizer.MAX_LENGTH) + "\na\n"))
        .containsExactly(List.of("a"));
    assertThat(commands("#" + "x".repeat(Tokenizer.MAX_LENGTH) + "\\\nb\na\n"))
        .containsExactly(List.of("!comment-continues"), List.of("a"));
  }

  @Test
  void quotesKeepBlanksAndAreNotPartOfTheWord() {
    assertThat(commands("a \"b c\" d\n")).containsExactly(List.of("a", "b c", "d"));
    assertThat(commands("\"a\tb\"\n")).containsExactly(List.of("a\tb"));
  }

  @Test
  void textAfterAClosingQuoteIsDropped() {
    assertThat(commands("a \"b c\"d e\n")).containsExactly(List.of("a", "b c", "e"));
  }

  @Test
  void emptyQuotesAreNoWord() {
    assertThat(commands("a \"\" b\n")).containsExactly(List.of("a", "b"));
    assertThat(commands("\"\"\n")).isEmpty();
    assertThat(commands("\"\"flush\n")).containsExactly(List.of("flush"));
    assertThat(commands("\" \" flush \" \"\n")).containsExactly(List.of("flush", " "));
  }

  @Test
  void quoteInsideAWordKeepsItsBlanksAndStays() {
    assertThat(commands("a b\"c d\"e f\n")).containsExactly(List.of("a", "b\"c d\"e", "f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush \"b c\n", "flush \"b", "flush \"", "flush \"b \\\n c\"\n"})
  void quoteThatIsNotClosedOnItsLineIsAnErrorThere(String text) {
    assertThat(places(file(text))).containsExactly("unclosed-quote@1:7");
  }

  @Test
  void soIsOneInsideAWord() {
    assertThat(places(file("flush b\"c\n"))).containsExactly("unclosed-quote@1:8");
    assertThat(places(file("flush b\" c \"d\" e\n"))).containsExactly("unclosed-quote@1:14");
  }

  @Test
  void linesUpToTheClosingQuoteArePartOfTheErrorUnlessTheyAreCommands() {
    List<Parsed> parsed = file("flush \"one\ntwo\nthree\" four\nfive\n");
    assertThat(places(parsed)).containsExactly("unclosed-quote@1:7", "unknown-command@4:1");
    assertThat(places(file("flush \"one\nflush\n"))).containsExactly("unclosed-quote@1:7");
    assertThat(file("flush \"one\nflush\n").getLast().command()).isNotNull();
  }

  @Test
  void continuationAfterAClosingQuoteContinuesTheCommand() {
    assertThat(commands("a \"b c\"\\\nd\n")).containsExactly(List.of("a", "b c", "d"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 0x1b, 0x1f, 0x7f})
  void controlOctetIsAnErrorOfItsCommandOnly(int octet) {
    char c = (char) octet;
    List<Parsed> parsed = file("flush\nflush e" + c + "sp\n  " + c + "\nflush ah\n");
    assertThat(parsed).hasSize(4);
    assertThat(places(parsed)).containsExactly("control-character@2:8", "control-character@3:3");
    assertThat(parsed.get(1).problems().getFirst().message()).contains(Integer.toHexString(octet));
    assertThat(parsed.getLast().command()).isEqualTo(file("flush ah").getFirst().command());
  }

  @Test
  void controlOctetsInAndAfterQuotesAreErrors() {
    assertThat(places(file("flush \"e\0sp\"\n"))).containsExactly("control-character@1:9");
    assertThat(places(file("flush \"esp\"\0\n"))).containsExactly("control-character@1:12");
  }

  @Test
  void onlyTheFirstControlOctetOfACommandIsReported() {
    assertThat(places(file("\0\0 \0\n"))).containsExactly("control-character@1:1");
  }

  @Test
  void utf8IsPartOfWordsAndColumnsCountOctets() {
    assertThat(commands("grüße 世界\n")).containsExactly(List.of("grüße", "世界"));
    assertThat(places(file("flüsh\nflush ü ü\n")))
        .containsExactly("unknown-command@1:1", "unknown-sa-type@2:7");
    assertThat(places(file("add esp spi 1 ü src x\n"))).contains("unknown-extension@1:15");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00a0", "\u2009", "\u200b", "\u202f", "\u205f", "\u3000"})
  void blankOfUnicodeOutsideQuotesIsOneError(String blank) {
    String rest = "spi 0x1001 dst 192.0.2.1 \"a" + blank + "b\"";
    for (String text :
        List.of(
            "get" + blank + "esp " + rest,
            "get esp " + blank + " " + rest,
            blank + "get esp " + rest,
            "get esp " + rest + blank + "src 192.0.2.2")) {
      assertThat(codes(text)).as(text).containsExactly(ProblemCode.OTHER_BLANK);
    }
    String named = "U+%04X here".formatted((int) blank.charAt(0));
    assertThat(file("flush " + blank + "\n").getFirst().problems().getFirst().hint())
        .startsWith(named);
    assertThat(commands("a \"b" + blank + "c\" d\n# " + blank + "\n"))
        .containsExactly(List.of("a", "b" + blank + "c", "d"));
    assertThat(commands("ã‰ é†’ €\n")).containsExactly(List.of("ã‰", "é†’", "€"));
  }

  @Test
  void lineWithoutBackslashIsOneErrorHoweverManyLinesFollow() {
    String add = "add esp spi 0x1001 dst 192.0.2.1";
    String text = add + "\n  encralg aes\n\tencrkey 0011 \\\n hard_usetime 5\nflush\nflush x\n";
    List<Parsed> parsed = file(text);
    assertThat(places(parsed)).containsExactly("unknown-command@2:3", "unknown-sa-type@6:7");
    assertThat(parsed.getFirst().problems().getFirst().message())
        .isEqualTo(
            "unknown command: 'encralg'; it is an extension, so the line before lacks a backslash at"
                + " its end [unknown-command]");
    assertThat(parsed.getFirst().lastLine()).isEqualTo(4);
    assertThat(parsed.get(1).command()).isInstanceOf(Command.Flush.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flush esp", "nonsense esp", "add", "exit", "# comment", ""})
  void extensionAfterAnythingElseIsAnUnknownCommandOfItsOwn(String line) {
    assertThat(file(line + "\nspi 5\n"))
        .filteredOn(parsed -> parsed.line() == 2)
        .allMatch(parsed -> codes(parsed).equals(List.of(ProblemCode.UNKNOWN_COMMAND)));
  }

  @Test
  void invalidUtf8DoesNotHurt() {
    byte[] text = {'a', (byte) 0xff, (byte) 0xc3, ' ', (byte) 0x80, '\n', 'b'};
    assertThat(commands(text)).hasSize(2);
    assertThat(file(text)).hasSize(2).allMatch(Parsed::hasErrors);
  }

  @Test
  void commandOf64KibiOctetsFits() {
    String blanks = " ".repeat(Tokenizer.MAX_LENGTH - "flush".length());
    assertThat(codes("flush" + blanks)).isEmpty();
    assertThat(codes("flush" + blanks + "\n")).isEmpty();
  }

  @Test
  void longerCommandIsAnErrorOfThatCommandOnly() {
    String blanks = " ".repeat(Tokenizer.MAX_LENGTH - "flush".length() + 1);
    List<Parsed> parsed = file("flush esp\nflush" + blanks + "\nflush ah\n");
    assertThat(places(parsed)).containsExactly("line-too-long@2:1");
    assertThat(parsed.get(0).command()).isNotNull();
    assertThat(parsed.get(1).command()).isNull();
    assertThat(parsed.get(2).command()).isNotNull();
  }

  @Test
  void continuedLinesCountTogether() {
    String line = "x".repeat(999) + " \\\n";
    List<Parsed> parsed = file(line.repeat(100) + "y\nflush\n");
    assertThat(places(parsed)).containsExactly("line-too-long@1:1");
    assertThat(parsed.getFirst().lastLine()).isEqualTo(101);
    assertThat(parsed.getLast().line()).isEqualTo(102);
  }

  @Test
  void singleLineOfTenMegabytesIsOneError() {
    List<Parsed> parsed = file("a ".repeat(5_000_000) + "\nflush\n");
    assertThat(places(parsed)).containsExactly("line-too-long@1:1");
    assertThat(parsed).hasSize(2);
    assertThat(file("a".repeat(10_000_000))).hasSize(1);
  }

  @Test
  void commandOf4096WordsFitsAndOneMoreIsAnError() {
    assertThat(commands("w ".repeat(Tokens.MAX_WORDS)).getFirst()).hasSize(Tokens.MAX_WORDS);
    String text = "w ".repeat(Tokens.MAX_WORDS) + "\\\n more\nflush\n";
    List<Parsed> parsed = file(text);
    assertThat(places(parsed)).containsExactly("too-many-words@2:2");
    assertThat(parsed.getLast().command()).isNotNull();
  }

  @Test
  void nulsWithoutEndAreOneErrorPerLine() {
    assertThat(file(new byte[100_000])).hasSize(1);
    assertThat(codes(file(new byte[] {0, '\n', 0}).getLast()))
        .containsExactly(ProblemCode.CONTROL_CHARACTER);
  }

  @Test
  void problemsOfContinuedCommandsStandAtTheirPhysicalLineAndColumn() {
    String text =
        "\n# comment\nadd esp \\\n  spi 0x1zz \\\r\n\tdst 1.2.3.4.5 authalg \\\n md55 \\\n\n flsh\n";
    List<Parsed> parsed = file(text);
    assertThat(places(parsed))
        .containsExactly(
            "bad-number@4:7",
            "bad-address@5:6",
            "unknown-algorithm@6:2",
            "missing-key@6:6",
            "unknown-command@8:2");
    assertThat(parsed.getFirst().line()).isEqualTo(3);
    assertThat(parsed.getFirst().lastLine()).isEqualTo(7);
  }

  @Test
  void missingValueStandsAfterTheLastWord() {
    assertThat(places(file("get esp spi\n"))).contains("missing-value@1:12");
    assertThat(places(file("get esp \\\n  spi   \\\n\n"))).contains("missing-value@2:6");
    assertThat(places(file("get\n"))).containsExactly("missing-sa-type@1:4");
  }

  @Test
  void exitEndsAFileAndIsNotCounted() {
    assertThat(file("flush\nexit\nnonsense\n")).hasSize(1);
    assertThat(Texts.count("bad\nflush\nquit\nnonsense\n")).isEqualTo(new Parser.Count(2, 1, 0));
  }
}
