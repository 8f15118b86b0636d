package org.manualkey.app;

/** The name of this package's logger, as {@code manual-keyd(8)} documents it. */
final class LogName {
  static final String DAEMON = "manual-key.daemon";

  private LogName() {}
}
