package org.manualkey.sadb;

import org.manualkey.pfkey.Message;

/** Hears what happens in a database; see {@link Sadb#subscribe}. */
public interface EventSink {
  void onEvent(Message message);

  /**
   * Whether it looks at more of an event than what happened, to which SA, and who did it. Where no
   * sink does, the events of what this daemon did itself may have no more: a load makes many.
   */
  default boolean wantsContents() {
    return true;
  }

  /**
   * Messages were lost here, because there was no room for them.
   *
   * @param messages at least how many, more than 0
   */
  default void lost(long messages) {}

  /**
   * The other end of an SA sends from elsewhere; with each packet, as long as the SA is as it was.
   */
  default void moved(PeerMove move) {}

  /** The database is lost: no more events will follow. */
  void end();
}
