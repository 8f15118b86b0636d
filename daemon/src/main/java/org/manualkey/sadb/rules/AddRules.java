package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;

/**
 * Whether an ADD, or an UPDATE of a larval SA, can be granted ({@code sadb_common_add()}). Nothing
 * is to be stored, and no key copied, before every rule has passed.
 */
public final class AddRules {
  private final Algorithms algorithms;
  private final LocalAddresses localAddresses;
  private final AddChecks checks;

  public AddRules(Algorithms algorithms, LocalAddresses localAddresses) {
    this.algorithms = algorithms;
    this.localAddresses = localAddresses;
    checks = new AddChecks(algorithms);
  }

  /** Why a request that the checks of its addresses let through cannot be granted; or null. */
  public @Nullable Refusal refusal(RequestInProgress request) {
    Refusal refusal = checks.refusal(request);
    if (refusal == null) {
      refusal = refusalOncePlaced(request, request.ip(Address.Kind.SRC));
    }
    return refusal;
  }

  /** The same, and why the SA cannot stand beside those that are there. */
  public @Nullable Refusal refusal(RequestInProgress request, Holdings<?> holdings) {
    Refusal refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    return holdings.holds(request.id())
        ? Refusal.of(Errno.EEXIST)
        : pairRefusal(request, request.ip(Address.Kind.SRC), holdings);
  }

  /** Why a larval SA, which keeps its addresses, cannot become what a request says; or null. */
  public @Nullable Refusal refusal(RequestInProgress request, Held larval, Holdings<?> holdings) {
    Refusal refusal = checks.refusal(request);
    if (refusal == null) {
      refusal = refusalOncePlaced(request, larval.source());
    }
    return refusal == null ? pairRefusal(request, larval.source(), holdings) : refusal;
  }

  /** Where an SA goes that another program added. */
  public Placement placement(Sa sa, IpAddress source, IpAddress destination) {
    return Placement.of(sa, source, destination, localAddresses);
  }

  /** Where the SA goes. */
  public Placement placement(RequestInProgress request, IpAddress source) {
    return Placement.of(request.sa(), source, request.ip(Address.Kind.DST), localAddresses);
  }

  private @Nullable Refusal refusalOncePlaced(RequestInProgress request, IpAddress source) {
    if (request.has(ExtensionType.X_PAIR) && placement(request, source).cloned()) {
      return Refusal.invalid(
          Diagnostic.PAIR_INAPPROPRIATE,
          "an SA that is used in both directions has no pair; name inbound or outbound");
    }
    return checks.commonRefusal(request);
  }

  private @Nullable Refusal pairRefusal(
      RequestInProgress request, IpAddress source, Holdings<?> holdings) {
    Pair pair = request.pair();
    if (pair == null) {
      return null;
    }
    SaId id = request.id();
    return PairRules.refusal(
        holdings, placement(request, source).primary(), id, source, pair.spi());
  }

  /**
   * The flags that the SA really gets. Better than illumos: inner addresses make a tunnel, and only
   * a link makes it paired.
   */
  public int flags(RequestInProgress request, Placement placement) {
    int flags = placement.flags() & ~SaFlag.PAIRED.bit();
    Address destination = request.address(Address.Kind.DST);
    Address innerSource = request.findAddress(Address.Kind.INNER_SRC);
    Address innerDestination = request.findAddress(Address.Kind.INNER_DST);
    boolean unique = destination.protocol() != 0;
    if (innerSource != null && innerDestination != null) {
      flags |= SaFlag.TUNNEL.bit();
      unique |= innerDestination.protocol() != 0 || hasPort(innerSource, innerDestination);
    } else {
      unique |= hasPort(request.address(Address.Kind.SRC), destination);
    }
    Algorithm cipher = algorithms.usable(Algorithm.Kind.ENCRYPTION, request.sa().encrypt());
    return flags
        | (unique ? SaFlag.UNIQUE.bit() : 0)
        | (cipher != null && cipher.isCombined() ? SaFlag.EALG1.bit() : 0)
        | (cipher != null && cipher.isCounterMode() ? SaFlag.EALG2.bit() : 0);
  }

  private static boolean hasPort(Address source, Address destination) {
    return source.socketAddress().port() != 0 || destination.socketAddress().port() != 0;
  }
}
