package org.manualkey.sadb.linux;

import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

/** What a kernel's refusal means in the terms of illumos. */
final class LinuxRefusals {
  private LinuxRefusals() {}

  static Refusal of(LinuxReply reply) {
    int errno = reply.errno();
    String reason =
        errno == LinuxErrno.ENOENT || errno == LinuxErrno.ENOSYS
            ? "the kernel lacks the algorithm, or a module for it (esp4, esp6, ah4, ah6, authenc,"
                + " echainiv, cbc, hmac, sha512_generic and the like)"
            : "";
    String text = reply.text().isEmpty() ? "" : "the kernel reports: " + reply.text();
    String both = reason.isEmpty() || text.isEmpty() ? reason + text : reason + "; " + text;
    return new Refusal(
        LinuxErrno.illumos(errno).code(), Diagnostic.NONE.code(), Subject.REQUEST, both);
  }

  static Refusal invalid(Diagnostic diagnostic) {
    return new Refusal(Errno.EINVAL, diagnostic);
  }
}
