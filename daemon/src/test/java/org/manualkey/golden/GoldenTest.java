package org.manualkey.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs what was recorded of the original command against ours, and reports how much of it agrees.
 *
 * <p>A case that fails must be in the file of differences, with a reason; one in that file must
 * fail. It does not count as passed.
 */
class GoldenTest {
  private static final Path SUMMARY = Path.of("target/golden/summary.txt");

  private final List<String> totals = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> unlisted = new ArrayList<>();
  private final List<String> stale = new ArrayList<>();

  @Test
  void agreesWithTheOriginal(@TempDir Path folder) throws IOException {
    GoldenFiles.assumePresent();
    Differences differences = Differences.read();
    for (String group : GoldenFiles.groups()) {
      run(group, differences, folder);
    }
    report();
    assertThat(unlisted).as("cases that fail and are not listed as different").isEmpty();
    assertThat(stale).as("cases that are listed as different and pass").isEmpty();
  }

  private void run(String group, Differences differences, Path folder) throws IOException {
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
    totals.add("golden " + group + ": " + passed + "/" + cases.size());
  }

  private static String difference(GoldenCase golden, Path folder) throws IOException {
    try {
      return new Comparison(golden, CaseRun.of(golden, folder)).difference();
    } catch (RuntimeException e) {
      return "failed with " + e;
    }
  }

  private void report() throws IOException {
    totals.forEach(System.out::println);
    Files.createDirectories(SUMMARY.getParent());
    List<String> lines = new ArrayList<>(totals);
    lines.addAll(failures);
    Files.write(SUMMARY, lines);
  }
}
