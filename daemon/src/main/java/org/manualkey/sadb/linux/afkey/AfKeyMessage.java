package org.manualkey.sadb.linux.afkey;

import org.jspecify.annotations.Nullable;

/**
 * The messages of the back end {@code pfkey}, as {@code manual-keyd(8)} lists them, with {@code %s}
 * for a value.
 */
public enum AfKeyMessage {
  NO_PF_KEY(
      "this kernel has no PF_KEY: load the module af_key ('modprobe af_key'), or use a kernel built"
          + " with CONFIG_NET_KEY"),
  NO_PERMISSION("no permission for PF_KEY: run as root, or with the capability CAP_NET_ADMIN"),
  CANNOT_OPEN("cannot open PF_KEY: %s"),
  SOCKET_FAILED("PF_KEY socket failed: %s"),
  NOT_RESPONDING("kernel not responding"),
  DUMP_INTERRUPTED("kernel dump interrupted"),
  DUMP_INCOMPLETE("kernel dump incomplete"),
  SA_TOO_LONG("kernel sent an SA of %s bytes"),
  NO_EVENTS("cannot receive the events of the kernel: %s"),
  REPLY_LOST("lost the reply of the kernel to %s; looking for the SA");

  private final String text;

  AfKeyMessage(String text) {
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
