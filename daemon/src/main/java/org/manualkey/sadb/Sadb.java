package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * One session with a security association database.
 *
 * <p>A session belongs to one thread. Refusals are replies with an errno, not exceptions.
 */
public interface Sadb extends AutoCloseable {
  /** What this database is and can do; always the same value. */
  BackEnd backEnd();

  /**
   * What this database would refuse whatever it holds; always the same object. Null: it has no
   * judge beforehand.
   */
  default @Nullable Judge judge() {
    return null;
  }

  /** Which direction an SA gets whose ADD names none; always the same value. */
  default Directions directions() {
    return Directions.UNKNOWN;
  }

  /**
   * Sends a request and returns its reply, which repeats type, sequence number and process id. Not
   * for DUMP. Keys of the request may be wiped by the caller when this returns.
   *
   * @throws SadbException when no reply came, or the database is lost
   * @throws IllegalArgumentException when the request is a DUMP
   */
  Reply exchange(Message request);

  /**
   * Sends requests and returns their replies, in the same order. It is as if {@link #exchange} were
   * called for each, whatever became of those before; but a back end may have sent later ones
   * before it reads that one was refused.
   *
   * @param requests none of them a DUMP; their keys are needed until this returns
   * @throws SadbException when a reply did not come, or the database is lost; then it is not known
   *     which of them were carried out
   */
  default List<Reply> exchangeAll(List<Message> requests) {
    List<Reply> replies = new ArrayList<>(requests.size());
    for (Message request : requests) {
      replies.add(exchange(request));
    }
    return replies;
  }

  /**
   * Sends a DUMP and hands each SA to the sink as it comes.
   *
   * @param request a DUMP; its SA type narrows what is dumped
   * @param sink takes one message per SA, which is then its own with the keys in it; must not use
   *     this session while it is called
   * @return a base header with sequence number 0, which ends the dump, or why it was refused
   * @throws SadbException when the dump broke off, or the database is lost
   * @throws IllegalArgumentException when the request is no DUMP
   */
  Reply dump(Message request, Consumer<? super Message> sink);

  /**
   * Delivers each SA that is there, which no subscriber is notified of.
   *
   * @param sink takes the SAs, which are then its own with their keys; must not use this session
   *     while it is called
   * @throws SadbException when the database cannot be dumped
   */
  void forEach(Consumer<? super SecurityAssociation> sink);

  /**
   * Delivers which SAs the policies of this kernel use.
   *
   * @param sink must not use this session while it is called
   * @return whether all came; false: this database has no policies, or does not show them
   * @throws SadbException when the database is lost
   */
  default boolean policies(Consumer<? super PolicyTemplate> sink) {
    return false;
  }

  /**
   * Delivers to the sink what happens from now on, by any program. A back end whose kernel puts
   * keys into what it sends to all takes them out.
   *
   * @param sink called on one thread, that of this session or one of the back end's own; must be
   *     quick, and must not use this session
   * @throws SadbException when the database refuses
   */
  Subscription subscribe(EventScope scope, EventSink sink);

  /**
   * Whether prepared requests that delete an SA and add it again leave its sequence numbers as they
   * were; always the same value. A FLUSH never does.
   */
  default boolean keepsCounters() {
    return false;
  }

  /**
   * Has SAs follow ends that moved to another port: those that receive from there expect packets
   * from the new port, and those that send there send to it.
   *
   * @param which SAs that may be changed
   * @return the SAs that were changed, none if this database cannot; those that receive in the
   *     order of the moves
   * @throws SadbException when the database is lost
   */
  default List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
    return List.of();
  }

  /** How many SAs it holds, as far as that is known without asking for them. */
  default int held() {
    return 0;
  }

  /**
   * Begins to prepare requests, to be sent later.
   *
   * @throws SadbException when the database is lost
   */
  default PreparedRequests prepare() {
    return new KeptRequests(this);
  }

  /**
   * Begins to prepare ADDs of a text that is still being checked. Nothing is sent for that, and
   * what is there is not looked at, so that a text with errors leaves no trace. Only those are
   * taken that {@link #judge} lets through, and they are not judged again.
   *
   * @return null: this database cannot do that
   * @throws SadbException when the database is lost
   */
  default @Nullable PreparedRequests prepareAhead() {
    return null;
  }

  /**
   * Begins to change this database as a whole.
   *
   * @return null: every request takes effect by itself, as in a kernel; always so, or never
   * @throws SadbException when the database is lost
   */
  default @Nullable Transaction begin(Transaction.Start start) {
    return null;
  }

  /** Whether {@link #begin} begins a transaction; always the same value. */
  default boolean hasTransactions() {
    return false;
  }

  /**
   * Whether a program asks for all messages by an X_PROMISC, as on illumos; always the same value.
   * Where everybody receives the same nobody asks.
   */
  default boolean hasPromiscuity() {
    return false;
  }

  /**
   * Answers the X_PROMISC of a monitor that is subscribed: all who are promiscuous receive the
   * reply, and it is one of them. Where a subscription itself sends that request, nothing is done.
   *
   * @throws SadbException when the database is lost
   */
  default void promiscuous(Message request) {}

  @Override
  void close();
}
