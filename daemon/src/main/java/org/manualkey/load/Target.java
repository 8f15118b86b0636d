package org.manualkey.load;

import java.util.function.Predicate;
import org.manualkey.language.Places;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SecurityAssociation;

/**
 * The SAs that a text asks for. Their keys are the target's, which wipes them when it is closed.
 */
interface Target extends AutoCloseable {
  /**
   * Hands over each SA.
   *
   * @param sink whether it needs the SA until the target is closed
   */
  void forEach(Predicate<Wanted> sink);

  @Override
  void close();

  /**
   * One SA.
   *
   * @param sa what is asked for
   * @param place where the command names it
   * @param add the request
   */
  record Wanted(SecurityAssociation sa, Places.Place place, Message add) {
    int line() {
      return place.line();
    }
  }
}
