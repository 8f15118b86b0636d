package org.manualkey.algorithm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a table in the format of {@code /etc/inet/ipsecalgs}.
 *
 * <p>A row is {@code ALG|protocol|number|name,name…|mechanism|keys|size[|parameters[|flags]]}:
 * protocol 2 is authentication, 3 encryption; keys are {@code [default/]length[,length]} or {@code
 * [default/]min-max,step}; size is the octets of the check value (authentication) or of the
 * cipher's block; the parameters of a combined mode are {@code iv,icv,salt} in octets; flags are 1
 * valid, 2 counter mode, 4 combined, 8 CCM, 16 GCM. Rows without mechanism ({@code -}) are names
 * without an algorithm, except NULL encryption. {@code PROTO|} rows, comments and blank lines are
 * skipped; any other line is an error.
 */
public final class AlgorithmsFile {
  private static final String BUILT_IN = "ipsecalgs";
  private static final int MIN_FIELDS = 7;
  private static final int MAX_OCTETS = 255;

  /** PF_KEY has sixteen bits for the length of a key. */
  private static final int MAX_KEY_BITS = 0xffff;

  private AlgorithmsFile() {}

  /** The table that comes with the program. */
  public static Algorithms builtIn() {
    try (InputStream in = AlgorithmsFile.class.getResourceAsStream(BUILT_IN)) {
      if (in == null) {
        throw new IllegalStateException("resource " + BUILT_IN + " is missing");
      }
      return read(in, BUILT_IN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a table.
   *
   * @param name what to call it in errors
   * @throws IOException when it cannot be read, or a row is wrong; the message has name, line and
   *     reason
   */
  public static Algorithms read(InputStream in, String name) throws IOException {
    List<Algorithm> rows = new ArrayList<>();
    Algorithms algorithms = new Algorithms(rows);
    // Not UTF_8 itself, which puts a replacement in the place of what is none.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    int number = 0;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (isRow(line)) {
          rows.add(row(line.split("\\|", -1)));
          // Rebuilt for each of the few rows, so that a duplicate is reported with its line.
          algorithms = new Algorithms(rows);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ":" + number + ": " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": " + TableMessage.NOT_UTF8.text(), e);
    }
    if (rows.stream().noneMatch(Algorithm::isUsable)) {
      throw new IOException(name + ": " + TableMessage.NO_ALGORITHM.text());
    }
    return algorithms;
  }

  /** Whether a line is the row of an algorithm; anything else must be without meaning here. */
  private static boolean isRow(String line) {
    if (line.startsWith("ALG|")) {
      return true;
    }
    if (line.isBlank() || line.stripLeading().startsWith("#") || line.startsWith("PROTO|")) {
      return false;
    }
    throw TableMessage.NO_ROW.exception();
  }

  private static Algorithm row(String[] fields) {
    if (fields.length < MIN_FIELDS) {
      throw TableMessage.TOO_FEW_FIELDS.exception(MIN_FIELDS);
    }
    Algorithm.Kind kind = kind(number(fields[1]));
    int id = number(fields[2]);
    if (id > 255) {
      throw TableMessage.NUMBER_TOO_LARGE.exception(id);
    }
    boolean usable = !fields[4].equals("-") || id == Algorithm.NULL_ENCRYPTION;
    int size = size(fields[6]);
    int[] parameters = parameters(fields, kind, size);
    int flags = fields.length > 8 ? number(fields[8]) : usable ? Algorithm.VALID : 0;
    return new Algorithm(
        kind,
        id,
        names(fields[3]),
        keyLengths(fields[5]),
        parameters[0],
        parameters[1],
        parameters[2],
        flags);
  }

  private static Algorithm.Kind kind(int protocol) {
    for (Algorithm.Kind kind : Algorithm.Kind.values()) {
      if (kind.protocol() == protocol) {
        return kind;
      }
    }
    throw TableMessage.UNKNOWN_PROTOCOL.exception(protocol);
  }

  private static List<String> names(String field) {
    List<String> names = List.of(field.split(",", -1));
    if (names.contains("")) {
      throw TableMessage.EMPTY_NAME.exception(field);
    }
    return names;
  }

  /** Octets of initial vector, check value and salt. */
  private static int[] parameters(String[] fields, Algorithm.Kind kind, int size) {
    if (fields.length > 7 && !fields[7].isEmpty()) {
      String[] parts = fields[7].split(",");
      if (parts.length != 3) {
        throw TableMessage.BAD_PARAMETERS.exception();
      }
      return new int[] {size(parts[0]), size(parts[1]), size(parts[2])};
    }
    return switch (kind) {
      case AUTHENTICATION -> new int[] {0, size, 0};
      case ENCRYPTION -> new int[] {size, 0, 0};
    };
  }

  private static KeyLengths keyLengths(String field) {
    int slash = field.indexOf('/');
    String lengths = field.substring(slash + 1);
    int dash = lengths.indexOf('-');
    int comma = lengths.indexOf(',', Math.max(dash, 0));
    int min;
    int max;
    int step = 0;
    if (dash >= 0) {
      min = number(lengths.substring(0, dash));
      max = number(lengths.substring(dash + 1, comma < 0 ? lengths.length() : comma));
      step = comma < 0 ? 0 : number(lengths.substring(comma + 1));
      if (comma >= 0 && (step == 0 || (max - min) % step != 0)) {
        throw TableMessage.BAD_INCREMENT.exception(lengths);
      }
    } else {
      int[] listed =
          Arrays.stream(lengths.split(",", -1)).mapToInt(AlgorithmsFile::number).toArray();
      min = listed[0];
      max = listed[listed.length - 1];
      step = listed.length < 2 ? 0 : listed[1] - listed[0];
      for (int i = 1; i < listed.length; i++) {
        if (listed[i] <= listed[i - 1]) {
          throw TableMessage.DESCENDING_LENGTHS.exception(lengths);
        }
        if (listed[i] - listed[i - 1] != step) {
          throw TableMessage.BAD_INCREMENT.exception(lengths);
        }
      }
    }
    if (min > max) {
      throw TableMessage.DESCENDING_LENGTHS.exception(lengths);
    }
    if (max > MAX_KEY_BITS) {
      throw TableMessage.KEY_TOO_LONG.exception(max, MAX_KEY_BITS);
    }
    int preferred = slash < 0 ? min : number(field.substring(0, slash));
    KeyLengths result = new KeyLengths(preferred, min, max, step);
    if (!result.permits(preferred)) {
      throw TableMessage.BAD_PREFERRED_LENGTH.exception(preferred, lengths);
    }
    return result;
  }

  /** A size in octets: PF_KEY has eight bits for it. */
  private static int size(String text) {
    int size = number(text);
    if (size > MAX_OCTETS) {
      throw TableMessage.SIZE_TOO_LARGE.exception(size, MAX_OCTETS);
    }
    return size;
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below, like a negative number
    }
    throw TableMessage.NOT_A_NUMBER.exception(text);
  }
}
