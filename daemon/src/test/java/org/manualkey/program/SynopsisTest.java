package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.manualkey.client.ManualKeyAdm;

/** The manual page, the daemon and the client without a daemon agree how it is called. */
final class SynopsisTest {
  private static final Path PAGE = Path.of("..", "docs", "man", "manual-keyadm.8");

  /** The lines of a usage text up to their description, if there is one. */
  private static List<String> calls(String usage) {
    return usage
        .lines()
        .takeWhile(line -> !line.startsWith("options:"))
        .map(line -> line.substring("usage: ".length()).split(" {2}", 2)[0].strip())
        .toList();
  }

  /** What SYNOPSIS shows; its macros are few. */
  private static List<String> synopsis() throws IOException {
    List<String> calls = new ArrayList<>();
    String page = Files.readString(PAGE);
    String section =
        page.substring(page.indexOf(".Sh SYNOPSIS\n"), page.indexOf(".Sh DESCRIPTION"));
    section
        .lines()
        .skip(1)
        .forEach(line -> {
          if (line.equals(".Nm")) {
            calls.add("manual-keyadm");
          } else {
            String words = text(List.of(line.substring(1).split(" ")));
            calls.set(calls.size() - 1, calls.getLast() + " " + words);
          }
        });
    return calls;
  }

  private static String text(List<String> words) {
    StringBuilder text = new StringBuilder();
    String separator = "";
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "Op" -> {
          String rest = text(words.subList(i + 1, words.size()));
          return text + separator + "[" + rest + "]";
        }
        case "Ns" -> separator = "";
        case "Cm", "Fl", "Ar" -> {
          String next = words.get(++i);
          text.append(separator)
              .append(
                  switch (word) {
                    case "Fl" -> "-" + next;
                    case "Ar" -> next.toUpperCase(Locale.ROOT);
                    default -> next;
                  });
          separator = " ";
        }
        default -> {
          text.append(separator).append(word);
          separator = " ";
        }
      }
    }
    return text.toString();
  }

  @Test
  void helpOfTheDaemon_isThatOfTheManualPage() throws IOException {
    assertThat(calls(AdmProgram.usage())).isEqualTo(synopsis()).hasSizeGreaterThan(10);
  }

  @Test
  void helpWithoutADaemon_isThatOfTheManualPage() throws IOException {
    assertThat(calls(ManualKeyAdm.USAGE)).isEqualTo(synopsis());
  }

  @Test
  void everyLineHasADescriptionInItsColumn() {
    assertThat(AdmProgram.usage().lines().limit(calls(AdmProgram.usage()).size()))
        .allMatch(line -> line.charAt(54) == ' ' && line.charAt(55) != ' ');
  }
}
