package org.manualkey.program;

import org.jspecify.annotations.Nullable;

/**
 * The error messages of {@code manual-keyadm}, as {@code manual-keyadm(8)} lists them, with {@code
 * %s} for a value.
 */
public enum AdmMessage {
  NO_VERB("missing verb; run 'manual-keyadm help'"),
  NO_TABLE("%s: not a table of algorithms, with which manual-keyd would not start: %s"),
  NO_GROUP("%s: no group %s in /etc/group, and manual-keyd would not start without it"),
  UNKNOWN_VERB("unknown verb %s%s"),
  UNKNOWN_OPTION("unknown option %s%s"),
  NOT_FOR_VERB("'%s' does not take option %s; run 'manual-keyadm help'"),
  MISSING_OPERAND("missing argument; usage: %s"),
  EXTRA_OPERAND("unexpected argument %s; run 'manual-keyadm help'"),
  PERMISSION_DENIED("permission denied: must be root or in group %s"),
  TOO_LONG("permission denied: must be root for a command of this length"),
  OTHERS_NOT_TRIED("note: other back ends, and algorithms, are tried for root only"),
  ROOT_PROPERTY("permission denied: only root may set %s"),
  ROOT_PATH("permission denied: only root may set %s to a path that is not below %s"),
  UNDER_SMF("SMF runs this service, and decides this; run: %s"),
  DISABLED("service is disabled; run 'manual-keyadm enable' first"),
  MARKED(
      "service was put into maintenance by 'manual-keyadm mark'; run 'manual-keyadm clear' to end"
          + " that"),
  NOT_LOADED(
      "service was already enabled, nothing was loaded; run 'manual-keyadm refresh' for that"),
  NOTHING_TO_CLEAR("service is in state %s, nothing to clear"),
  WRONG_STATE("service is in state %s: %s"),
  WOULD_FAIL("refresh would fail, nothing would change: %s"),
  NOT_REFRESHED("warning: %s; until then, nothing changes"),
  WOULD_BE_EMPTY("warning: %s: no commands in the file; the load deletes %s"),
  LOADED_NOTHING(
      "warning: %s: no commands in the file; the load only deleted the SAs of config/scope"),
  NOT_SAVED("cannot save the state for the next start: %s"),
  NO_VALUE("setprop requires NAME=VALUE; did you mean '%s=%s'?"),
  UNSET("%s; to unset the property, run 'manual-keyadm setprop -d %s'");

  private final String text;

  AdmMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  String with(@Nullable Object... values) {
    return text.formatted(values);
  }
}
