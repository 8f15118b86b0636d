package org.manualkey.print;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names of IP protocols, in the format of {@code protocols(5)}. */
public final class ProtocolTable {
  private static final String BUILT_IN = "protocols";

  private final Map<Integer, String> byNumber;

  private ProtocolTable(Map<Integer, String> byNumber) {
    this.byNumber = byNumber;
  }

  /** The names of illumos, which differ from those of other systems: 4 is {@code ipip}. */
  public static ProtocolTable builtIn() {
    try (InputStream in = ProtocolTable.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException("resource " + BUILT_IN + " is missing");
      }
      return read(new InputStreamReader(in, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses a table. Invalid lines are skipped, and the first name of a number is used. */
  public static ProtocolTable read(Reader in) throws IOException {
    Map<Integer, String> byNumber = new HashMap<>();
    BufferedReader lines = new BufferedReader(in);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      if (words.length >= 2 && words[1].matches("\\d{1,3}")) {
        byNumber.putIfAbsent(Integer.parseInt(words[1]), words[0]);
      }
    }
    return new ProtocolTable(Map.copyOf(byNumber));
  }

  /** The name of a protocol, or null. */
  public @Nullable String name(int number) {
    return byNumber.get(number);
  }
}
