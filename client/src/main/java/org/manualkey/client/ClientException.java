package org.manualkey.client;

/**
 * The end of a client run that the client itself decided, with the line that tells the user why.
 */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, which decides the exit status. */
  public enum Kind {
    /** A wrong option or a file that cannot be used: 95 under SMF. */
    CONFIGURATION,
    /** No daemon answers. */
    UNREACHABLE,
    /** The exchange with the daemon, or the output, broke off. */
    BROKEN,
    /** Whoever read the output has gone: nothing to say. */
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

  /** 1, but 95 ("bad configuration") where SMF needs to know that trying again is useless. */
  int exitStatus(boolean underSmf) {
    return underSmf && kind == Kind.CONFIGURATION ? 95 : 1;
  }
}
