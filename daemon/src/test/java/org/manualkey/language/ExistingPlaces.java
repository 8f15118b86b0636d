package org.manualkey.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** That commands and their problems stand where there is text. */
public final class ExistingPlaces {
  private ExistingPlaces() {}

  /** Looks at all that was parsed of a text. */
  public static void assertIn(byte[] text, List<Parsed> commands) {
    List<byte[]> lines = lines(text);
    for (Parsed parsed : commands) {
      assertThat(parsed.line()).isBetween(1, lines.size());
      assertThat(parsed.lastLine()).isBetween(parsed.line(), lines.size());
      assertThat(parsed.command() != null || !parsed.problems().isEmpty()).isTrue();
      for (Problem problem : parsed.problems()) {
        assertThat(problem.line()).isBetween(parsed.line(), parsed.lastLine());
        // A problem may stand behind the last octet: something is missing there.
        int length = lines.get(problem.line() - 1).length;
        assertThat(problem.column()).isBetween(1, length + 1);
        assertThat(problem.column() + problem.length()).isLessThanOrEqualTo(length + 1);
        assertThat(problem.message()).isNotEmpty().doesNotContain("\n", "\0", "\u001b");
      }
    }
  }

  private static List<byte[]> lines(byte[] octets) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == '\n') {
        lines.add(Arrays.copyOfRange(octets, start, i));
        start = i + 1;
      }
    }
    lines.add(Arrays.copyOfRange(octets, start, octets.length));
    return lines;
  }
}
