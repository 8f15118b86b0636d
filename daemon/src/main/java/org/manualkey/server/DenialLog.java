package org.manualkey.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what was refused. Who asks again and again must not fill the disk, and must not hide what
 * others were refused: each uid has so many lines a minute, and what was left out is counted.
 */
final class DenialLog {
  static final int LINES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(DenialLog.class);
  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanoTime;
  private final Map<Long, Integer> refusals = new HashMap<>();
  private long begun;

  /**
   * A log.
   *
   * @param nanoTime {@link System#nanoTime}, or a clock like it
   */
  DenialLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
  }

  /** Logs that somebody was refused something, unless that was logged too often lately. */
  synchronized void tell(Peer peer, String what) {
    if (nanoTime.getAsLong() - begun >= PERIOD) {
      begin();
    }
    if (refusals.merge(peer.uid(), 1, Integer::sum) <= LINES) {
      LOG.warn("refused to {}: {}", peer, what);
    }
  }

  private void begin() {
    refusals.forEach((uid, count) -> {
      if (count > LINES) {
        LOG.warn("refused to uid {}: {} times more in the same minute", uid, count - LINES);
      }
    });
    refusals.clear();
    begun = nanoTime.getAsLong();
  }
}
