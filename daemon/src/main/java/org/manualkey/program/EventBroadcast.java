package org.manualkey.program;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Subscription;

/**
 * Spreads one stream of events over any number of listeners. Each has a queue of its own, of
 * limited length: a listener that does not keep up loses messages and is told how many, while the
 * source is never held up and nothing grows.
 *
 * <p>There is a subscription to the source only while somebody listens. Any thread may use this.
 */
public final class EventBroadcast implements AutoCloseable {
  private final Function<EventSink, Subscription> source;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Held while listeners come and go, never while the source speaks: that would be a deadlock. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Subscription subscription;
  private boolean closed;

  /** What a listener hears. */
  public sealed interface Delivery {
    /**
     * A message.
     *
     * @param message without keys
     */
    record Event(Message message) implements Delivery {}

    /**
     * Here messages are missing.
     *
     * @param messages how many, more than 0
     */
    record Lost(long messages) implements Delivery {}
  }

  /**
   * A fan without listeners.
   *
   * @param source subscribes a sink to the events
   */
  public EventBroadcast(Function<EventSink, Subscription> source) {
    this.source = source;
  }

  /**
   * Listens from now on.
   *
   * @param capacity how many messages wait for the listener at most, more than 0
   * @return a listener that hears nothing when this fan is closed
   */
  public Listener listen(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("a queue for " + capacity);
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
      subscription = source.apply(new Spread());
    } catch (RuntimeException e) {
      listeners.remove(first);
      throw e;
    }
  }

  /** Where the source speaks to. */
  private final class Spread implements EventSink {
    @Override
    public void onEvent(Message message) {
      for (Listener listener : listeners) {
        listener.offer(message);
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

  /** Ends the listening of all: each hears what waits for it, and then the end. */
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

  /** One listener. Closing it wakes who waits for it. */
  public final class Listener implements AutoCloseable {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Delivery> waiting = new ArrayDeque<>();

    /** Messages among those waiting. */
    private int messages;

    /** Messages that came after those waiting and found no room. */
    private long lost;

    private boolean ended;

    private Listener(int capacity) {
      this.capacity = capacity;
    }

    /**
     * What comes next; waits for it.
     *
     * @return null when there will be nothing more
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public @Nullable Delivery next() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (waiting.isEmpty() && lost == 0 && !ended) {
          changed.await();
        }
        return poll();
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Delivery poll() {
      Delivery heard = waiting.poll();
      if (heard instanceof Delivery.Event) {
        messages--;
      } else if (heard == null && lost > 0) {
        heard = new Delivery.Lost(lost);
        lost = 0;
      }
      return heard;
    }

    private void offer(Message message) {
      lock.lock();
      try {
        if (ended) {
          return;
        }
        if (messages == capacity) {
          lost++;
          return;
        }
        if (lost > 0) {
          waiting.add(new Delivery.Lost(lost));
          lost = 0;
        }
        waiting.add(new Delivery.Event(message));
        messages++;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }

    /** Hears what waits, and then the end. */
    public void end() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Hears no more; what still waits is dropped. */
    @Override
    public void close() {
      lock.lock();
      try {
        end();
        waiting.clear();
        messages = 0;
        lost = 0;
      } finally {
        lock.unlock();
      }
      leave(this);
    }
  }
}
