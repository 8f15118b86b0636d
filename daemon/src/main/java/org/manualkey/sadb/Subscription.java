package org.manualkey.sadb;

/** A listener's place in the events of a database. */
public interface Subscription extends AutoCloseable {
  /** Ends it; nothing is heard afterwards. Closing twice does nothing. */
  @Override
  void close();
}
