package org.manualkey.docs;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of tests speak of scenarios by ids that docs/SADB-SCENARIOS.md explains. */
final class ScenariosTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "SADB-SCENARIOS.md");
  private static final Path TESTS = Path.of("src", "test", "java", "org", "manualkey");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([TQ]\\d+[a-z]?) \\|");
  private static final Pattern DISPLAY_NAME = Pattern.compile("@DisplayName\\(\\s*\"([^\"]*)\"");

  /** An id, or two with what is between them. */
  private static final Pattern IDS = Pattern.compile("\\b([TQ]\\d+[a-z]?)\\b(?:-([TQ]\\d+)\\b)?");

  @Test
  void everyIdInTheNameOfATestIsExplained() throws IOException {
    SortedSet<String> used = new TreeSet<>();
    for (String source : sources(TESTS)) {
      DISPLAY_NAME.matcher(source).results().forEach(name -> used.addAll(ids(name.group(1))));
    }
    assertThat(used).hasSizeGreaterThan(60).isSubsetOf(explained());
  }

  /** Names of cases, and comments, speak of them too. */
  @Test
  void thePageHasTheScenariosThatTestsOfTheSadbName() throws IOException {
    SortedSet<String> used = new TreeSet<>();
    sources(TESTS.resolve("sadb")).forEach(source -> used.addAll(ids(source)));
    assertThat(used).containsExactlyInAnyOrderElementsOf(explained());
  }

  @Test
  void everyIdIsExplainedOnce() throws IOException {
    assertThat(explained()).isNotEmpty().doesNotHaveDuplicates();
  }

  private static List<String> explained() throws IOException {
    return ROW.matcher(Files.readString(DOCUMENT)).results().map(row -> row.group(1)).toList();
  }

  private static List<String> sources(Path directory) throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(Files.readString(file));
      }
    }
    return sources;
  }

  private static SortedSet<String> ids(String text) {
    return IDS.matcher(text)
        .results()
        .flatMap(ScenariosTest::range)
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<String> range(MatchResult ids) {
    String first = ids.group(1);
    if (ids.group(2) == null) {
      return Stream.of(first);
    }
    Stream.Builder<String> all = Stream.builder();
    int last = Integer.parseInt(ids.group(2).substring(1));
    for (int i = Integer.parseInt(first.substring(1)); i <= last; i++) {
      all.add("%c%02d".formatted(first.charAt(0), i));
    }
    return all.build();
  }
}
