package org.manualkey.wire;

/** What the daemon says to a client. */
public sealed interface DaemonFrame extends Frame {

  /**
   * Type 16: {@code u16 version, string daemonVersion}. Answers the hello. Of another version than
   * {@link Frame#VERSION} only the version is read.
   */
  record Welcome(int version, String daemonVersion) implements DaemonFrame {}

  /** Type 17, raw bytes for standard output. */
  record Out(Payload bytes) implements DaemonFrame {}

  /** Type 18, raw bytes for standard error. */
  record Err(Payload bytes) implements DaemonFrame {}

  /** Type 19, no body: the daemon wants the next piece of standard input. */
  record Ready() implements DaemonFrame {}

  /**
   * Type 20, {@code u8 status}: the command has ended; the last frame.
   *
   * @param status the exit status of the client, 0 to 255
   */
  record Exit(int status) implements DaemonFrame {}

  /**
   * Type 21, {@code string path, u8 1}: the client shall open {@code path} for saving with its own
   * rights, and answer with {@link ClientFrame.Opened} or {@link ClientFrame.NotOpened}.
   */
  record OpenForSaving(String path) implements DaemonFrame {}

  /**
   * Type 22, {@code string reason}: the client broke the protocol or speaks another version; the
   * connection is closed after it.
   */
  record Refused(String reason) implements DaemonFrame {}
}
