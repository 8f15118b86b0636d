package org.manualkey.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many commands members of groups run, and how many changes they made in this minute. A change
 * may be a load, and lines of the log. Thread-safe.
 */
final class MemberPlaces {
  private static final long PERIOD = Duration.ofMinutes(1).toNanos();

  private final MemberLimits limits;
  private final LongSupplier nanoTime;
  private final Map<Long, Integer> commands = new HashMap<>();
  private final Map<Long, Integer> changes = new HashMap<>();
  private int allCommands;
  private int allChanges;
  private long begun;

  /**
   * Places that are free.
   *
   * @param nanoTime {@link System#nanoTime}, or a clock like it
   */
  MemberPlaces(MemberLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
  }

  /** Takes a place for a command, which must {@link #leave} it, or returns why there is none. */
  synchronized @Nullable ServerMessage take(Peer peer, boolean change) {
    long uid = peer.uid();
    if (nanoTime.getAsLong() - begun >= PERIOD) {
      changes.clear();
      allChanges = 0;
      begun = nanoTime.getAsLong();
    }
    if (allCommands >= limits.commands() || commands.getOrDefault(uid, 0) >= limits.perUid()) {
      return ServerMessage.TOO_MANY_CONNECTIONS;
    }
    if (change
        && (allChanges >= limits.changes()
            || changes.getOrDefault(uid, 0) >= limits.changesPerUid())) {
      return ServerMessage.TOO_MANY_CHANGES;
    }
    if (change) {
      changes.merge(uid, 1, Integer::sum);
      allChanges++;
    }
    commands.merge(uid, 1, Integer::sum);
    allCommands++;
    return null;
  }

  synchronized void leave(Peer peer) {
    allCommands--;
    commands.computeIfPresent(peer.uid(), (_, count) -> count == 1 ? null : count - 1);
  }
}
