package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

/**
 * Whether the lifetimes of one message agree ({@code sadb_hardsoftchk()}): a soft limit may not
 * exceed its hard one, an idle time neither of them. Without both a hard and a soft lifetime
 * nothing is compared; a limit of 0 is none.
 */
final class LifetimeChecks implements Rule {
  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    Lifetime hard = request.lifetime(Lifetime.Kind.HARD);
    Lifetime soft = request.lifetime(Lifetime.Kind.SOFT);
    if (hard == null || soft == null) {
      return null;
    }
    Diagnostic wrong = compare(soft, hard);
    if (wrong != Diagnostic.NONE) {
      return Refusal.invalid(wrong);
    }
    Lifetime idle = request.lifetime(Lifetime.Kind.IDLE);
    return idle == null ? null : idleRefusal(idle, soft, hard);
  }

  private static Diagnostic compare(Lifetime soft, Lifetime hard) {
    long softAllocations = Integer.toUnsignedLong(soft.allocations());
    if (exceeds(softAllocations, Integer.toUnsignedLong(hard.allocations()))) {
      return Diagnostic.ALLOC_HSERR;
    }
    if (exceeds(soft.bytes(), hard.bytes())) {
      return Diagnostic.BYTES_HSERR;
    }
    if (exceeds(soft.addTime(), hard.addTime())) {
      return Diagnostic.ADDTIME_HSERR;
    }
    return exceeds(soft.useTime(), hard.useTime()) ? Diagnostic.USETIME_HSERR : Diagnostic.NONE;
  }

  private static @Nullable Refusal idleRefusal(Lifetime idle, Lifetime soft, Lifetime hard) {
    if (exceeds(idle.addTime(), hard.addTime()) || exceeds(idle.addTime(), soft.addTime())) {
      return Refusal.invalid(
              Diagnostic.ADDTIME_HSERR, "the idle add time exceeds the soft or hard one")
          .about(Subject.IDLE_ADD_TIME);
    }
    return exceeds(idle.useTime(), hard.useTime()) || exceeds(idle.useTime(), soft.useTime())
        ? Refusal.invalid(
                Diagnostic.USETIME_HSERR, "the idle use time exceeds the soft or hard one")
            .about(Subject.IDLE_USE_TIME)
        : null;
  }

  /** Whether one limit exceeds another, where both are set; unsigned. */
  private static boolean exceeds(long limit, long other) {
    return limit != 0 && other != 0 && Long.compareUnsigned(limit, other) > 0;
  }
}
