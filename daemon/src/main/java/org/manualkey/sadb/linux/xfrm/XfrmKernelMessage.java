package org.manualkey.sadb.linux.xfrm;

import org.jspecify.annotations.Nullable;

/**
 * The messages of the back end {@code xfrm}, as {@code manual-keyd(8)} lists them, with {@code %s}
 * for a value.
 */
public enum XfrmKernelMessage {
  NO_XFRM(
      "this kernel has no XFRM: load the module xfrm_user ('modprobe xfrm_user'), or use a kernel"
          + " built with CONFIG_XFRM_USER"),
  NO_ESP("this kernel has XFRM but no ESP: load the modules esp4 and esp6; the kernel reports: %s"),
  NO_PERMISSION("no permission for XFRM: run as root, or with the capability CAP_NET_ADMIN"),
  KEYS_HIDDEN(
      "this kernel hides keys from XFRM (lockdown=confidentiality): use --backend pfkey, or boot with"
          + " lockdown=integrity"),
  CANNOT_OPEN("cannot open XFRM: %s"),
  SOCKET_FAILED("XFRM socket failed: %s"),
  NOT_RESPONDING("kernel not responding"),
  DUMP_INTERRUPTED("kernel dump interrupted"),
  DUMP_INCOMPLETE("kernel dump incomplete"),
  TOO_LONG("kernel sent a message of %s bytes"),
  NO_EVENTS("cannot receive the events of the kernel: %s"),
  ALGORITHMS_UNKNOWN(
      "cannot ask the kernel for its algorithms: %s; it may refuse SAs that are judged valid"),
  REPLY_LOST("lost the reply of the kernel to %s; looking for the SA"),
  COUNTERS_LOST(
      "the kernel did not report the last sequence numbers of %s deleted SAs; they go on %s numbers"
          + " after those that were seen last");

  private final String text;

  XfrmKernelMessage(String text) {
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
