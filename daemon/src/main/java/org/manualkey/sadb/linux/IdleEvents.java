package org.manualkey.sadb.linux;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.EventSinks;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.Subscription;

/**
 * Hands on the events of the kernel, and in place of the deletion of an SA that was idle for too
 * long an EXPIRE. The thread of the session says which these are, the thread of events hands on.
 */
final class IdleEvents implements EventSink {
  private final Map<SaId, Message> expected = new ConcurrentHashMap<>();
  private final EventSinks sinks = new EventSinks();
  private final int ownPid;
  private volatile boolean ended;

  /**
   * No SA is expected to go.
   *
   * @param ownPid process id of the events that this daemon itself makes happen
   */
  IdleEvents(int ownPid) {
    this.ownPid = ownPid;
  }

  /** The SA is about to be deleted; the message is to say why. */
  void expect(SaId id, Message expired) {
    if (!ended) {
      expected.put(id, expired);
    }
  }

  /** It was not deleted. */
  void withdraw(SaId id) {
    expected.remove(id);
  }

  Subscription subscribe(EventSink sink) {
    return sinks.subscribe(sink);
  }

  @Override
  public void onEvent(Message event) {
    Message expired = expired(event);
    sinks.onEvent(expired == null ? event : expired);
  }

  @Override
  public boolean wantsContents() {
    return sinks.wantsContents();
  }

  private @Nullable Message expired(Message event) {
    boolean mayBe =
        event.header().type() == MessageType.DELETE
            && event.header().pid() == ownPid
            && !expected.isEmpty();
    SaId id = mayBe ? SaId.of(event) : null;
    return id == null ? null : expected.remove(id);
  }

  /** A deletion may be among what was lost. */
  @Override
  public void lost(long messages) {
    for (SaId id : List.copyOf(expected.keySet())) {
      Message expired = expected.remove(id);
      if (expired != null) {
        sinks.onEvent(expired);
      }
    }
    sinks.lost(messages);
  }

  @Override
  public void moved(PeerMove move) {
    sinks.moved(move);
  }

  @Override
  public void end() {
    ended = true;
    expected.clear();
    sinks.end();
  }
}
