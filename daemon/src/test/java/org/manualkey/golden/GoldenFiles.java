package org.manualkey.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The recorded cases of the original command.
 *
 * <p>Their folder is the system property {@code golden.dir}, by default {@code
 * shared/golden/public} beside the checkout. A clone without it runs without them.
 */
public final class GoldenFiles {
  /** Every group, one file each. */
  public static final List<String> GROUPS =
      List.of(
          "grammar-ok", "grammar-bad", "smf", "cli", "print", "monitor", "interactive", "manpage");

  private static final String DEFAULT = "../../shared/golden/public";

  private GoldenFiles() {}

  /** Whether there are any; says so on standard output where not. */
  public static boolean present() {
    if (Files.isDirectory(directory())) {
      return true;
    }
    System.out.println("no golden cases here: golden.dir names no folder");
    return false;
  }

  /** The cases of a group. */
  public static List<JsonNode> cases(String group) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> cases = new ArrayList<>();
    for (String line : Files.readAllLines(directory().resolve(group + ".jsonl"))) {
      cases.add(mapper.readTree(line));
    }
    return cases;
  }

  private static Path directory() {
    return Path.of(System.getProperty("golden.dir", DEFAULT));
  }
}
