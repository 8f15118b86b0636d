package org.manualkey.load;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.manualkey.command.Outcome;
import org.manualkey.pfkey.Message;

/** The SAs that a file wants. */
interface Target {
  /**
   * Hands over each SA.
   *
   * @param sink takes the SAs with their keys, which are then its own
   * @return why there can be no such SAs, or null
   */
  @Nullable Refused tell(Consumer<Wanted> sink);

  /**
   * One SA.
   *
   * @param line of the command that it comes from
   * @param add the request
   */
  record Wanted(SaId id, int line, Message add) {}

  /**
   * A command that no database would carry out.
   *
   * @param line first line of the command
   * @param refusal what is said to it
   */
  record Refused(int line, Outcome.Refused refusal) {}
}
