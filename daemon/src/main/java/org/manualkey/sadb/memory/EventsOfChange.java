package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;

/**
 * What happened during a transaction, for those who hear of it behind its commit. There is room for
 * as many messages as a monitor has; the others are counted.
 */
final class EventsOfChange {
  private static final int ROOM = 1024;

  private final List<Message> messages = new ArrayList<>();
  private long lost;

  void add(Message message) {
    if (messages.size() < ROOM) {
      messages.add(message.withoutKeys());
    } else {
      lost++;
    }
  }

  void announce(SocketHub hub, List<EventSink> listeners) {
    messages.forEach(hub::announce);
    if (lost > 0) {
      listeners.forEach(listener -> listener.lost(lost));
    }
  }
}
