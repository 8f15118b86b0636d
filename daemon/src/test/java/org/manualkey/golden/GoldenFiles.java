package org.manualkey.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The recorded cases of the original command.
 *
 * <p>Their folder is the system property {@code golden.dir}, seen from the top of the checkout, by
 * default {@code shared/golden/public} beside it. Where they are not, the tests of them are
 * skipped.
 */
public final class GoldenFiles {
  private static final String DEFAULT = "../shared/golden/public";
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final String SUFFIX = ".jsonl";

  private GoldenFiles() {}

  /** Skips a test where there are none: they are no part of a clone. */
  public static void assumePresent() {
    assumeTrue(Files.isDirectory(directory()), "no golden cases: " + directory() + " is no folder");
  }

  /** Every group, one file each, by name. */
  public static List<String> groups() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      List<String> groups =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(SUFFIX))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()))
              .sorted()
              .toList();
      assertThat(groups).isNotEmpty();
      return groups;
    }
  }

  /** The cases of a group. */
  public static List<GoldenCase> cases(String group) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<GoldenCase> cases = new ArrayList<>();
    for (String line : Files.readAllLines(directory().resolve(group + SUFFIX))) {
      if (!line.isBlank()) {
        JsonNode json = mapper.readTree(line);
        cases.add(new GoldenCase(json));
      }
    }
    return cases;
  }

  private static Path directory() {
    return TOP.resolve(System.getProperty("golden.dir", DEFAULT)).normalize();
  }
}
