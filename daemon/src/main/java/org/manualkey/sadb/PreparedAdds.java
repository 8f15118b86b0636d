package org.manualkey.sadb;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;

/**
 * ADDs for which all memory is there before the first of them is sent. However many they are,
 * {@link #send} allocates next to nothing as long as they are granted.
 *
 * <p>Belongs to the thread of the session.
 */
public interface PreparedAdds extends AutoCloseable {
  /** How many may be sent together. */
  int BATCH = 64;

  /**
   * Takes an ADD, with copies of its keys.
   *
   * @return why it is refused, and not taken; null: it is taken
   * @throws SadbException when the database is lost
   */
  @Nullable Refusal add(Message add);

  /** How many were taken. */
  int size();

  /**
   * Sends some, in the order in which they were taken, whatever becomes of those before.
   *
   * @param from the first
   * @param to behind the last, at most {@link #BATCH} later
   * @return whether all were granted
   * @throws SadbException when a reply did not come, or the database is lost; then it is not known
   *     which of them were carried out
   */
  boolean send(int from, int to);

  /** Why one of those that were sent last was refused; null: it was granted. */
  @Nullable Refusal refusal(int index);

  /** Overwrites the copies of the keys. */
  @Override
  void close();
}
