package org.manualkey.sadb;

/**
 * The messages of databases whatever the back end, as {@code manual-keyd(8)} lists them, with
 * {@code %s} for a value.
 */
public enum SadbMessage {
  NOT_DUMPED("cannot dump the database"),
  NO_REPLY("no reply to %s"),
  EXPIRY_FAILED("SA expiry failed: %s"),
  TIMER_FAILED("what was due could not be done: %s");

  private final String text;

  SadbMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  public String with(Object... values) {
    return text.formatted(values);
  }
}
