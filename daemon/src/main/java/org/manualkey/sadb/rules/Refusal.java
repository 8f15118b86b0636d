package org.manualkey.sadb.rules;

import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;

/** Why a request is refused, in the numbers of illumos. */
public record Refusal(Errno errno, Diagnostic diagnostic) {
  /** The common kind: EINVAL and what was invalid. */
  public static Refusal invalid(Diagnostic diagnostic) {
    return new Refusal(Errno.EINVAL, diagnostic);
  }

  /** A refusal that has nothing more to say than its number. */
  public static Refusal of(Errno errno) {
    return new Refusal(errno, Diagnostic.NONE);
  }

  /** The request's base header with the error, and nothing else ({@code sadb_pfkey_error()}). */
  public Message reply(Header request) {
    return Message.of(request.withError(errno.code(), diagnostic.code()));
  }
}
