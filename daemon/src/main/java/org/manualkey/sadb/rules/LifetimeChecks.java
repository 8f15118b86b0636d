package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;

/**
 * Whether the lifetimes of one message agree ({@code sadb_hardsoftchk()}): a soft limit may not
 * exceed its hard one, an idle time neither of them. Without both a hard and a soft lifetime
 * nothing is compared; a limit of 0 is none.
 */
final class LifetimeChecks implements Rule {
  private static final String HELD =
      "the lifetimes of the SA and those of the update do not fit; give both soft and hard ones";

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    return refusal(
        request.lifetime(Lifetime.Kind.HARD),
        request.lifetime(Lifetime.Kind.SOFT),
        request.lifetime(Lifetime.Kind.IDLE));
  }

  /**
   * Why an UPDATE would leave an SA with lifetimes that no ADD could give it: what it brings does
   * not fit what the SA keeps; or null. Better than illumos, which compares the request alone. What
   * does not agree already is no reason.
   */
  static @Nullable Refusal refusal(RequestInProgress request, Held sa) {
    Lifetimes asked = request.lifetimes();
    if (asked.equals(Lifetimes.NONE)) {
      return null;
    }
    Refusal after = refusal(sa.lifetimes().updated(asked));
    if (after == null || after.equals(refusal(sa.lifetimes()))) {
      return null;
    }
    return new Refusal(after.errno(), after.diagnostic(), after.subject(), HELD);
  }

  private static @Nullable Refusal refusal(Lifetimes limits) {
    return refusal(limits.hard(), limits.soft(), limits.idle());
  }

  private static @Nullable Refusal refusal(
      @Nullable Lifetime hard, @Nullable Lifetime soft, @Nullable Lifetime idle) {
    if (hard == null || soft == null) {
      return null;
    }
    Diagnostic wrong = compare(soft, hard);
    if (wrong != Diagnostic.NONE) {
      return Refusal.invalid(wrong);
    }
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
              Diagnostic.ADDTIME_HSERR, "idle_addtime exceeds soft_addtime or hard_addtime")
          .about(Subject.IDLE_ADD_TIME);
    }
    return exceeds(idle.useTime(), hard.useTime()) || exceeds(idle.useTime(), soft.useTime())
        ? Refusal.invalid(
                Diagnostic.USETIME_HSERR, "idle_usetime exceeds soft_usetime or hard_usetime")
            .about(Subject.IDLE_USE_TIME)
        : null;
  }

  /** Whether one limit exceeds another, where both are set; unsigned. */
  private static boolean exceeds(long limit, long other) {
    return limit != 0 && other != 0 && Long.compareUnsigned(limit, other) > 0;
  }
}
