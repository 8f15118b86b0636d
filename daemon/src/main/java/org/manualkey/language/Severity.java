package org.manualkey.language;

/** How bad a problem is. */
public enum Severity {
  /** The command is not used. */
  ERROR,
  /** The command is used, but deserves a look. */
  WARNING
}
