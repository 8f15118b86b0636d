package org.manualkey.client;

/** A failure found by the client itself, with the line to print. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kind of failure, which decides the exit status. */
  public enum Kind {
    /** An invalid option or a file that cannot be used: 95 under SMF. */
    CONFIGURATION,
    /** The daemon cannot be reached. */
    UNREACHABLE,
    /** The connection to the daemon, or the output, failed. */
    BROKEN,
    /** The reader of the output is gone: nothing is printed. */
    NO_READER
  }

  private final Kind kind;

  ClientException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** 1, but 95 ("bad configuration") under SMF, which does not retry then. */
  int exitStatus(boolean underSmf) {
    return underSmf && kind == Kind.CONFIGURATION ? 95 : 1;
  }
}
