package org.manualkey.language;

import org.jspecify.annotations.Nullable;

/**
 * An error or a warning, with its position. Safe to log: a token that may be key material is
 * absent.
 *
 * @param code the kind of problem
 * @param line physical line, from 1
 * @param column octet in that line, from 1
 * @param length octets of the token, 0 if something is missing there
 * @param token the token, or null if there is none or it may be key material
 * @param hint how to fix it, or an empty string
 * @param loggable the hint as a log may show it, without a word of the text; or an empty string
 */
public record Problem(
    ProblemCode code,
    int line,
    int column,
    int length,
    @Nullable String token,
    String hint,
    String loggable) {
  /** A problem whose hint may repeat words of the text. */
  public Problem(
      ProblemCode code, int line, int column, int length, @Nullable String token, String hint) {
    this(code, line, column, length, token, hint, "");
  }

  public boolean isError() {
    return code.severity() == Severity.ERROR;
  }

  /** {@code unknown extension: 'sip'; did you mean 'spi'? [unknown-extension]}. */
  public String message() {
    StringBuilder message = new StringBuilder(code.text());
    if (token != null) {
      message.append(": '").append(token).append('\'');
    } else if (length > 0 && loggable.isEmpty()) {
      message.append(" (").append(length).append(" characters, not shown)");
    }
    if (!hint.isEmpty()) {
      message.append("; ").append(hint);
    }
    return message.append(" [").append(code.id()).append(']').toString();
  }

  /**
   * What a log may show: no word of the text, not even one that is surely no key. {@code wrong key
   * length; aes-cbc takes 128, 192 or 256 bits; 160 given [key-length]}.
   */
  public String withoutWords() {
    return code.text() + (loggable.isEmpty() ? "" : "; " + loggable) + " [" + code.id() + "]";
  }

  /** {@code name:12:31: error: …}, as compilers write it. */
  public String located(String name) {
    return name
        + ":"
        + line
        + ":"
        + column
        + ": "
        + (isError() ? "error: " : "warning: ")
        + message();
  }
}
