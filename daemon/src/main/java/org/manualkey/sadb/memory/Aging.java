package org.manualkey.sadb.memory;

import static org.manualkey.sadb.memory.Time.NEVER;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;

/**
 * How an SA ages. SAs that have no limits of time and were never used have none. All times are
 * seconds of {@link Time}.
 */
final class Aging {
  private final StoredSa sa;
  private @Nullable Usage usage;

  /** When a larval SA is given up, or a dead one removed, or an idle one without hard limit. */
  private int endsAt = NEVER;

  private int idleSince = NEVER;

  /** How long the SA may be idle; 0: for ever. */
  private int idleTime;

  /** {@link ExpiryQueue}'s: when the SA is due, and its place there. */
  private int due = NEVER;

  private int place = ExpiryQueue.NOWHERE;

  /** Of an SA as it is added. An idle limit of use time counts from an update only (illumos). */
  Aging(StoredSa sa) {
    this.sa = sa;
    Lifetime idle = sa.lifetimes().idle();
    if (idle != null) {
      startIdling(sa.addedAt(), idle.addTime());
    }
  }

  /** The same of a copy of the SA, which is in no queue. */
  Aging(StoredSa copy, Aging original) {
    sa = copy;
    usage = original.usage == null ? null : original.usage.copy();
    endsAt = original.endsAt;
    idleSince = original.idleSince;
    idleTime = original.idleTime;
  }

  StoredSa sa() {
    return sa;
  }

  /** Null: never used. */
  @Nullable Usage usage() {
    return usage;
  }

  /** The SA is used now. */
  Usage use(Time time) {
    Usage used = usage;
    if (used == null) {
      used = new Usage(time);
      usage = used;
    }
    used.usedAt(time.seconds());
    restartIdling(time.startOfLimit());
    return used;
  }

  void endAt(int second) {
    endsAt = second;
  }

  /** Begins an idle period of another length. */
  void startIdling(int now, long limit) {
    int length = Time.after(0, limit);
    idleTime = length == NEVER ? 0 : length;
    idleSince = now;
  }

  void restartIdling(int now) {
    idleSince = now;
  }

  /** The end of the idle period was reported, which is done once. */
  void stopIdling() {
    idleSince = NEVER;
  }

  /** When time next does something to the SA. */
  int nextDeadline() {
    return switch (sa.sa().state()) {
      case LARVAL, DEAD -> endsAt;
      case MATURE -> Math.min(Math.min(hard(), soft()), idle());
      case DYING -> hard();
      case ACTIVE_ELSEWHERE -> Math.min(hard(), idle());
      case IDLE -> hard() == NEVER ? endsAt : hard();
      case ACTIVE, UNKNOWN -> NEVER;
    };
  }

  int hard() {
    return limit(sa.lifetimes().hard());
  }

  int soft() {
    return limit(sa.lifetimes().soft());
  }

  int idle() {
    return idleSince == NEVER ? NEVER : Time.after(idleSince, idleTime);
  }

  private int limit(@Nullable Lifetime limit) {
    if (limit == null) {
      return NEVER;
    }
    int byAge = Time.after(sa.addedAt(), limit.addTime());
    return usage == null
        ? byAge
        : Math.min(byAge, Time.after(usage.firstUsedAt(), limit.useTime()));
  }

  int due() {
    return due;
  }

  void due(int second) {
    due = second;
  }

  int place() {
    return place;
  }

  void place(int changed) {
    place = changed;
  }
}
