package org.manualkey.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a file that had errors, by the lines that they cover. */
final class ErrorLines {
  private static final Pattern LOCATED =
      Pattern.compile("^(?:ipseckey: )?@FILE:(\\d+):", Pattern.MULTILINE);

  private ErrorLines() {}

  /** What differs, or an empty string. */
  static String difference(String file, List<Integer> expected, String stderr) {
    List<Integer> commands = commands(file);
    Set<Integer> wanted = new TreeSet<>();
    expected.forEach(line -> wanted.add(command(commands, line)));
    Set<Integer> reported = new TreeSet<>();
    Matcher matcher = LOCATED.matcher(stderr);
    while (matcher.find()) {
      reported.add(command(commands, Integer.parseInt(matcher.group(1))));
    }
    return wanted.equals(reported)
        ? ""
        : "error lines " + wanted + " expected, reported were " + reported;
  }

  /** The first line of each command, comments and blank lines among them. */
  private static List<Integer> commands(String file) {
    List<Integer> starts = new ArrayList<>();
    boolean continued = false;
    int number = 1;
    for (String line : file.split("\n", -1)) {
      if (!continued) {
        starts.add(number);
      }
      continued = line.endsWith("\\");
      number++;
    }
    return starts;
  }

  private static int command(List<Integer> starts, int line) {
    int found = 0;
    for (int start : starts) {
      if (start <= line) {
        found = start;
      }
    }
    return found;
  }
}
