package org.manualkey.client;

/**
 * The error messages of the clients, as {@code ipseckey(8)} and {@code manual-keyadm(8)} list them.
 *
 * <p>A {@code %s} stands for a value. The text is put together without a formatter, which takes
 * longer to start than the rest of a client.
 */
public enum ClientMessage {
  UNREACHABLE("cannot reach manual-keyd at %s: %s"),
  UNTRUSTED("%s: served by uid %s, which is neither root nor the caller; not used"),
  NO_CHECKER("cannot run %s to check a file"),
  OFFLINE("manual-keyd is not running: %s; to start it, run 'systemctl start manual-keyd'"),
  OFFLINE_UNDER_SMF("manual-keyd is not running: %s; 'svcs -x manual-keyd' prints why"),
  SILENT("manual-keyd does not answer (waited %s s); if that lasts, run '%s restart manual-keyd'"),
  REFUSED("manual-keyd refused: %s"),
  PROTOCOL_ERROR("protocol error from manual-keyd: %s"),
  VERSION_MISMATCH(
      "protocol version mismatch: manual-keyd %s, client %s; install both from the same release"),
  CONNECTION_LOST(
      "connection to manual-keyd lost; the command may or may not have taken effect, see"
          + " 'manual-keyadm status'"),
  COMMAND_TOO_LONG("command too long: %s"),
  CANNOT_OPEN("cannot open %s: %s"),
  CANNOT_SAVE("cannot save to %s: %s"),
  WIDE_MODE("warning: %s keeps its mode %s, wider than r--------"),
  CANNOT_WRITE("cannot write to standard output: %s"),
  INTERRUPTED("interrupted"),
  UNKNOWN_OPTION("unknown option %s"),
  OPTION_NEEDS_FILE("option %s requires a file"),
  SAVE_TWICE("option -s may be given only once"),
  SAVE_EXCLUDES("option -s cannot be combined with -f or -c"),
  TAKES_NO_COMMAND("option %s takes no command"),
  KEYS_NEED_JSON("option --keys requires --json"),
  KEYS_EXCLUDE_CHECK("option --keys cannot be combined with -c"),
  JSON_UNSUPPORTED(CommandLine.JSON_USE);

  private final String text;

  ClientMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  public String with(String... values) {
    StringBuilder message = new StringBuilder();
    int from = 0;
    for (int i = 0; i < values.length; i++) {
      int at = text.indexOf("%s", from);
      message.append(text, from, at).append(values[i]);
      from = at + 2;
    }
    return message.append(text, from, text.length()).toString();
  }
}
