package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sadb.rules.AddChecks;
import org.manualkey.sadb.rules.Placement;
import org.manualkey.sadb.rules.Refusal;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * ADD, and UPDATE of a larval SA: checks, then stores ({@code sadb_common_add()}). Nothing is
 * stored, and no key is copied, before every check has passed.
 */
final class AddVerb implements Verb {
  private final SaTables tables;
  private final Algorithms algorithms;
  private final Time time;
  private final LocalAddresses localAddresses;
  private final AddChecks checks;
  private final LastSeen<IpAddress> sources = new LastSeen<>();
  private final LastSeen<StoredSa.Selectors> selectors = new LastSeen<>();
  private final LastSeen<Lifetimes> limits = new LastSeen<>();

  AddVerb(SaTables tables, Algorithms algorithms, Time time, LocalAddresses localAddresses) {
    this.tables = tables;
    this.algorithms = algorithms;
    this.time = time;
    this.localAddresses = localAddresses;
    checks = new AddChecks(algorithms);
  }

  @Override
  public Message answer(RequestInProgress request) {
    return add(request, null);
  }

  /** Makes a larval SA what the request says. It keeps its addresses, and stays when refused. */
  Message complete(RequestInProgress request, StoredSa larval) {
    return add(request, larval);
  }

  private Message add(RequestInProgress request, @Nullable StoredSa larval) {
    Refusal refusal = checks.refusal(request);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    IpAddress source = larval == null ? request.ip(Address.Kind.SRC) : larval.source();
    IpAddress destination = request.ip(Address.Kind.DST);
    Placement placement = Placement.of(request.sa(), source, destination, localAddresses);
    refusal = refusalOncePlaced(request, placement);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    SaIdentity identity = new SaIdentity(request.sa().spi(), destination);
    SaTable table = tables.of(request.saType(), destination.family());
    refusal = refusalByOthers(request, larval, table, placement, identity, source);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    request.put(request.sa().withFlags(flags(request, placement)));
    if (larval != null) {
      Pairing.unlinkPartner(table, larval);
      table.remove(larval);
    }
    StoredSa stored = store(request, placement, identity, source);
    table.insert(stored);
    int pairSpi = pairSpi(request, larval, table, stored);
    if (pairSpi != 0) {
      Pairing.link(table, stored, pairSpi);
      request.put(request.sa().withFlags(stored.sa().flags()));
    }
    return request.echo();
  }

  /** What to pair with; 0: nothing. A larval SA may have been the other half of a pair. */
  private static int pairSpi(
      RequestInProgress request, @Nullable StoredSa larval, SaTable table, StoredSa stored) {
    Pair pair = request.pair();
    if (pair != null) {
      return pair.spi();
    }
    if (larval == null || stored.isCloned()) {
      return 0;
    }
    int before = larval.pairSpi();
    Refusal refusal =
        Pairing.refusal(table, stored.direction(), stored.identity(), stored.source(), before);
    return refusal == null ? before : 0;
  }

  private @Nullable Refusal refusalOncePlaced(RequestInProgress request, Placement placement) {
    if (placement.cloned() && request.has(ExtensionType.X_PAIR)) {
      return Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE);
    }
    return checks.commonRefusal(request);
  }

  private static @Nullable Refusal refusalByOthers(
      RequestInProgress request,
      @Nullable StoredSa larval,
      SaTable table,
      Placement placement,
      SaIdentity identity,
      IpAddress source) {
    if (larval == null && table.holds(identity)) {
      return Refusal.of(Errno.EEXIST);
    }
    Pair pair = request.pair();
    return pair == null
        ? null
        : Pairing.refusal(table, placement.primary(), identity, source, pair.spi());
  }

  /**
   * The flags that the SA really gets. Better than illumos: inner addresses make a tunnel, and only
   * a link makes it paired.
   */
  private int flags(RequestInProgress request, Placement placement) {
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

  /** The replay window is 0 where the source is unspecified: many senders share no counter. */
  private StoredSa store(
      RequestInProgress request, Placement placement, SaIdentity identity, IpAddress source) {
    Sa asked = request.sa();
    int window = source.isUnspecified() ? 0 : asked.replay();
    Sa sa =
        new Sa(
            asked.spi(), window, asked.stateCode(), asked.auth(), asked.encrypt(), asked.flags());
    ReplayValue replayValue = request.replayValue();
    return new StoredSa(
        identity,
        sources.share(source),
        sa,
        selectors.share(StoredSa.Selectors.of(request)),
        placement.primary(),
        placement.cloned(),
        StoredKeys.copyOf(request, algorithms),
        limits.share(Lifetimes.of(request)),
        Details.of(request),
        replayValue == null ? 0 : replayValue.value32(),
        time.epochSeconds(),
        time.startOfLimit());
  }
}
