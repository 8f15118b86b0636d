package org.manualkey.load;

import java.util.List;
import java.util.function.Consumer;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;

/** The SAs that a file wants. */
interface Target {
  /**
   * Hands over each SA.
   *
   * @param sink takes the SAs with their keys, which are then its own
   * @return the commands because of which there can be no such SAs
   */
  List<RefusedCommand> tell(Consumer<Wanted> sink);

  /**
   * One SA.
   *
   * @param line of the command that it comes from
   * @param add the request
   */
  record Wanted(SaId id, int line, Message add) {}
}
