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

  /**
   * Skipped without mandoc, except under CI. Style warnings are ignored, as versions of mandoc
   * differ in these.
   */
  @Test
  void mandocFindsNothingWrong() throws Exception {
    List<String> command = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "warning"));
    pages().forEach(page -> command.add(page.toString()));
    Process mandoc;
    try {
      mandoc = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      String reason = "mandoc is not installed (Debian, Ubuntu: apt-get install mandoc)";
      if ("true".equals(System.getenv("CI"))) {
        fail(reason, e);
      }
      abort(reason);
      return;
    }
    mandoc.getOutputStream().close();
    String output = new String(mandoc.getInputStream().readAllBytes(), UTF_8);
    assertThat(output).isEmpty();
    assertThat(mandoc.waitFor()).isZero();
  }

  /** Debian's man(1) formats with groff, where tables break in another way. Skipped without it. */
  @Test
  void groffFindsNothingWrong() throws Exception {
    List<String> command = new ArrayList<>(List.of("groff", "-mdoc", "-Tutf8", "-ww", "-z"));
    pages().forEach(page -> command.add(page.toString()));
    Process groff;
    try {
      groff = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      abort("groff is not installed (Debian, Ubuntu: apt-get install groff-base)");
      return;
    }
    groff.getOutputStream().close();
    assertThat(new String(groff.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(groff.waitFor()).isZero();
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
