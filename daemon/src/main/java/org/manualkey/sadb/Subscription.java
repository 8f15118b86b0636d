package org.manualkey.sadb;

/** A listener's place in the events of a database. */
public interface Subscription extends AutoCloseable {
  /** Ends it; no event is delivered afterwards. Closing twice does nothing. */
  @Override
  void close();
}
