package org.manualkey.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.manualkey.program.Right;
import org.manualkey.secret.RedactedFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what clients cause: denied requests, changes, and commands that failed. One user can neither
 * fill the disk nor hide what others cause: lines are limited per user, kind and minute, and the
 * rest are counted.
 */
final class DenialLog {
  /** Lines of one kind for one user in a minute. */
  static final int LINES = 20;

  /** Users that are counted by themselves; a process may have many of them at its disposal. */
  static final int USERS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);
  private static final long PERIOD = Duration.ofMinutes(1).toNanos();
  private static final long OTHERS = -1;

  private final LongSupplier nanoTime;
  private final LongAdder refusals;
  private final Map<Key, Integer> counts = new HashMap<>();
  private long begun;

  /** What is counted: events of one kind, by the message that counts the rest, of one user. */
  private record Key(long uid, ServerMessage more) {}

  /**
   * Creates a log.
   *
   * @param nanoTime {@link System#nanoTime}, or a clock like it
   * @param refusals counts denied requests
   */
  DenialLog(LongSupplier nanoTime, LongAdder refusals) {
    this.refusals = refusals;
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
  }

  /** A client lacked the privilege for a command. */
  void denied(Peer peer, String command) {
    refusals.increment();
    if (takesLine(peer, ServerMessage.MORE_DENIALS)) {
      client(LOG.atWarn(), "denied", peer)
          .addKeyValue("command", command)
          .log(ServerMessage.DENIED.with(peer, command));
    }
  }

  /** A client exceeded the number of connections. */
  void deniedConnection(Peer peer) {
    exceeded(peer, ServerMessage.DENIED_CONNECTION);
  }

  /** A client exceeded the number of changes. */
  void deniedChange(Peer peer) {
    exceeded(peer, ServerMessage.DENIED_CHANGE);
  }

  private void exceeded(Peer peer, ServerMessage message) {
    refusals.increment();
    if (takesLine(peer, ServerMessage.MORE_DENIALS)) {
      client(LOG.atWarn(), "limited", peer).log(message.with(peer));
    }
  }

  private static LoggingEventBuilder client(LoggingEventBuilder record, String event, Peer peer) {
    return record
        .addKeyValue("event", event)
        .addKeyValue("uid", peer.uid())
        .addKeyValue("pid", peer.pid());
  }

  /** A client has changed something. What root does is always logged. */
  void changed(Peer peer, String what) {
    if (peer.rights().include(Right.GRANT) || takesLine(peer, ServerMessage.MORE_CHANGES)) {
      client(LOG.atInfo(), "changed", peer)
          .addKeyValue("command", what)
          .log(ServerMessage.CHANGED.with(peer, what));
    }
  }

  /** A client cannot be served for lack of a thread. */
  void lacksThread(Peer peer) {
    if (takesLine(peer, ServerMessage.MORE_FAILURES)) {
      LOG.error(ServerMessage.NO_THREAD.with(peer));
    }
  }

  /** A command ended by an exception or an error. */
  void failed(Peer peer, Throwable failure) {
    if (takesLine(peer, ServerMessage.MORE_FAILURES)) {
      LOG.error(ServerMessage.COMMAND_FAILED.with(RedactedFailure.summary(failure)));
    }
  }

  /** Counts an event; whether it gets a line of its own. */
  private synchronized boolean takesLine(Peer peer, ServerMessage more) {
    if (nanoTime.getAsLong() - begun >= PERIOD) {
      begin();
    }
    Key key = new Key(peer.uid(), more);
    if (counts.size() >= USERS && !counts.containsKey(key)) {
      key = new Key(OTHERS, more);
    }
    return counts.merge(key, 1, Integer::sum) <= LINES;
  }

  private void begin() {
    counts.forEach((key, count) -> {
      if (count > LINES) {
        String uid = key.uid() == OTHERS ? "other" : String.valueOf(key.uid());
        LOG.warn(key.more().with(uid, count - LINES));
      }
    });
    counts.clear();
    begun = nanoTime.getAsLong();
  }
}
