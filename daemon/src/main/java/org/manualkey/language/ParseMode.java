package org.manualkey.language;

/** Where commands come from, which decides the commands that are allowed. */
public enum ParseMode {
  /** A key file: no dump, save, monitor or help. */
  FILE,
  /** Lines typed, or piped to standard input. */
  INTERACTIVE,
  /** The arguments of a process, which other users can see: no commands with keys. */
  ARGUMENTS
}
