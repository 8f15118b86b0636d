package org.manualkey.golden;

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
 * default {@code shared/golden/public} beside it. A clone without it runs without them.
 */
public final class GoldenFiles {
  private static final String DEFAULT = "../shared/golden/public";
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final String SUFFIX = ".jsonl";

  private GoldenFiles() {}

  /** Whether there are any; says so on standard output where not. */
  public static boolean present() {
    if (Files.isDirectory(directory())) {
      return true;
    }
    System.out.println("no golden cases here: " + directory() + " is no folder");
    return false;
  }

  /** Every group, one file each, by name. */
  public static List<String> groups() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
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
