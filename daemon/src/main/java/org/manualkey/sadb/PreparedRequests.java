package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Requests for which all memory is there before the first of them is sent. However many they are,
 * {@link #send} allocates next to nothing as long as they are granted. They may be sent in another
 * order than they were taken, again, or not at all.
 *
 * <p>Where {@link Sadb#keepsCounters}, an SA that is added with the keys of one that was deleted
 * goes on with its sequence numbers, if the ADD was prepared after the DELETE, by whomever, or
 * {@link #goesOnAfter} says so, and both are still prepared.
 *
 * <p>Belongs to the thread of the session.
 */
public interface PreparedRequests extends AutoCloseable {
  /** How many may be sent together. */
  int BATCH = 64;

  /**
   * Takes an ADD, a DELETE, an UPDATE of the lifetimes of an SA that is there, or a FLUSH; with
   * copies of its keys. What depends on the SAs that are there is looked at when it is sent.
   *
   * @return why it is refused, and not taken; null: it is taken
   * @throws SadbException when the database is lost
   * @throws IllegalArgumentException when it is another request
   */
  @Nullable Refusal add(Message request);

  /**
   * Takes the ADD that brings an SA again as it is there, with copies of its keys. A database that
   * knows the SA need not judge it again.
   *
   * @param sa as a dump showed it
   * @param directions of the database
   * @param paired whether to pair it: its other half must be there then
   * @return why it is refused, and not taken; null: it is taken
   * @throws SadbException when the database is lost
   */
  default @Nullable Refusal addAgain(
      SecurityAssociation sa, Directions directions, boolean paired) {
    Message add = sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), directions, paired);
    try {
      return add(add);
    } finally {
      sa.wipeCopies(add);
    }
  }

  /**
   * Takes the deletion of an SA, or of whatever SA has its identity then.
   *
   * @return why it is refused, and not taken; null: it is taken
   * @throws SadbException when the database is lost
   */
  default @Nullable Refusal deleteWhichever(SaId id) {
    List<Extension> extensions = new ArrayList<>(3);
    extensions.add(new Sa(id.spi(), 0, SaState.MATURE.code(), 0, 0, 0));
    extensions.add(new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    if (id.mark() != 0) {
      extensions.add(XfrmSettings.ofMark(id.markValue(), id.markMask()));
    }
    return add(
        new Message(Header.request(MessageType.DELETE, SaType.of(id.type()), 0, 0), extensions));
  }

  /**
   * Whether ADDs of an SA that were taken go on with its sequence numbers, even if its DELETE is
   * prepared after them: they do where the database knew that the SA is there. Always false where
   * no counters are kept.
   */
  default boolean goesOnAfter(SaId id) {
    return false;
  }

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

  /** Sends one; why it was refused, or null. */
  default @Nullable Refusal send(int index) {
    return send(index, index + 1) ? null : refusal(index);
  }

  /** Overwrites the copies of the keys. */
  @Override
  void close();
}
