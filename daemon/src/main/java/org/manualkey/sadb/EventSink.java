package org.manualkey.sadb;

import org.manualkey.pfkey.Message;

/** Hears what happens in a database; see {@link Sadb#subscribe}. */
public interface EventSink {
  void onEvent(Message message);

  /** The database is lost: no more events will follow. */
  void end();
}
