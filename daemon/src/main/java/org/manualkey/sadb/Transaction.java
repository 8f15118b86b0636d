package org.manualkey.sadb;

/**
 * Changes of a database that take effect together, or not at all. They are made in a copy, which
 * {@link #commit} puts in the place of what was there.
 *
 * <p>Belongs to the thread of the session. That session must not be used for changes meanwhile.
 */
public interface Transaction extends AutoCloseable {
  /** What the copy holds when the transaction begins. */
  enum Start {
    /** All that the database holds. */
    AS_IT_IS,
    /** Nothing: whoever flushes first need not have a copy. */
    EMPTY
  }

  /** A session with the copy. SAs do not age there, and nobody hears what happens. */
  Sadb copy();

  /** Puts the copy in its place. Takes the same time and memory whatever it holds. */
  void commit();

  /**
   * Overwrites the keys of what is not in place: the copy, or after a {@link #commit} what was
   * there before. Subscribers hear what a commit has changed only now.
   */
  @Override
  void close();
}
