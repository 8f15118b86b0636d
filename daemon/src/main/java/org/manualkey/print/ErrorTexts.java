package org.manualkey.print;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.manualkey.pfkey.Header;

/**
 * The illumos texts of error numbers and diagnostics, printed in message blocks.
 *
 * <p>{@link org.manualkey.pfkey.Errno} and {@link org.manualkey.pfkey.Diagnostic} have our own
 * texts for our own messages; these are part of the printed format.
 */
public final class ErrorTexts {
  private static final int LAST_ERRNO = 151;

  private final Map<Integer, String> errnos;
  private final Map<Integer, String> diagnostics;

  private ErrorTexts(Map<Integer, String> errnos, Map<Integer, String> diagnostics) {
    this.errnos = errnos;
    this.diagnostics = diagnostics;
  }

  /** The texts that come with the program. */
  public static ErrorTexts builtIn() {
    return new ErrorTexts(table("errnos"), table("diagnostics"));
  }

  /** An error number in words. */
  public String errno(int errno) {
    String text = errnos.get(errno);
    if (text != null) {
      return text;
    }
    return errno > LAST_ERRNO ? "Unknown error" : "Error " + errno;
  }

  /** An extended diagnostic in words. */
  public String diagnostic(int diagnostic) {
    return diagnostics.getOrDefault(diagnostic, "Unknown diagnostic code");
  }

  /** A refusal in one line without its end: the error, and the diagnostic with its number. */
  public String refusal(Header reply) {
    return errno(reply.errno())
        + ". PF_KEY Diagnostic code "
        + reply.diagnostic()
        + ": "
        + diagnostic(reply.diagnostic())
        + ".";
  }

  /** Lines of a number, a blank and a text. */
  private static Map<Integer, String> table(String name) {
    Map<Integer, String> table = new HashMap<>();
    for (String line : lines(name)) {
      int blank = line.indexOf(' ');
      table.put(Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
    }
    return Map.copyOf(table);
  }

  private static List<String> lines(String name) {
    try (InputStream in = ErrorTexts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
