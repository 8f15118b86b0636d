package org.manualkey.language;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, and where. It is safe to log: a token that may be key material is
 * absent.
 *
 * @param code what is wrong
 * @param line physical line, from 1
 * @param column octet in that line, from 1
 * @param length octets of the token, 0 when something is missing there
 * @param token the token, or null when there is none or it may be key material
 * @param hint what to do, or an empty string
 */
public record Problem(
    ProblemCode code, int line, int column, int length, @Nullable String token, String hint) {

  public boolean isError() {
    return code.severity() == Severity.ERROR;
  }

  /** {@code unknown extension 'sip'; did you mean 'spi'? [unknown-extension]}. */
  public String message() {
    StringBuilder message = new StringBuilder(code.text());
    if (token != null) {
      message.append(" '").append(token).append('\'');
    } else if (length > 0) {
      message.append(" (").append(length).append(" characters, not shown)");
    }
    if (!hint.isEmpty()) {
      message.append("; ").append(hint);
    }
    return message.append(" [").append(code.id()).append(']').toString();
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
