package org.manualkey.program;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Subscription;

/**
 * Distributes one stream of events to any number of listeners. Each has a queue of limited length:
 * a slow listener loses messages and receives their number, and never blocks the source.
 *
 * <p>The source is subscribed to only while there are listeners. Thread-safe.
 */
public final class EventBroadcast implements AutoCloseable {
  private final Function<EventSink, Subscription> source;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Held while listeners are added or removed, but not during an event, to avoid deadlocks. */
  private final ReentrantLock lock = new ReentrantLock();

  private final AtomicLong dropped = new AtomicLong();
  private @Nullable Subscription subscription;
  private boolean closed;

  /** An element of the stream. */
  public sealed interface Delivery {
    /**
     * An event.
     *
     * @param message its message, without keys
     */
    record Event(Message message) implements Delivery {}

    /**
     * Lost messages at this point of the stream.
     *
     * @param messages their number, more than 0
     */
    record Lost(long messages) implements Delivery {}
  }

  /**
   * Creates a broadcast without listeners.
   *
   * @param source subscribes a sink to the events
   */
  public EventBroadcast(Function<EventSink, Subscription> source) {
    this.source = source;
  }

  /** How many messages listeners have lost, each counted by itself. */
  public long dropped() {
    return dropped.get();
  }

  /**
   * Adds a listener.
   *
   * @param capacity the length of its queue in messages, more than 0
   * @return a listener, already ended if this broadcast is closed
   */
  public Listener listen(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    Listener listener = new Listener(capacity);
    lock.lock();
    try {
      if (closed) {
        listener.end();
        return listener;
      }
      listeners.add(listener);
      if (subscription == null) {
        subscribe(listener);
      }
      return listener;
    } finally {
      lock.unlock();
    }
  }

  private void subscribe(Listener first) {
    try {
      subscription = source.apply(new Distributor());
    } catch (RuntimeException e) {
      listeners.remove(first);
      throw e;
    }
  }

  /** The sink of the subscription. */
  private final class Distributor implements EventSink {
    @Override
    public void onEvent(Message message) {
      for (Listener listener : listeners) {
        listener.offer(message);
      }
    }

    @Override
    public void lost(long messages) {
      for (Listener listener : listeners) {
        listener.lose(messages);
      }
    }

    @Override
    public void end() {
      listeners.forEach(Listener::end);
    }
  }

  private void leave(Listener listener) {
    lock.lock();
    try {
      if (listeners.remove(listener) && listeners.isEmpty()) {
        unsubscribe();
      }
    } finally {
      lock.unlock();
    }
  }

  private void unsubscribe() {
    Subscription before = subscription;
    subscription = null;
    if (before != null) {
      before.close();
    }
  }

  /** Ends all listeners after the messages in their queues. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      listeners.forEach(Listener::end);
      listeners.clear();
      unsubscribe();
    } finally {
      lock.unlock();
    }
  }

  /** A listener. Closing it wakes a thread that waits for it. */
  public final class Listener implements AutoCloseable {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Delivery> queue = new ArrayDeque<>();

    /** The number of messages in the queue. */
    private int messages;

    /** The number of messages lost after those in the queue. */
    private long lost;

    private boolean ended;

    private Listener(int capacity) {
      this.capacity = capacity;
    }

    /**
     * Waits for the next element of the stream.
     *
     * @return the element, or null at the end
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public @Nullable Delivery next() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (queue.isEmpty() && lost == 0 && !ended) {
          changed.await();
        }
        return poll();
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Delivery poll() {
      Delivery next = queue.poll();
      if (next instanceof Delivery.Event) {
        messages--;
      } else if (next == null && lost > 0) {
        next = new Delivery.Lost(lost);
        lost = 0;
      }
      return next;
    }

    private void offer(Message message) {
      lock.lock();
      try {
        if (ended) {
          return;
        }
        if (messages == capacity) {
          lost++;
          dropped.incrementAndGet();
          return;
        }
        if (lost > 0) {
          queue.add(new Delivery.Lost(lost));
          lost = 0;
        }
        queue.add(new Delivery.Event(message));
        messages++;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    private void lose(long more) {
      lock.lock();
      try {
        if (!ended) {
          lost += more;
          dropped.addAndGet(more);
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Ends the stream after the messages in the queue. */
    public void end() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Removes the listener, and discards its queue. */
    @Override
    public void close() {
      lock.lock();
      try {
        end();
        queue.clear();
        messages = 0;
        lost = 0;
      } finally {
        lock.unlock();
      }
      leave(this);
    }
  }
}
