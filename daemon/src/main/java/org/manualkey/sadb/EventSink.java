package org.manualkey.sadb;

import org.manualkey.pfkey.Message;

/** Hears what happens in a database; see {@link Sadb#subscribe}. */
public interface EventSink {
  void onEvent(Message message);

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
