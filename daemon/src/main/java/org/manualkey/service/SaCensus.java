package org.manualkey.service;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;

/**
 * Counts the SAs of the database, whoever added them. It looks only if somebody asks, and then not
 * more often than the regular looks of the service: those who ask in between learn the last result.
 */
public final class SaCensus {
  /** The shortest time between two looks. */
  private static final Duration LEAST = Duration.ofSeconds(15);

  /** Looks take at most this part of the time of the database: 1 / 200, or 0.5 %. */
  private static final int LEAST_PAUSES = 200;

  private static final List<SaState> USUAL =
      List.of(SaState.LARVAL, SaState.MATURE, SaState.DYING, SaState.DEAD);

  private final SadbOwner owner;
  private @Nullable CompletableFuture<Counts> look;

  /** What is near its end, of SAs that have such a limit. */
  public enum Limit {
    BYTES,
    ALLOCATIONS,
    /** Of the 32 bits that number the packets that an SA sends. */
    SEQUENCE
  }

  /**
   * What a look found.
   *
   * @param byState how many SAs, by type and then by state, as commands name them
   * @param nearEnd how many SAs have used nine tenths of a limit or more, or three quarters of
   *     their sequence numbers
   * @param highestSequence of the sequence numbers that have 32 bits; 0: none is shown
   * @param nextExpiry when the first SA expires by its hard lifetime, in seconds since 1970; 0:
   *     none does
   * @param ended the {@link System#nanoTime} of its end
   * @param took how long it took
   */
  public record Counts(
      Map<String, Map<String, Integer>> byState,
      Map<Limit, Integer> nearEnd,
      long highestSequence,
      long nextExpiry,
      long ended,
      Duration took) {
    private boolean isFresh() {
      Duration age = Duration.ofNanos(System.nanoTime() - ended);
      return age.compareTo(LEAST) < 0 || age.compareTo(took.multipliedBy(LEAST_PAUSES)) < 0;
    }
  }

  /** A census of a database. */
  public SaCensus(SadbOwner owner) {
    this.owner = owner;
  }

  /** New counts, for somebody who asks once. */
  public CompletableFuture<Counts> countNow() {
    return owner.submit(SaCensus::count);
  }

  /**
   * The last counts if they are fresh, or else new ones; those who ask meanwhile share the look.
   */
  public synchronized CompletableFuture<Counts> counts() {
    CompletableFuture<Counts> last = look;
    if (last != null && isOfUse(last)) {
      return last;
    }
    CompletableFuture<Counts> next = owner.submit(SaCensus::count);
    look = next;
    return next;
  }

  /** Whether a look is under way, or has found what is still fresh. */
  private static boolean isOfUse(CompletableFuture<Counts> look) {
    return !look.isDone() || (!look.isCompletedExceptionally() && look.join().isFresh());
  }

  private static Counts count(Sadb sadb) {
    Map<String, Map<String, Integer>> byState = new TreeMap<>();
    for (String type : List.of("ah", "esp")) { // a series that is 0 is better than none
      USUAL.forEach(state -> states(byState, type).put(word(state), 0));
    }
    Map<Limit, Integer> nearEnd = new EnumMap<>(Limit.class);
    long[] next = {0};
    long[] highest = {0};
    Directions directions = sadb.directions().now();
    long start = System.nanoTime();
    sadb.forEach(sa -> {
      sa.keys().wipe();
      states(byState, sa.id().typeWord()).merge(word(sa.sa().state()), 1, Integer::sum);
      near(sa, nearEnd);
      long sent = SequenceNumbers.sent(sa, directions);
      highest[0] = Math.max(highest[0], sent);
      if (SequenceNumbers.isNearEnd(sent)) {
        nearEnd.merge(Limit.SEQUENCE, 1, Integer::sum);
      }
      long expiry = expiry(sa);
      if (expiry != 0 && (next[0] == 0 || expiry < next[0])) {
        next[0] = expiry;
      }
    });
    long end = System.nanoTime();
    return new Counts(byState, nearEnd, highest[0], next[0], end, Duration.ofNanos(end - start));
  }

  private static Map<String, Integer> states(
      Map<String, Map<String, Integer>> byState, String type) {
    return byState.computeIfAbsent(type, _ -> new TreeMap<>());
  }

  private static String word(SaState state) {
    return switch (state) {
      case LARVAL -> "larval";
      case MATURE -> "mature";
      case DYING -> "dying";
      case DEAD -> "dead";
      case ACTIVE_ELSEWHERE, IDLE, ACTIVE, UNKNOWN -> "other";
    };
  }

  private static void near(SecurityAssociation sa, Map<Limit, Integer> nearEnd) {
    Lifetime hard = sa.lifetimes().hard();
    Lifetime current = sa.current();
    if (hard != null && current != null) {
      if (isNear(current.bytes(), hard.bytes())) {
        nearEnd.merge(Limit.BYTES, 1, Integer::sum);
      }
      long used = Integer.toUnsignedLong(current.allocations());
      if (isNear(used, Integer.toUnsignedLong(hard.allocations()))) {
        nearEnd.merge(Limit.ALLOCATIONS, 1, Integer::sum);
      }
    }
  }

  private static boolean isNear(long used, long limit) {
    long tenth = Long.divideUnsigned(limit, 10);
    return limit != 0 && Long.compareUnsigned(used, limit - tenth) >= 0;
  }

  /** When it expires, or 0: no limit of time is known. */
  private static long expiry(SecurityAssociation sa) {
    Lifetime hard = sa.lifetimes().hard();
    Lifetime current = sa.current();
    if (hard == null || current == null) {
      return 0;
    }
    long byAge = sum(current.addTime(), hard.addTime());
    long byUse = current.useTime() == 0 ? 0 : sum(current.useTime(), hard.useTime());
    return byAge == 0 || (byUse != 0 && byUse < byAge) ? byUse : byAge;
  }

  /** A point in time and a duration; 0 if there is no limit, or it is beyond all calendars. */
  private static long sum(long time, long limit) {
    long sum = time + limit;
    return limit <= 0 || sum < time ? 0 : sum;
  }
}
