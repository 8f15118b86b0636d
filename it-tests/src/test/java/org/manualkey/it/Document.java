package org.manualkey.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A document of this project, whose commands and files a test takes from it. */
final class Document {

  private static final Path DIRECTORY = Path.of("..", "docs");
  private static final Pattern BLOCK = Pattern.compile("(?m)(?:^    .*\n(?:\n(?=    ))*)+");
  private static final Pattern MARGIN = Pattern.compile("(?m)^    ");

  private final String text;

  private Document(String text) {
    this.text = text;
  }

  static Document of(String name) {
    try {
      return new Document(Files.readString(DIRECTORY.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The literal text with that number in a section. */
  String block(String heading, int number) {
    return blocks(heading).get(number);
  }

  /** All literal texts of a section and what is below it. */
  List<String> blocks(String heading) {
    return BLOCK
        .matcher(section(heading))
        .results()
        .map(block -> MARGIN.matcher(block.group()).replaceAll(""))
        .toList();
  }

  /** The rows of the first table of a section, without its head: what is literal in each. */
  List<List<String>> table(String heading) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : section(heading).lines().filter(line -> line.startsWith("|")).toList()) {
      rows.add(
          Pattern.compile("`([^`]+)`").matcher(line).results().map(Document::literal).toList());
    }
    return rows.subList(2, rows.size());
  }

  private static String literal(MatchResult found) {
    return String.valueOf(found.group(1));
  }

  /** From a heading to the next one of its level. */
  private String section(String heading) {
    int start = text.indexOf("\n## " + heading + "\n");
    if (start < 0) {
      throw new AssertionError("no section '" + heading + "'");
    }
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end + 1);
  }
}
