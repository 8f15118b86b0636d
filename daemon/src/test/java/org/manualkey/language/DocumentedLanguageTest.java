package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The manual pages and the help know every word and every problem of the language, and no others.
 */
final class DocumentedLanguageTest {
  private static final Path PAGES = Path.of("..", "docs", "man");

  /** {@code .It "unknown command [unknown-command]"}. */
  private static final Pattern PROBLEM = Pattern.compile("(?m)^\\.It \".* \\[(\\S+)\\]\"$");

  /** {@code .It Cm src , saddr , srcaddr Ar host}. */
  private static final Pattern ENTRY =
      Pattern.compile("(?m)^\\.It Cm (.+?)( (?:Ar|Cm|Op|Bro) .*)?$");

  @Test
  void theManualExplainsEveryProblem() throws IOException {
    String diagnostics = part(page("ipseckeys.5"), ".Sh DIAGNOSTICS", ".Sh ");
    String errors = part(diagnostics, "These are errors", "These are warnings");
    String warnings = part(diagnostics, "These are warnings", ".Sh ");
    assertThat(found(PROBLEM, errors)).isEqualTo(ids(Severity.ERROR));
    assertThat(found(PROBLEM, warnings)).isEqualTo(ids(Severity.WARNING));
  }

  @Test
  void theManualDescribesEveryExtension() throws IOException {
    String extensions = part(page("ipseckeys.5"), ".Sh EXTENSIONS", ".Sh ");
    String fixed = part(extensions, ".Ss Words that cannot be used", ".S");
    assertThat(found(ENTRY, extensions)).isEqualTo(words(false));
    assertThat(found(Pattern.compile("(?m)^\\.Cm (\\S+)"), fixed)).isEqualTo(words(true));
  }

  @Test
  void theManualDescribesEveryCommand() throws IOException {
    String commands = part(page("ipseckey.8"), ".Ss Commands", ".Ss ");
    Set<String> found = new TreeSet<>();
    for (String name : found(ENTRY, commands)) {
      found.add(name.replace("\\&", ""));
    }
    assertThat(found).isEqualTo(CommandParser.names());
  }

  @Test
  void thereIsHelpOnEveryCommand() throws IOException {
    Set<String> topics = new TreeSet<>();
    for (String line : help().lines().filter(line -> line.startsWith("== ")).toList()) {
      topics.addAll(List.of(line.substring(3).split(" ")));
    }
    assertThat(topics.remove("overview")).isTrue();
    assertThat(topics.remove("attr")).isTrue();
    assertThat(topics).isEqualTo(CommandParser.names());
  }

  @Test
  void theOverviewNamesEveryCommand() throws IOException {
    assertThat(tokens(part(help(), "== overview", "== "))).containsAll(CommandParser.names());
  }

  @Test
  void theHelpNamesEveryExtension() throws IOException {
    assertThat(tokens(part(help(), "== attr", "== "))).containsAll(Word.bySpelling().keySet());
  }

  @Test
  void theHelpNamesEveryExtensionOfCommandsThatNameAnSa() throws IOException {
    String sentence =
        part(help(), "== attr", "== ").split(" accept only ", 2)[1].split("\n\n", 2)[0];
    assertThat(tokens(sentence).stream().map(Word.bySpelling()::get).filter(Objects::nonNull))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Word.values()).filter(Word::namesSa).toList());
  }

  private static SortedSet<String> ids(Severity severity) {
    return Arrays.stream(ProblemCode.values())
        .filter(code -> code.severity() == severity)
        .map(ProblemCode::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static SortedSet<String> words(boolean fixed) {
    return Word.bySpelling().entrySet().stream()
        .filter(entry -> (entry.getValue() == Word.FIXED) == fixed)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What stands at the places of a pattern: one word, or several between commas. */
  private static SortedSet<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .flatMap(result -> Stream.of(result.group(1).split(" , ")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> tokens(String text) {
    return Arrays.stream(text.split("[\\s,.()]+")).collect(Collectors.toSet());
  }

  /** From a line that begins so to the next one that begins in another way, or the end. */
  private static String part(String text, String from, String to) {
    int start = ("\n" + text).indexOf("\n" + from);
    assertThat(start).as(from).isNotNegative();
    int end = text.indexOf("\n" + to, start + 1);
    return end < 0 ? text.substring(start) : text.substring(start, end);
  }

  private static String page(String name) throws IOException {
    return Files.readString(PAGES.resolve(name));
  }

  private static String help() throws IOException {
    try (InputStream in =
        DocumentedLanguageTest.class.getResourceAsStream("/org/manualkey/program/help.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
