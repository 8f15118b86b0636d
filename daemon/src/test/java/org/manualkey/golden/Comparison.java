package org.manualkey.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what came of a case with what was recorded, by the words of the case. */
final class Comparison {
  private static final Pattern DIAGNOSTIC =
      Pattern.compile("diagnostic(?: code)? +(\\d+)", Pattern.CASE_INSENSITIVE);

  private final GoldenCase golden;
  private final CaseRun.Result result;

  Comparison(GoldenCase golden, CaseRun.Result result) {
    this.golden = golden;
    this.result = result;
  }

  /** The first difference, or an empty string. */
  String difference() {
    for (String word : golden.compare()) {
      String difference = difference(word);
      if (!difference.isEmpty()) {
        return word + ": " + difference;
      }
    }
    return "";
  }

  private String difference(String word) {
    return switch (word) {
      case "exit" -> exit(golden.exit());
      case "messages" -> messages();
      case "changes" ->
          WireComparison.difference(
              WireComparison.changes(golden.messages()),
              golden.unspecified(),
              WireComparison.changes(result.messages()));
      case "stdout" -> text(golden.stdout(), result.stdout());
      case "stdout-without-comments" ->
          text(withoutComments(golden.stdout()), withoutComments(result.stdout()));
      case "save_file-without-comments" -> saveFile();
      case "save_mode" -> saveMode();
      case "error-lines" -> {
        byte[] file = golden.file();
        yield ErrorLines.difference(
            file == null ? "" : new String(file, StandardCharsets.UTF_8),
            golden.errorLines(),
            result.stderr());
      }
      case "diagnostic-numbers" -> diagnostics();
      case "some-stdout" -> result.stdout().isBlank() ? "nothing printed" : exit(golden.exit());
      case "deviation" -> deviation(golden.deviation());
      default -> "the case asks for a comparison that is not known";
    };
  }

  private String exit(int expected) {
    return expected == result.exit()
        ? ""
        : expected + " expected, was " + result.exit() + "; " + result.stderr();
  }

  private String messages() {
    return WireComparison.difference(golden.messages(), golden.unspecified(), result.messages());
  }

  private static String text(String expected, String actual) {
    if (expected.equals(actual)) {
      return "";
    }
    String[] wanted = expected.split("(?<=\n)", -1);
    String[] given = actual.split("(?<=\n)", -1);
    int line = 0;
    while (line < wanted.length && line < given.length && wanted[line].equals(given[line])) {
      line++;
    }
    return "line " + (line + 1) + ": " + at(wanted, line) + " expected, was " + at(given, line);
  }

  private static String at(String[] lines, int line) {
    return line < lines.length ? "[" + lines[line].stripTrailing() + "]" : "the end";
  }

  private static String withoutComments(String text) {
    StringBuilder rest = new StringBuilder();
    for (String line : text.split("(?<=\n)")) {
      if (!line.startsWith("#")) {
        rest.append(line);
      }
    }
    return rest.toString();
  }

  private String saveFile() {
    String expected = golden.saveFile();
    String actual = result.saveFile();
    if (expected == null) {
      return "";
    }
    return actual == null
        ? "not written"
        : text(withoutComments(expected), withoutComments(actual));
  }

  private String saveMode() {
    return golden.saveFile() == null || golden.saveMode() == result.saveMode()
        ? ""
        : Integer.toOctalString(golden.saveMode())
            + " expected, was "
            + Integer.toOctalString(result.saveMode());
  }

  private String diagnostics() {
    Set<String> expected = numbers(golden.stdout() + golden.stderr());
    Set<String> actual = numbers(result.stdout() + result.stderr());
    return actual.containsAll(expected) ? "" : expected + " expected, were " + actual;
  }

  private static Set<String> numbers(String text) {
    Set<String> numbers = new TreeSet<>();
    Matcher matcher = DIAGNOSTIC.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group(1));
    }
    return numbers;
  }

  private String deviation(JsonNode deviation) {
    String difference = deviation.has("exit") ? exit(deviation.get("exit").asInt()) : "";
    if (!difference.isEmpty()) {
      return difference;
    }
    return switch (deviation.path("messages").asText()) {
      case "none" ->
          WireComparison.changes(result.messages()).isEmpty()
              ? ""
              : "something that changes the database was sent";
      case "same" -> messages();
      case "any" -> "";
      default -> "the case asks for messages that are not known";
    };
  }
}
