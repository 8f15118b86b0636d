package org.manualkey.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of what was recorded agrees with what comes of it with one supply of databases.
 *
 * <p>A case that fails must be in the file of differences, with a reason; one in that file must
 * fail. It does not count as passed.
 */
final class GoldenReport {
  /** A case that waits for replies which it lacks gives up after twelve seconds. */
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final String name;
  private final CaseSadb.Supply supply;
  private final Differences differences;
  private final List<String> totals = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> unlisted = new ArrayList<>();
  private final List<String> stale = new ArrayList<>();

  /**
   * Of nothing yet.
   *
   * @param name how its lines and its file are called
   */
  GoldenReport(String name, CaseSadb.Supply supply, Differences differences) {
    this.name = name;
    this.supply = supply;
    this.differences = differences;
  }

  /** Runs all cases, reports, and fails if the differences are not those of the file. */
  void run(Path folder) throws IOException {
    for (String group : GoldenFiles.groups()) {
      run(group, folder);
    }
    totals.forEach(System.out::println);
    Path summary = Path.of("target", name, "summary.txt");
    Files.createDirectories(summary.getParent());
    List<String> lines = new ArrayList<>(totals);
    lines.addAll(failures);
    Files.write(summary, lines);
    assertThat(unlisted).as("cases that fail and are not listed as different").isEmpty();
    assertThat(stale).as("cases that are listed as different and pass").isEmpty();
  }

  private void run(String group, Path folder) throws IOException {
    List<GoldenCase> cases = GoldenFiles.cases(group);
    int passed = 0;
    for (GoldenCase golden : cases) {
      String id = golden.id();
      String difference = difference(golden, Files.createTempDirectory(folder, "case"));
      if (difference.isEmpty()) {
        passed++;
        if (differences.lists(id)) {
          stale.add(id);
        }
      } else {
        failures.add(id + " " + difference.replace("\n", "\\n"));
        if (!differences.lists(id)) {
          unlisted.add(id + " " + difference);
        }
      }
    }
    totals.add(name + " " + group + ": " + passed + "/" + cases.size());
  }

  private String difference(GoldenCase golden, Path folder) throws IOException {
    try {
      CaseRun.Result result =
          assertTimeoutPreemptively(
              DEADLINE, () -> CaseRun.of(golden, folder, supply), () -> golden.id() + " hangs");
      return new Comparison(golden, result).difference();
    } catch (RuntimeException e) {
      return "failed with " + e;
    }
  }
}
