package org.manualkey.keyfile;

/**
 * The messages about key files, as {@code ipseckey(8)} lists them, with {@code %s} for a value; the
 * first one is the name of the file.
 */
public enum KeyFileMessage {
  MISSING("%s: no such file"),
  CLOSED("%s: permission denied: this process may not enter %s"),
  HIDDEN(
      "%s: not visible: %s is closed to everybody, as ProtectHome in a systemd unit makes it; move the"
          + " file, for example to /etc/inet/secret"),
  UNREADABLE(
      "%s: permission denied: owned by uid %s with mode %s, and this process may not read it; as"
          + " root, run: chown root %s"),
  NOT_CHECKED("%s: owner and mode of a pipe are not checked"),
  NOT_REGULAR("%s: not a regular file"),
  TOO_LARGE("%s: file too large (%s bytes, limit %s)"),
  CHANGED("%s: file changed while being read; try again"),
  CANNOT_OPEN("%s: cannot open: %s"),
  CANNOT_READ("%s: cannot read: %s"),
  WRONG_OWNER("%s: owned by uid %s instead of root; as root, run: chown root %s"),
  WIDE_MODE("%s: mode %s lets other users read the keys; run: chmod 0600 %s");

  private final String text;

  KeyFileMessage(String text) {
    this.text = text;
  }

  /** The message, with each {@code %s} for a value. */
  public String text() {
    return text;
  }

  /** The message with these values. */
  public String with(Object... values) {
    return text.formatted(values);
  }
}
