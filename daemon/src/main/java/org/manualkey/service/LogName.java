package org.manualkey.service;

/** The name of this package's logger, as {@code manual-keyd(8)} documents it. */
final class LogName {
  static final String SERVICE = "manual-key.service";

  private LogName() {}
}
