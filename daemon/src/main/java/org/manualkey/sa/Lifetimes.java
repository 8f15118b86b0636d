package org.manualkey.sa;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Lifetime;

/**
 * The lifetimes that an SA was given.
 *
 * @param hard null: no hard limit at all
 * @param soft null: no soft limit at all
 * @param idle null: may be idle for ever
 */
public record Lifetimes(@Nullable Lifetime hard, @Nullable Lifetime soft, @Nullable Lifetime idle) {
  /** Of an SA without limits. */
  public static final Lifetimes NONE = new Lifetimes(null, null, null);

  /** These, of which any may be null; one that limits nothing is none. */
  public static Lifetimes of(
      @Nullable Lifetime hard, @Nullable Lifetime soft, @Nullable Lifetime idle) {
    Lifetime limitOfIdling = merge(null, withoutVolume(idle));
    return merge(null, hard) == null && merge(null, soft) == null && limitOfIdling == null
        ? NONE
        : new Lifetimes(merge(null, hard), merge(null, soft), limitOfIdling);
  }

  /**
   * Whether both end at the same. Kernels count seconds in 63 bits: more of them, which nobody
   * lives to see, are all the same.
   */
  public boolean isSame(Lifetimes other) {
    return equals(other)
        || (isSame(hard, other.hard) && isSame(soft, other.soft) && isSame(idle, other.idle));
  }

  private static boolean isSame(@Nullable Lifetime one, @Nullable Lifetime other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.allocations() == other.allocations()
        && one.bytes() == other.bytes()
        && isSame(one.addTime(), other.addTime())
        && isSame(one.useTime(), other.useTime());
  }

  private static boolean isSame(long one, long other) {
    return one == other || (isForEver(one) && isForEver(other));
  }

  private static boolean isForEver(long seconds) {
    return seconds < 0 || seconds == Long.MAX_VALUE;
  }

  /** Whether an UPDATE, which takes 0 for "as it is", leads from these to those. */
  public boolean canBecome(Lifetimes wanted) {
    return canBecome(hard, wanted.hard)
        && canBecome(soft, wanted.soft)
        && canBecome(idle, wanted.idle);
  }

  private static boolean canBecome(@Nullable Lifetime from, @Nullable Lifetime to) {
    if (from == null) {
      return true;
    }
    return to != null
        && (to.allocations() != 0 || from.allocations() == 0)
        && (to.bytes() != 0 || from.bytes() == 0)
        && (to.addTime() != 0 || from.addTime() == 0)
        && (to.useTime() != 0 || from.useTime() == 0);
  }

  /** Whether there is one that time alone can reach. */
  public boolean areOfTime() {
    return isOfTime(hard) || isOfTime(soft) || isOfTime(idle);
  }

  private static boolean isOfTime(@Nullable Lifetime limit) {
    return limit != null && limit.addTime() != 0;
  }

  /** These with another idle time; null: with none. */
  public Lifetimes withIdle(@Nullable Lifetime limit) {
    return Objects.equals(idle, limit) ? this : of(hard, soft, limit);
  }

  /** How long an SA may be idle once this was updated: the shorter of both times that are set. */
  public long idleTime() {
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
  public Lifetimes updated(Lifetimes asked) {
    Lifetime newHard = merge(hard, asked.hard);
    Lifetime askedSoft = asked.soft;
    if (askedSoft != null && newHard != null) {
      askedSoft = lowered(askedSoft, newHard);
    }
    return new Lifetimes(newHard, merge(soft, askedSoft), merge(idle, asked.idle));
  }

  /** An idle time has no bytes and no allocations. */
  private static @Nullable Lifetime withoutVolume(@Nullable Lifetime idle) {
    return idle == null
        ? null
        : new Lifetime(Lifetime.Kind.IDLE, 0, 0, idle.addTime(), idle.useTime());
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
