package org.manualkey.language;

/** How bad a fault is. */
public enum Severity {
  /** The command is not used. */
  ERROR,
  /** The command is used; somebody should look at it. */
  WARNING
}
