package org.manualkey.thread;

/**
 * The messages of this package, as {@code manual-keyd(8)} lists them, with {@code %s} for a value.
 */
public enum ThreadMessage {
  FAILED("thread '%s' failed: %s; exiting");

  private final String text;

  ThreadMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(Object... values) {
    return text.formatted(values);
  }
}
