package org.manualkey.service;

import org.jspecify.annotations.Nullable;
import org.manualkey.language.KeyShape;
import org.manualkey.language.Spelling;

/**
 * The error messages about properties, as {@code manual-key.conf(5)} lists them, with {@code %s}
 * for a value.
 */
public enum PropertyMessage {
  UNKNOWN("unknown property %s%s (valid: %s)"),
  TWICE("property %s was set before, at %s"),
  NOT_UTF8("not valid UTF-8"),
  BAD_ESCAPE("four hexadecimal digits must follow \\u, and another backslash any other backslash"),
  EMPTY("%s must not be empty"),
  ON_COMMAND_LINE("%s was set by --set of manual-keyd, and stays so until it is started otherwise"),
  NO_FILE("%s: no such file: %s"),
  BAD_PATH("%s: invalid path: %s"),
  INVALID("invalid value %s for %s (valid: %s)");

  /** Characters of a name that are shown, at most. */
  private static final int LONGEST = 64;

  private final String text;

  PropertyMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** What is wrong with a name that no property has. */
  public static String unknown(String name) {
    String hint = Spelling.hint(name, Property.names());
    String shown = KeyShape.mayBeKey(name) ? name : printable(name);
    return UNKNOWN.with(
        KeyShape.quoted(shown),
        hint.isEmpty() ? "" : "; " + hint,
        String.join(", ", Property.names()));
  }

  /** As a terminal may have it. */
  private static String printable(String name) {
    String printable = name.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "...";
  }

  /** The message with these values. */
  public String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
