package org.manualkey.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue between those who log and the log itself, which may be a pipe that nobody reads
 * or a full disk: the thread of the database must never wait for it. Records that find the queue
 * full are counted, and their number is logged with the next record that finds room.
 */
final class LogQueue extends AsyncAppender {
  private static final int CAPACITY = 4096;

  /** How long the end of the process waits for what is still in the queue. */
  private static final int FLUSH_MILLIS = 1000;

  private final Object adding = new Object();
  private long lost;

  LogQueue() {
    setQueueSize(CAPACITY);
    setDiscardingThreshold(0); // by default it drops records of level INFO before it is full
    setNeverBlock(true);
    setMaxFlushTime(FLUSH_MILLIS);
  }

  /** Puts a queue before the appenders of the root logger, and empties it when the process ends. */
  static void install(LoggerContext context) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(appenders::add);
    for (Appender<ILoggingEvent> appender : appenders) {
      root.detachAppender(appender);
      add(context, appender);
    }
  }

  /** Adds an appender to the root logger, behind a queue of its own. */
  static void add(LoggerContext context, Appender<ILoggingEvent> appender) {
    LogQueue queue = new LogQueue();
    queue.setContext(context);
    queue.setName("queue of " + appender.getName());
    queue.addAppender(appender);
    queue.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(queue);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(queue::stop));
  }

  @Override
  protected void append(ILoggingEvent event) {
    synchronized (adding) { // the worker only makes room
      if (getRemainingCapacity() < 2) {
        lost++;
        return;
      }
      if (lost > 0) {
        super.append(lostRecords(lost));
        lost = 0;
      }
      super.append(event);
    }
  }

  private static ILoggingEvent lostRecords(long lost) {
    Logger logger = (Logger) LoggerFactory.getLogger(LogName.DAEMON);
    String message = DaemonMessage.RECORDS_LOST.with(lost);
    return new LoggingEvent(LogQueue.class.getName(), logger, Level.WARN, message, null, null);
  }
}
