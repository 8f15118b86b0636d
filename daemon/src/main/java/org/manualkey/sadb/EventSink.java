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

  /** The database is lost: no more events will follow. */
  void end();
}
