package org.manualkey.server;

import org.jspecify.annotations.Nullable;

/**
 * The messages of the server, with {@code %s} for a value: reasons of a refusal, which a client
 * prints after {@code manual-keyd refused:}, and lines of the log.
 */
public enum ServerMessage {
  TOO_MANY_CONNECTIONS(Reader.CLIENT, "too many connections; try again"),
  TOO_MANY_CHANGES(Reader.CLIENT, "too many changes within a minute; try again later"),
  OUT_OF_THREADS(Reader.CLIENT, "out of threads; try again"),
  PRIVATE(Reader.CLIENT, "permission denied: must be root"),
  STOPPING(Reader.CLIENT, "manual-keyd is stopping"),
  NO_COMMAND(Reader.CLIENT, "no command received for too long; is the system overloaded?"),
  PROTOCOL_ERROR(Reader.CLIENT, "protocol error: %s"),
  VERSION_MISMATCH(Reader.CLIENT, "protocol version %s required"),
  UNKNOWN_PROGRAM(Reader.CLIENT, "unknown program '%s'"),
  OUT_OF_MEMORY(
      Reader.CLIENT,
      "out of memory; the command may have been carried out in part; give manual-keyd a larger -Xmx"),
  INTERNAL_ERROR(Reader.CLIENT, "internal error; see the log of manual-keyd"),

  UNKNOWN_ZONE(
      Reader.OUTPUT, "warning: unknown time zone in TZ; times are in the zone of the daemon"),

  OTHER_NAMESPACE(
      Reader.OUTPUT,
      "note: this manual-keyd is for network namespace %s, where this command is not"),

  CANNOT_LISTEN(Reader.CONSOLE, "%s: cannot listen: %s"),
  NOT_LISTENING(
      Reader.CONSOLE, "descriptor %s of LISTEN_FDS is not a listening Unix domain socket"),
  OTHER_PATH(Reader.CONSOLE, "LISTEN_FDS has the socket %s, and only %s and %s are used"),
  NOT_CLOSED(
      Reader.CONSOLE,
      "others than its owner may connect to %s of LISTEN_FDS; its unit must have SocketMode=0600"),

  DENIED(Reader.LOG, "%s: permission denied: %s"),
  DENIED_CONNECTION(Reader.LOG, "%s: too many connections"),
  DENIED_CHANGE(Reader.LOG, "%s: too many changes"),
  CHANGED(Reader.LOG, "%s: %s"),
  MORE_DENIALS(Reader.LOG, "uid %s: refusals not logged in the last minute: %s"),
  MORE_CHANGES(Reader.LOG, "uid %s: changes not logged in the last minute: %s"),
  MORE_FAILURES(Reader.LOG, "uid %s: failed commands not logged in the last minute: %s"),
  NO_THREAD(Reader.LOG, "%s: out of threads"),
  COMMAND_FAILED(Reader.LOG, "command failed: %s"),
  ACCEPT_FAILED(Reader.LOG, "accept failed: %s (failures since the last such record: %s)"),
  SMALL_DESCRIPTOR_BUFFER(
      Reader.LOG, "cannot enlarge descriptor buffer, clients can exhaust descriptors: %s");

  /** Where a message appears. */
  public enum Reader {
    /** In the output of a client that is refused. */
    CLIENT,
    /** In the output of a client that is served. */
    OUTPUT,
    /** On standard error of the daemon, before it serves. */
    CONSOLE,
    /** In the log of the daemon. */
    LOG
  }

  private final Reader reader;
  private final String text;

  ServerMessage(Reader reader, String text) {
    this.reader = reader;
    this.text = text;
  }

  public Reader reader() {
    return reader;
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
