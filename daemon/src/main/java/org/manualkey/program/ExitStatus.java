package org.manualkey.program;

/**
 * Exit statuses: 0 and 1, or those of smf_method(7) under SMF, which sets {@code SMF_FMRI} in the
 * environment.
 */
public final class ExitStatus {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** A monitor ended by Ctrl-C. */
  public static final int INTERRUPTED = 2;

  /** Invalid usage of {@code manual-keyadm}. */
  public static final int USAGE = 2;

  /** {@code manual-keyadm status} of a service that is not online. */
  public static final int NOT_ONLINE = 3;

  /** {@code manual-keyadm} was ended by Ctrl-C while it waited; 128 + SIGINT as in a shell. */
  static final int SIGNALLED = 130;

  /** {@code SMF_EXIT_ERR_FATAL}: the service goes into maintenance, as the original has it. */
  public static final int SMF_FATAL = 95;

  /** {@code SMF_EXIT_ERR_CONFIG}: the service goes into maintenance, for a property is invalid. */
  public static final int SMF_CONFIG = 96;

  /** {@code SMF_EXIT_ERR_PERM}. */
  public static final int SMF_PERMISSION = 100;

  private ExitStatus() {}

  /** For problems of words or files: 1, or 95 under SMF. */
  static int configuration(Console.Caller caller) {
    return caller.underSmf() ? SMF_FATAL : FAILED;
  }

  /** For a missing privilege: 1, or 100 under SMF. */
  static int permission(Console.Caller caller) {
    return caller.underSmf() ? SMF_PERMISSION : FAILED;
  }
}
