package org.manualkey.language;

/** Where commands come from; the language differs a little. */
public enum ParseMode {
  /** A key file: no dump, save, monitor or help. */
  FILE,
  /** Lines typed, or piped to standard input. */
  INTERACTIVE,
  /** The arguments of a process, which others can see: no command with keys. */
  ARGUMENTS
}
