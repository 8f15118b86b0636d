package org.manualkey.sadb;

import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;

/**
 * A database's no, in the numbers of illumos and in words.
 *
 * @param errno error number of illumos, never 0
 * @param diagnostic PF_KEY's number for what is wrong; 0: none
 * @param subject which part of the request it is about
 * @param reason explanation beyond the numbers, on one line; may be empty
 * @param wordless the same for a log: without names that the request may have, such as that of an
 *     algorithm
 */
public record Refusal(int errno, int diagnostic, Subject subject, String reason, String wordless) {
  /** A refusal whose reason names nothing that the request may have named. */
  public Refusal(int errno, int diagnostic, Subject subject, String reason) {
    this(errno, diagnostic, subject, reason, reason);
  }

  /** The common kind: EINVAL and what was invalid. */
  public static Refusal invalid(Diagnostic diagnostic) {
    return new Refusal(Errno.EINVAL, diagnostic);
  }

  /** The same, with a reason that explains more than the diagnostic. */
  public static Refusal invalid(Diagnostic diagnostic, String reason) {
    return new Refusal(Errno.EINVAL.code(), diagnostic.code(), Subject.of(diagnostic), reason);
  }

  /** A refusal with an error number only. */
  public static Refusal of(Errno errno) {
    return new Refusal(errno, Diagnostic.NONE);
  }

  /** A refusal without a reason. */
  public Refusal(Errno errno, Diagnostic diagnostic) {
    this(errno.code(), diagnostic.code(), Subject.of(diagnostic), "");
  }

  /** The refusal in a header of a reply, or of what ends a dump. */
  public static Refusal of(Header reply) {
    Subject subject = Subject.of(Diagnostic.of(reply.diagnostic()));
    return new Refusal(reply.errno(), reply.diagnostic(), subject, "");
  }

  /** The same about another part. */
  public Refusal about(Subject part) {
    return new Refusal(errno, diagnostic, part, reason, wordless);
  }

  /**
   * EINVAL with a reason about something that the request may have named.
   *
   * @param name what it is called
   * @param generic what a log calls it
   * @param predicate the rest of the sentence
   */
  public static Refusal invalid(
      Diagnostic diagnostic, String name, String generic, String predicate) {
    return new Refusal(
        Errno.EINVAL.code(),
        diagnostic.code(),
        Subject.of(diagnostic),
        name + predicate,
        generic + predicate);
  }

  public boolean is(Errno number) {
    return errno == number.code();
  }

  /**
   * The message that carries it: the request's base header with the numbers, and nothing else
   * ({@code sadb_pfkey_error()}).
   */
  public Message reply(Header request) {
    return Message.of(request.withError(errno, diagnostic));
  }
}
