package org.manualkey.program;

import org.jspecify.annotations.Nullable;

/**
 * A whole answer of a program: what it prints, and its exit status.
 *
 * @param out text for standard output
 * @param err text for standard error
 * @param status the exit status
 * @param denied the command that was refused for lack of a privilege, without words of the user; or
 *     an empty string
 * @param lacking the right without which it was refused, if a member of a group has it; or null
 */
public record Answer(String out, String err, int status, String denied, @Nullable Right lacking) {
  /** The largest output in octets; those of {@link OpenAnswers} are made to fit. */
  public static final int MAX_OCTETS = 1 << 17;
}
