package org.manualkey.service;

/** The names of this package's loggers, as {@code manual-keyd(8)} documents them. */
final class LogName {
  static final String SERVICE = "manual-key.service";
  static final String LOAD = "manual-key.load";

  private LogName() {}
}
