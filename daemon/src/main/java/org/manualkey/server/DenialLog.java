package org.manualkey.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs denied requests. One user can neither fill the disk nor hide the denials of others: lines
 * are limited per uid and minute, and the rest are counted.
 */
final class DenialLog {
  static final int LINES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVER);
  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final Map<Long, Integer> denials = new HashMap<>();
  private long begun;

  /**
   * Creates a log.
   *
   * @param nanoTime {@link System#nanoTime}, or a clock like it
   */
  DenialLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
  }

  /** A client lacked the privilege for a command. */
  void denied(Peer peer, String command) {
    log(peer, ServerMessage.DENIED.with(peer, command));
  }

  /** A client exceeded the number of connections. */
  void deniedConnection(Peer peer) {
    log(peer, ServerMessage.DENIED_CONNECTION.with(peer));
  }

  private synchronized void log(Peer peer, String line) {
    if (nanoTime.getAsLong() - begun >= PERIOD) {
      begin();
    }
    if (denials.merge(peer.uid(), 1, Integer::sum) <= LINES) {
      LOG.warn(line);
    }
  }

  private void begin() {
    denials.forEach((uid, count) -> {
      if (count > LINES) {
        LOG.warn(ServerMessage.MORE_DENIALS.with(uid, count - LINES));
      }
    });
    denials.clear();
    begun = nanoTime.getAsLong();
  }
}
