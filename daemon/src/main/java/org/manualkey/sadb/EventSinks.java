package org.manualkey.sadb;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Message;

/** Several sinks, which come and go, as one. Thread-safe; hands on without objects of its own. */
public final class EventSinks implements EventSink {
  private volatile List<EventSink> sinks = List.of();

  /** Hands on to a sink, too. */
  public synchronized Subscription subscribe(EventSink sink) {
    List<EventSink> more = new ArrayList<>(sinks);
    more.add(sink);
    sinks = List.copyOf(more);
    return () -> remove(sink);
  }

  private synchronized void remove(EventSink sink) {
    List<EventSink> fewer = new ArrayList<>(sinks);
    fewer.remove(sink);
    sinks = List.copyOf(fewer);
  }

  @Override
  public void onEvent(Message message) {
    List<EventSink> now = sinks;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).onEvent(message);
    }
  }

  /** Whether any of them does. */
  @Override
  public boolean wantsContents() {
    List<EventSink> now = sinks;
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).wantsContents()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void lost(long messages) {
    sinks.forEach(sink -> sink.lost(messages));
  }

  @Override
  public void moved(PeerMove move) {
    sinks.forEach(sink -> sink.moved(move));
  }

  @Override
  public void end() {
    sinks.forEach(EventSink::end);
  }
}
