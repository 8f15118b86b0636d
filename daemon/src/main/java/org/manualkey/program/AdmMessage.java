package org.manualkey.program;

import org.jspecify.annotations.Nullable;

/**
 * The error messages of {@code manual-keyadm}, as {@code manual-keyadm(8)} lists them, with {@code
 * %s} for a value.
 */
public enum AdmMessage {
  PERMISSION_DENIED("permission denied: must be root"),
  DISABLED("service is disabled; run 'manual-keyadm enable' first"),
  IN_MAINTENANCE(
      "service is in maintenance; fix the problem shown by 'manual-keyadm status', then run"
          + " 'manual-keyadm clear'"),
  NOTHING_TO_CLEAR("service is in state %s, nothing to clear"),
  WRONG_STATE("service is in state %s: %s"),
  WOULD_FAIL("refresh would fail, nothing would change: %s"),
  NOT_SAVED("cannot save the state for the next start: %s"),
  NO_VALUE("setprop requires NAME=VALUE");

  private final String text;

  AdmMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
