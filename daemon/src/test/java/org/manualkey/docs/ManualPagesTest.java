package org.manualkey.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual pages are valid mdoc, and refer only to each other. */
final class ManualPagesTest {
  private static final Path DIRECTORY = Path.of("..", "docs", "man");

  /** Pages of other systems, which the pages name for comparison. */
  private static final Set<String> OF_OTHERS = Set.of("setkey.8", "ip-xfrm.8", "ipsecctl.8");

  private static final Pattern REFERENCE = Pattern.compile("(?m)^\\.Xr (\\S+) (\\d)");

  /** Style warnings are ignored, as versions of mandoc differ in these. */
  @Test
  void mandocFindsNothingWrong() throws Exception {
    assertPrintsNothing("mandoc", "mandoc", "-T", "lint", "-W", "warning");
  }

  /** Debian's man(1) formats with groff, where tables break in another way. */
  @Test
  void groffFindsNothingWrong() throws Exception {
    assertPrintsNothing("groff-base", "groff", "-mdoc", "-Tutf8", "-ww", "-z");
  }

  /** Skipped where the program is not installed, except under CI. */
  private static void assertPrintsNothing(String debianPackage, String... command)
      throws Exception {
    List<String> words = new ArrayList<>(List.of(command));
    pages().forEach(page -> words.add(page.toString()));
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      String reason =
          "%s is not installed (Debian, Ubuntu: apt-get install %s)"
              .formatted(command[0], debianPackage);
      if ("true".equals(System.getenv("CI"))) {
        fail(reason, e);
      }
      abort(reason);
      return;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(output).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void thereIsAPageForEachProgramAndFile() throws IOException {
    assertThat(pages().stream().map(page -> page.getFileName().toString()))
        .containsExactly(
            "ipseckey.8", "ipseckeys.5", "manual-key.conf.5", "manual-keyadm.8", "manual-keyd.8");
  }

  @Test
  void everyReferenceLeadsToAPage() throws IOException {
    for (Path page : pages()) {
      assertThat(REFERENCE.matcher(Files.readString(page)).results().map(ManualPagesTest::file))
          .as(page.toString())
          .isNotEmpty()
          .allMatch(file -> OF_OTHERS.contains(file) || Files.exists(DIRECTORY.resolve(file)));
    }
  }

  private static String file(MatchResult reference) {
    return reference.group(1) + "." + reference.group(2);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    }
  }
}
