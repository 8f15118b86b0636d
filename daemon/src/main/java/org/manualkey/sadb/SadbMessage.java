package org.manualkey.sadb;

/**
 * The messages of databases whatever the back end, as {@code manual-keyd(8)} lists them, with
 * {@code %s} for a value.
 */
public enum SadbMessage {
  NOT_DUMPED("cannot dump the database"),
  NO_REPLY("no reply to %s"),
  EVENTS_LOST("lost the event stream of the kernel: %s"),
  EVENTS_DROPPED("the kernel dropped events; looking at all SAs"),
  EVENT_UNREADABLE("cannot read an event of the kernel: %s; looking at all SAs"),
  EXPIRY_FAILED("SA expiry failed: %s"),
  LOAD_NEEDS_MEMORY(
      "%s needs about %s MiB for %s, and %s MiB are free; give manual-keyd a larger -Xmx"),
  COMMAND_NEEDS_MEMORY(
      "needs about %s MiB of memory, and %s MiB are free; give manual-keyd a larger -Xmx"),
  PIPE_NEEDS_MEMORY(
      "needs more than %s MiB of memory, and %s MiB are free; give manual-keyd a larger -Xmx"),
  CLIENTS_TAKE_TOO_MUCH(
      "too much memory is taken by other commands: %s MiB are needed, and %s MiB are free; try again"),
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
