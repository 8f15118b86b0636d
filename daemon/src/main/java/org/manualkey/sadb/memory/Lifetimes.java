package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * The lifetimes that an SA was given.
 *
 * @param hard null: no hard limit at all
 * @param soft null: no soft limit at all
 * @param idle null: may be idle for ever
 */
record Lifetimes(@Nullable Lifetime hard, @Nullable Lifetime soft, @Nullable Lifetime idle) {
  static final Lifetimes NONE = new Lifetimes(null, null, null);

  /** The lifetimes of an ADD. */
  static Lifetimes of(RequestInProgress request) {
    Lifetime hard = merge(null, request.lifetime(Lifetime.Kind.HARD));
    Lifetime soft = merge(null, request.lifetime(Lifetime.Kind.SOFT));
    Lifetime idle = merge(null, idle(request));
    return hard == null && soft == null && idle == null ? NONE : new Lifetimes(hard, soft, idle);
  }

  /** Whether there is one that time alone can reach. */
  boolean areOfTime() {
    return isOfTime(hard) || isOfTime(soft) || isOfTime(idle);
  }

  private static boolean isOfTime(@Nullable Lifetime limit) {
    return limit != null && limit.addTime() != 0;
  }

  /** How long an SA may be idle once this was updated: the shorter of both times that are set. */
  long idleTime() {
    if (idle == null) {
      return 0;
    }
    if (idle.addTime() == 0 || idle.useTime() == 0) {
      return idle.addTime() | idle.useTime();
    }
    return Long.compareUnsigned(idle.addTime(), idle.useTime()) < 0
        ? idle.addTime()
        : idle.useTime();
  }

  /**
   * These limits as an UPDATE changes them ({@code sadb_update_lifetimes()}): 0 leaves a limit as
   * it is, and a new soft limit is lowered to the hard one. Better than illumos: a soft limit
   * without a hard one can be set, and seconds are compared with seconds.
   */
  Lifetimes updated(RequestInProgress request) {
    Lifetime newHard = merge(hard, request.lifetime(Lifetime.Kind.HARD));
    Lifetime askedSoft = request.lifetime(Lifetime.Kind.SOFT);
    if (askedSoft != null && newHard != null) {
      askedSoft = lowered(askedSoft, newHard);
    }
    return new Lifetimes(newHard, merge(soft, askedSoft), merge(idle, idle(request)));
  }

  /** An idle time has no bytes and no allocations. */
  private static @Nullable Lifetime idle(RequestInProgress request) {
    Lifetime asked = request.lifetime(Lifetime.Kind.IDLE);
    return asked == null
        ? null
        : new Lifetime(Lifetime.Kind.IDLE, 0, 0, asked.addTime(), asked.useTime());
  }

  private static @Nullable Lifetime merge(@Nullable Lifetime before, @Nullable Lifetime asked) {
    if (asked == null || asked.isZero()) {
      return before;
    }
    if (before == null) {
      return asked;
    }
    return new Lifetime(
        asked.kind(),
        asked.allocations() == 0 ? before.allocations() : asked.allocations(),
        orElse(asked.bytes(), before.bytes()),
        orElse(asked.addTime(), before.addTime()),
        orElse(asked.useTime(), before.useTime()));
  }

  private static Lifetime lowered(Lifetime soft, Lifetime hard) {
    return new Lifetime(
        soft.kind(),
        (int)
            lowered(
                Integer.toUnsignedLong(soft.allocations()),
                Integer.toUnsignedLong(hard.allocations())),
        lowered(soft.bytes(), hard.bytes()),
        lowered(soft.addTime(), hard.addTime()),
        lowered(soft.useTime(), hard.useTime()));
  }

  private static long lowered(long soft, long hard) {
    return hard != 0 && Long.compareUnsigned(soft, hard) > 0 ? hard : soft;
  }

  private static long orElse(long value, long otherwise) {
    return value == 0 ? otherwise : value;
  }
}
