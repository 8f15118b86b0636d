package org.manualkey.server;

/** The name of this package's logger, as {@code manual-keyd(8)} documents it. */
final class LogName {
  static final String SERVER = "manual-key.server";

  private LogName() {}
}
