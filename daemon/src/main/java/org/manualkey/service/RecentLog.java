package org.manualkey.service;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The last records of the log, for {@code manual-keyadm log}. Like the log itself they hold no
 * keys.
 */
public final class RecentLog extends AppenderBase<ILoggingEvent> {
  private static final int CAPACITY = 1000;

  private final ReentrantLock records = new ReentrantLock();
  private final Condition more = records.newCondition();
  private final Deque<Entry> kept = new ArrayDeque<>();
  private long next;

  /**
   * A record.
   *
   * @param number its number, from 0
   * @param time its time
   * @param text one line
   */
  public record Entry(long number, Instant time, String text) {}

  @Override
  protected void append(ILoggingEvent event) {
    String text = event.getLevel() + " " + event.getFormattedMessage();
    records.lock();
    try {
      kept.add(new Entry(next++, Instant.ofEpochMilli(event.getTimeStamp()), text));
      if (kept.size() > CAPACITY) {
        kept.removeFirst();
      }
      more.signalAll();
    } finally {
      records.unlock();
    }
  }

  /** The records from a number on that are still kept. */
  public List<Entry> from(long number) {
    records.lock();
    try {
      return kept.stream().filter(entry -> entry.number >= number).toList();
    } finally {
      records.unlock();
    }
  }

  /** Waits for a record of this number, or for {@link #wake} once {@code enough} is true. */
  public void await(long number, BooleanSupplier enough) throws InterruptedException {
    records.lockInterruptibly();
    try {
      while (next <= number && !enough.getAsBoolean()) {
        more.await();
      }
    } finally {
      records.unlock();
    }
  }

  /** Wakes all waiting threads. */
  public void wake() {
    records.lock();
    try {
      more.signalAll();
    } finally {
      records.unlock();
    }
  }
}
