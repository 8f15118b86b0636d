package org.manualkey.golden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Our own file of cases that differ, each with the reason. */
record Differences(Map<String, String> reasons) {
  /** Lines of an id, a blank and a reason; lines with {@code #} are comments. */
  static Differences read(String... files) throws IOException {
    Map<String, String> reasons = new HashMap<>();
    for (String file : files) {
      read(file, reasons);
    }
    return new Differences(reasons);
  }

  private static void read(String file, Map<String, String> reasons) throws IOException {
    try (InputStream in = Differences.class.getResourceAsStream(file);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split("\\s+", 2);
          if (parts.length < 2 || reasons.put(parts[0], parts[1]) != null) {
            throw new IllegalStateException(file + ": no reason, or a second one: " + line);
          }
        }
      }
    }
  }

  boolean lists(String id) {
    return reasons.containsKey(id);
  }
}
