package org.manualkey.program;

/**
 * Exit statuses: 0 and 1 for people, those of smf_method(7) for the service manager, which calls
 * the commands with {@code SMF_FMRI} in the environment.
 */
public final class ExitStatus {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** A monitor that Ctrl-C ended. */
  public static final int INTERRUPTED = 2;

  /** Wrong usage of {@code manual-keyadm}. */
  public static final int USAGE = 2;

  /** {@code manual-keyadm status} of a service that is not online. */
  public static final int NOT_ONLINE = 3;

  /** {@code SMF_EXIT_ERR_CONFIG}: the service goes into maintenance. */
  public static final int SMF_CONFIG = 95;

  /** {@code SMF_EXIT_ERR_PERM}. */
  public static final int SMF_PERMISSION = 100;

  private ExitStatus() {}

  /** What is wrong with words or files: 1, or 95 for the service manager. */
  static int configuration(Console.Caller caller) {
    return caller.underSmf() ? SMF_CONFIG : FAILED;
  }

  /** A missing privilege: 1, or 100 for the service manager. */
  static int permission(Console.Caller caller) {
    return caller.underSmf() ? SMF_PERMISSION : FAILED;
  }
}
