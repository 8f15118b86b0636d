package org.manualkey.service;

import org.jspecify.annotations.Nullable;

/**
 * The error messages about properties, as {@code manual-key.conf(5)} lists them, with {@code %s}
 * for a value.
 */
public enum PropertyMessage {
  UNKNOWN("unknown property '%s' (valid: %s)"),
  EMPTY("%s must not be empty"),
  BAD_PATH("%s: invalid path: %s"),
  INVALID("invalid value '%s' for %s (valid: %s)");

  private final String text;

  PropertyMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  public String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
