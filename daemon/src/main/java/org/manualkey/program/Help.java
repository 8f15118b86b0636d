package org.manualkey.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.print.TextSink;

/** The help text: sections of a resource, each under a line {@code == topic other-topic}. */
final class Help {
  /** The topic that depends on the database and is printed by {@link AlgorithmList}. */
  static final String ALGORITHMS = "algorithms";

  private static final String MARK = "== ";

  private Help() {}

  /**
   * Prints the section of a topic; the overview if the topic is null or unknown. An unknown one is
   * no failure: the exit status is 0 then, as it is on illumos (golden case cli-137-help-bogus).
   */
  static void print(@Nullable String topic, TextSink out) {
    String wanted = topic == null ? "overview" : topic;
    String text = section(wanted);
    if (text.isEmpty()) {
      out.text("no help for '").text(printable(wanted)).text("'\n\n");
      text = section("overview");
    }
    out.text(text);
  }

  private static String section(String topic) {
    StringBuilder section = new StringBuilder();
    boolean inside = false;
    for (String line : text().split("\n", -1)) {
      if (line.startsWith(MARK)) {
        inside = List.of(line.substring(MARK.length()).split(" ")).contains(topic);
      } else if (inside) {
        section.append(line).append('\n');
      }
    }
    return section.toString().stripTrailing() + (section.isEmpty() ? "" : "\n");
  }

  /** A word as it was typed, without what could steer a terminal. */
  static String printable(String topic) {
    return topic
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .limit(40)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String text() {
    try (InputStream in = Help.class.getResourceAsStream("help.txt")) {
      if (in == null) {
        throw new IllegalStateException("resource help.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
