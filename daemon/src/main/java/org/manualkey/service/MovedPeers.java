package org.manualkey.service;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.manualkey.load.Plural;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.SadbOwner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Peers of SAs with UDP encapsulation that send from elsewhere than the SAs say: a line of the log
 * for each move, and with {@code config/nat_t_mapping} = {@code update} SAs that follow it.
 *
 * <p>The kernel reports a move with each packet, as long as the SA is not changed. Whatever comes,
 * there are at most {@link #LINES} lines in a minute, and an SA changes once in {@link #PAUSE}.
 */
final class MovedPeers implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(LogName.SERVICE);

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Lines of a minute. */
  static final int LINES = 20;

  /** Between two changes of an SA. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /**
   * SAs whose last move is remembered; beyond, the oldest is forgotten, and may be logged again.
   * While all of them changed within {@link #PAUSE}, no other SA changes.
   */
  static final int REMEMBERED = 256;

  /** Moves that wait to be followed; others come again with the next packet. */
  static final int WAITING = 64;

  /** How long moves are collected at least: to look for the SAs that send back costs a dump. */
  private static final Duration COLLECTED = Duration.ofMillis(500);

  /** To follow moves takes at most this part of the time, whatever comes: 1 / 20. */
  private static final int LEAST_PAUSES = 20;

  private final Configuration configuration;
  private final OwnedSas owned;
  private final SadbOwner owner;

  /** As {@link System#nanoTime}. */
  private final LongSupplier nanoTime;

  private final Map<SaId, PeerMove> waiting = new ConcurrentHashMap<>();
  private final AtomicBoolean planned = new AtomicBoolean();

  /** Until moves are followed that are collected now. */
  private volatile Duration pause = COLLECTED;

  /** The last moves; guarded by itself. */
  private final Map<SaId, Seen> seen = new LinkedHashMap<>();

  /** When the minute began whose lines are counted, and how many there were; guarded by seen. */
  private long minute;

  private int lines;

  /**
   * What is remembered of the peer of an SA.
   *
   * @param logged where it was when that was logged last; null: never
   * @param followed when its SAs were changed, or should have been; null: never
   */
  private record Seen(PeerMove.@Nullable End logged, @Nullable Long followed) {
    static final Seen NEVER = new Seen(null, null);
  }

  MovedPeers(Configuration configuration, OwnedSas owned, SadbOwner owner, LongSupplier nanoTime) {
    this.configuration = configuration;
    this.owned = owned;
    this.owner = owner;
    this.nanoTime = nanoTime;
    minute = nanoTime.getAsLong();
  }

  /** Listens to what the kernel reports, until the database is closed. */
  void watch() {
    try {
      var _ = owner.subscribe(EventScope.ORDINARY, this);
    } catch (SadbException e) {
      LOG.debug("no moves of peers: {}", e.getMessage());
    }
  }

  @Override
  public void onEvent(Message message) {}

  @Override
  public boolean wantsContents() {
    return false;
  }

  @Override
  public void end() {}

  @Override
  public void moved(PeerMove move) {
    if (configuration.properties().followsMappings()
        && move.isOfPortAlone()
        && isOwned(move.id())) {
      follow(move);
    } else {
      report(move, null, List.of());
    }
  }

  /** A list that cannot be read is what loads complain of. */
  private boolean isOwned(SaId id) {
    try {
      return owned.owned().contains(id);
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private void follow(PeerMove move) {
    if (waiting.size() >= WAITING || !isDue(move.id())) {
      return;
    }
    waiting.put(move.id(), move);
    if (planned.compareAndSet(false, true)) {
      owner.later(pause, this::followAll);
    }
  }

  private boolean isDue(SaId id) {
    synchronized (seen) {
      Seen last = seen.get(id);
      return last == null ? hasPlace() : !hasJustChanged(last);
    }
  }

  private boolean hasJustChanged(Seen sa) {
    Long followed = sa.followed;
    return followed != null && nanoTime.getAsLong() - followed < PAUSE.toNanos();
  }

  /** Whether one more SA can be remembered: not at the cost of one that must not change again. */
  private boolean hasPlace() {
    return seen.size() < REMEMBERED || !seen.values().stream().allMatch(this::hasJustChanged);
  }

  private void followAll(Sadb sadb) {
    planned.set(false);
    List<PeerMove> moves = new ArrayList<>(waiting.values());
    moves.forEach(move -> waiting.remove(move.id(), move));
    List<SaId> changed = List.of();
    long start = nanoTime.getAsLong();
    try {
      changed = sadb.follow(moves, this::isOwned);
    } catch (SadbException e) {
      LOG.error(ServiceMessage.SADB_FAILED.with(e.getMessage()));
    }
    Duration least = Duration.ofNanos(nanoTime.getAsLong() - start).multipliedBy(LEAST_PAUSES);
    pause = least.compareTo(COLLECTED) > 0 ? least : COLLECTED;
    for (PeerMove move : moves) {
      report(move, nanoTime.getAsLong(), changed.contains(move.id()) ? changed : List.of());
    }
  }

  /**
   * Logs a move, unless that was done, and SAs that followed it in any case, as far as there is
   * room in this minute.
   *
   * @param followed when SAs were to follow; null: they are not to
   * @param changed those that did
   */
  private void report(PeerMove move, @Nullable Long followed, List<SaId> changed) {
    synchronized (seen) {
      Seen last = seen.getOrDefault(move.id(), Seen.NEVER);
      boolean isNew = !move.now().equals(last.logged);
      boolean isLogged = (isNew || !changed.isEmpty()) && hasRoom();
      // What was not logged for lack of room is to be logged with a later packet.
      remember(
          move.id(),
          last,
          new Seen(
              isLogged ? move.now() : last.logged, followed == null ? last.followed : followed));
      if (isLogged) {
        log(move, changed);
      }
    }
  }

  private void remember(SaId id, Seen last, Seen next) {
    if (next.equals(last) || (!seen.containsKey(id) && !hasPlace())) {
      return;
    }
    if (seen.size() >= REMEMBERED && !seen.containsKey(id)) {
      forgetOldest();
    }
    seen.put(id, next);
  }

  private void forgetOldest() {
    Iterator<Seen> each = seen.values().iterator();
    while (hasJustChanged(each.next())) {
      // It must not change again yet; there is one that may, or else there were no place.
    }
    each.remove();
  }

  private boolean hasRoom() {
    long now = nanoTime.getAsLong();
    if (now - minute >= MINUTE) {
      minute = now;
      lines = 0;
    }
    if (lines >= LINES) {
      return false;
    }
    lines++;
    return true;
  }

  private static void log(PeerMove move, List<SaId> changed) {
    LOG.atWarn()
        .addKeyValue("event", "moved")
        .addKeyValue("sa", move.id())
        .addKeyValue("address", move.now().addressText())
        .addKeyValue("port", move.now().port())
        .addKeyValue("sas", changed.size())
        .log(
            changed.isEmpty()
                ? ServiceMessage.PEER_MOVED.with(move.id(), move.now(), move.before())
                : ServiceMessage.PEER_FOLLOWED.with(
                    move.id(), move.now(), move.before(), Plural.of(changed.size(), "SA")));
  }
}
