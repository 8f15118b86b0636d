package org.manualkey.sadb.illumos;

/**
 * The messages of the back end {@code pfkey} on illumos, as {@code manual-keyd(8)} lists them, with
 * {@code %s} for a value.
 */
public enum IllumosMessage {
  NO_PERMISSION(
      "no permission for PF_KEY: it needs the privilege sys_ip_config, which a shared-IP zone cannot"
          + " have; run as root in the global zone or in an exclusive-IP zone"),
  NO_IPSEC(
      "this kernel cannot set up AH and ESP for PF_KEY (EPFNOSUPPORT): see the modules ipsecah and"
          + " ipsecesp, and dmesg"),
  CANNOT_OPEN("cannot open PF_KEY: %s"),
  SMALL_BUFFER("cannot enlarge the receive buffer of PF_KEY; the kernel may drop messages"),
  SOCKET_FAILED("PF_KEY socket failed: %s"),
  NOT_RESPONDING("kernel not responding"),
  REPLY_LOST("lost the reply of the kernel to %s; looking for the SA"),
  SENT_AGAIN("lost the reply of the kernel to %s; sending it again"),
  UNREADABLE("cannot read what the kernel replies to %s: %s"),
  DUMP_INTERRUPTED("kernel dump interrupted"),
  DUMP_TOO_LONG("kernel sent a message of more than %s bytes in a dump"),
  ALWAYS_BUSY("the kernel is busy with another FLUSH or DUMP"),
  NO_EVENTS("cannot receive the events of the kernel: %s"),
  ALGORITHMS_UNKNOWN("the kernel does not name its algorithms: %s; all of the table count");

  private final String text;

  IllumosMessage(String text) {
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
