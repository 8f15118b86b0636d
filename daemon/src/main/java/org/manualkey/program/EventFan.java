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
public final class EventFan implements AutoCloseable {
  private final Function<EventSink, Subscription> source;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Held while listeners come and go, never while the source speaks: that would be a deadlock. */
  private final ReentrantLock doorway = new ReentrantLock();

  private @Nullable Subscription subscription;
  private boolean closed;

  /** What a listener hears. */
  public sealed interface Heard {
    /**
     * A message.
     *
     * @param message without keys
     */
    record Told(Message message) implements Heard {}

    /**
     * Here messages are missing.
     *
     * @param messages how many, more than 0
     */
    record Lost(long messages) implements Heard {}
  }

  /**
   * A fan without listeners.
   *
   * @param source subscribes a sink to the events
   */
  public EventFan(Function<EventSink, Subscription> source) {
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
    doorway.lock();
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
      doorway.unlock();
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
    public void tell(Message message) {
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
    doorway.lock();
    try {
      if (listeners.remove(listener) && listeners.isEmpty()) {
        unsubscribe();
      }
    } finally {
      doorway.unlock();
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
    doorway.lock();
    try {
      closed = true;
      listeners.forEach(Listener::end);
      listeners.clear();
      unsubscribe();
    } finally {
      doorway.unlock();
    }
  }

  /** One listener. Closing it wakes who waits for it. */
  public final class Listener implements AutoCloseable {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Heard> waiting = new ArrayDeque<>();

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
    public @Nullable Heard next() throws InterruptedException {
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

    private @Nullable Heard poll() {
      Heard heard = waiting.poll();
      if (heard instanceof Heard.Told) {
        messages--;
      } else if (heard == null && lost > 0) {
        heard = new Heard.Lost(lost);
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
          waiting.add(new Heard.Lost(lost));
          lost = 0;
        }
        waiting.add(new Heard.Told(message));
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
