package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.AddressClass;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.Refusal;

/**
 * Whether an UPDATE or X_UPDATEPAIR of an SA that has its keys can be granted ({@code
 * sadb_update_sa()}). Better than illumos: one that is refused has changed nothing.
 */
public final class UpdateRules {
  private static final Refusal NO_PARTNER = new Refusal(Errno.ESRCH, Diagnostic.PAIR_SA_NOTFOUND);
  private static final Refusal DEAD = Refusal.of(Errno.ESRCH);

  private final LocalAddresses localAddresses;

  public UpdateRules(LocalAddresses localAddresses) {
    this.localAddresses = localAddresses;
  }

  /** Why a request lacks what it takes to look for its SA; or null. */
  public static @Nullable Refusal incomplete(RequestInProgress request) {
    return UpdateChecks.COMPLETE.refusal(request);
  }

  /** Why a request brings keys, which are for SAs that have none yet; or null. */
  public static @Nullable Refusal withKeys(RequestInProgress request) {
    return UpdateChecks.WITHOUT_KEYS.refusal(request);
  }

  /** Why the change cannot be made to an SA that is not to be woken; or null. */
  public <T extends Held> @Nullable Refusal refusal(
      RequestInProgress request, Holdings<T> holdings, T sa) {
    boolean both = request.header().type() == MessageType.X_UPDATEPAIR;
    T partner = both ? holdings.partner(sa) : null;
    Refusal refusal = UpdateChecks.MATURE.refusal(request);
    if (refusal == null) {
      refusal = cookieRefusal(request, sa);
    }
    if (refusal == null && partner != null) {
      refusal = cookieRefusal(request, partner);
    }
    if (refusal == null) {
      refusal = LifetimeChecks.refusal(request, sa);
    }
    if (refusal == null && partner != null) {
      refusal = LifetimeChecks.refusal(request, partner);
    }
    if (refusal == null) {
      refusal = replayRefusal(request, sa);
    }
    if (refusal == null && both && partner == null) {
      refusal = NO_PARTNER;
    }
    return refusal == null ? pairRefusal(request, holdings, sa) : refusal;
  }

  private static @Nullable Refusal cookieRefusal(RequestInProgress request, Held sa) {
    return sa.sa().state() == SaState.DEAD
        ? DEAD
        : CookieChecks.updateConflict(request.storedCookie(), sa.cookie());
  }

  /** A counter of a receiver only goes up; illumos reads it in the wrong order of octets. */
  private @Nullable Refusal replayRefusal(RequestInProgress request, Held sa) {
    ReplayValue value = request.replayValue();
    if (value == null) {
      return null;
    }
    if (sa.sa().state() == SaState.MATURE) {
      return Refusal.invalid(Diagnostic.BAD_SASTATE);
    }
    boolean received =
        AddressClass.of(request.ip(Address.Kind.DST), localAddresses) == AddressClass.LOCAL;
    return received
            && sa.sa().replay() != 0
            && Integer.compareUnsigned(value.value32(), sa.replayValue()) <= 0
        ? Refusal.invalid(Diagnostic.INVALID_REPLAY)
        : null;
  }

  private static @Nullable Refusal pairRefusal(
      RequestInProgress request, Holdings<?> holdings, Held sa) {
    Pair pair = request.pair();
    if (pair == null) {
      return null;
    }
    return sa.isCloned()
        ? Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE)
        : PairRules.refusal(holdings, sa.direction(), sa.id(), sa.source(), pair.spi());
  }
}
