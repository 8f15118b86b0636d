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
    /** The daemon does not answer within the time that its answer can take. */
    SILENT,
    /** The socket of the daemon may not be used: 100 under SMF. */
    FORBIDDEN,
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

  /** Whether there is no daemon that answers. */
  boolean isUnreachable() {
    return kind == Kind.UNREACHABLE || kind == Kind.SILENT || kind == Kind.FORBIDDEN;
  }

  /**
   * 1, but under SMF, which does not retry then, 95 ("bad configuration") or 100 ("permission").
   */
  int exitStatus(boolean underSmf) {
    if (!underSmf) {
      return 1;
    }
    return kind == Kind.CONFIGURATION ? 95 : kind == Kind.FORBIDDEN ? 100 : 1;
  }
}
