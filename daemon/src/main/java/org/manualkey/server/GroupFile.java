package org.manualkey.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.manualkey.program.Right;

/**
 * The numbers of the groups that have rights, of the local file of groups: a name service might not
 * answer, and who serves it would decide who has rights.
 */
public final class GroupFile {
  /** Where every Linux has it. */
  public static final Path SYSTEM = Path.of("/etc/group");

  /**
   * What the kernel shows in place of a group that the user namespace of this process does not
   * have: anybody may seem to be in it.
   */
  private static final long OVERFLOW = 65_534;

  private GroupFile() {}

  /** Whether a group of this name can have a right; without the file, or if it fails, none can. */
  public static boolean has(Path file, String name) {
    try {
      return read(file, Map.of(Right.DATABASE, name)).containsKey(Right.DATABASE);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the file, which may be missing. Of two lines with one name the first one counts, as for
   * the C library.
   *
   * @param names the names of groups by right; an empty one is none
   * @throws IOException if it cannot be read
   */
  public static Map<Right, Long> read(Path file, Map<Right, String> names) throws IOException {
    Map<Right, Long> numbers = new EnumMap<>(Right.class);
    if (!Files.exists(file)) {
      return numbers;
    }
    // Names of other groups may be in any encoding.
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(":", 4); // name, password, number, members
        if (fields.length == 4 && fields[2].matches("\\d{1,10}")) {
          names.forEach((right, name) -> {
            if (!name.isEmpty() && name.equals(fields[0])) {
              numbers.putIfAbsent(right, Long.parseLong(fields[2]));
            }
          });
        }
      }
    }
    numbers.values().removeIf(number -> number == OVERFLOW);
    return numbers;
  }
}
