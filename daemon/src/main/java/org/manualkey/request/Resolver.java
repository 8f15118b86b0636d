package org.manualkey.request;

import java.time.Duration;
import java.util.List;
import org.manualkey.pfkey.SocketAddress;

/** Looks up host names. */
public interface Resolver {
  /**
   * Asks for a name, anew each time.
   *
   * @param limit how long the caller waits; after that the answer is {@link Answer.TryAgain}
   */
  Answer lookUp(String name, Duration limit);

  /** The answer of the name service. */
  sealed interface Answer {
    /**
     * The addresses of a name.
     *
     * @param addresses at least one, IPv4 as mapped IPv6, in the order of the name service
     */
    record Found(List<SocketAddress.Inet6> addresses) implements Answer {
      public Found {
        addresses = List.copyOf(addresses);
      }
    }

    /** There is no such name. */
    record Unknown() implements Answer {}

    /** The name service did not answer; later it may. */
    record TryAgain() implements Answer {}
  }
}
