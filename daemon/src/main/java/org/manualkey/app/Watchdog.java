package org.manualkey.app;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.RedactedFailure;
import org.manualkey.server.Server;
import org.manualkey.service.SdNotify;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the daemon works, and not only that a timer does. Between two looks each
 * thread that accepts clients has taken a turn, and that of the database has come a step further;
 * to that end all of them are knocked at, and a load that makes progress counts. Whoever misses it
 * keeps systemd from being told, which then ends the process and starts it anew.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.DAEMON);

  /** The longest time between two looks: the stop has to be extended in time, too. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** How long a start, a load or a stop may make no progress, if systemd sets no period. */
  private static final Duration DEFAULT_PERIOD = Duration.ofMinutes(2);

  private final SdNotify systemd;
  private final Server server;
  private final SadbOwner owner;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("watchdog").daemon().factory());

  private volatile Phase phase = Phase.STARTING;
  private List<Long> turns = List.of();
  private long steps;
  private CompletableFuture<?> asked = CompletableFuture.completedFuture(true);

  private enum Phase {
    /** Until the first load has ended. */
    STARTING,
    SERVING,
    STOPPING
  }

  @Inject
  Watchdog(SdNotify systemd, Server server, SadbOwner owner) {
    this.systemd = systemd;
    this.server = server;
    this.owner = owner;
  }

  /** Begins to look, if systemd wants to know. */
  void start() {
    if (systemd.isEnabled()) {
      // Not dividedBy(), which computes with BigDecimal: its first use takes 20 ms.
      long pause = Math.min(period().toNanos() / 2, LONGEST_PAUSE.toNanos());
      var _ = thread.scheduleAtFixedRate(this::look, 0, pause, TimeUnit.NANOSECONDS);
    }
  }

  private Duration period() {
    Duration period = systemd.watchdog();
    return period == null ? DEFAULT_PERIOD : period;
  }

  /** The daemon is ready: systemd counts the period from now on. */
  synchronized void serving() {
    if (phase == Phase.STARTING) {
      phase = Phase.SERVING;
    }
  }

  /** Clients are no longer accepted, and a load may come to its end. No knock comes after this. */
  synchronized void stopping() {
    phase = Phase.STOPPING;
  }

  private void look() {
    try {
      Phase now = phase;
      boolean accepts = now == Phase.STOPPING || haveTakenTurns();
      if (hasStepped() && accepts) {
        report(now);
      }
      knock();
      if (asked.isDone()) {
        asked = owner.submit(_ -> true);
      }
    } catch (RuntimeException | Error e) { // what is lacking may be there at the next look
      LOG.debug("watchdog: {}", RedactedFailure.summary(e));
    }
  }

  /** Not during a stop: what nobody accepts any more would start the next daemon. */
  private synchronized void knock() {
    if (phase != Phase.STOPPING) {
      server.knock();
    }
  }

  private void report(Phase now) {
    if (now != Phase.SERVING || systemd.isReloading()) {
      systemd.extendTimeout(period());
    }
    if (now == Phase.SERVING && systemd.watchdog() != null) {
      systemd.alive();
    }
  }

  private boolean haveTakenTurns() {
    List<Long> before = turns;
    turns = server.turns();
    for (int i = 0; i < before.size(); i++) {
      if (turns.get(i).equals(before.get(i))) {
        return false;
      }
    }
    return !before.isEmpty();
  }

  private boolean hasStepped() {
    long before = steps;
    steps = owner.steps();
    return steps != before;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
