package org.manualkey.app;

/**
 * The messages of the daemon itself, as {@code manual-keyd(8)} lists them, with {@code %s} for a
 * value: errors of the command line and of the start, and records of the log.
 */
public enum DaemonMessage {
  UNKNOWN_ARGUMENT("unknown argument %s%s"),
  NEEDS_VALUE("option %s requires a value"),
  SET_NEEDS_VALUE("option --set requires NAME=VALUE, not %s"),
  CHECK_NEEDS_FILE("option --check requires a file"),
  JSON_NEEDS_CHECK("option --json requires --check"),
  UNKNOWN_BACK_END("unknown back end %s"),
  UNSUPPORTED_KERNEL(
      "only the kernels of Linux and illumos are supported; --backend memory needs none, but protects"
          + " no packet"),
  NO_XFRM("illumos has no XFRM; use --backend pfkey"),
  NO_KERNEL("neither XFRM nor PF_KEY can be used: %s; %s"),
  USING_PF_KEY("using PF_KEY, since XFRM cannot be used: %s"),
  SHORT_SHA256(
      "HMAC-SHA-256 is truncated to 96 bits instead of 128, since config/sha256_96 is true; no packet"
          + " passes from or to a peer that does not do the same"),
  CHECK_TOO_LARGE("%s: not enough memory to check it"),
  CHECKED_WITHOUT_DAEMON("checking for back end %s, since no manual-keyd answers: %s"),
  CHECKED_WITH_DEFAULTS("checking with default properties: %s"),
  EMBEDDED_DATABASE("using the embedded SADB, which protects no packet"),
  DUMPABLE("other processes may be able to read the keys in memory: %s"),
  UNLOCKED(
      "keys in memory may be written to swap space, since no more of it can be locked; see LimitMEMLOCK"
          + " of the unit, or 'ulimit -l'"),
  REFRESHING("SIGHUP: refreshing"),
  RECORDS_LOST("%s records lost, since the log is not read or cannot be written"),
  NOT_REFRESHED("SIGHUP: nothing changed: the service %s"),
  NO_METRICS("%s: cannot keep metrics there: %s"),
  NAT_T_PORT("taking ESP out of the packets to UDP port %s over IPv%s"),
  NO_CONFIGURATION("%s: no such file; correct --config, or leave it out"),
  NO_LOG_FILE("%s: cannot keep the log there: %s"),
  NO_GROUP("%s: config/sadb_group: no group %s in %s"),
  NOT_REPORTED("descriptor %s: cannot report there that the daemon is ready: %s"),
  ORPHAN_ENDED("ended manual-keyd (pid %s), which held %s and which SMF had left behind"),
  NO_LIBSCF("SMF does not learn when the service is degraded: %s"),
  NOT_MARKED("SMF does not show that the service is %s: %s"),
  NOT_DEGRADED(
      "SMF shows this instance %s: this restarter does not know degraded; 'manual-keyadm status' shows the"
          + " state"),
  STATE_UNUSABLE("%s: cannot be used: %s"),
  STOPPED("stopped by a signal"),
  INTERNAL_ERROR("internal error: %s");

  private final String text;

  DaemonMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(Object... values) {
    return text.formatted(values);
  }
}
