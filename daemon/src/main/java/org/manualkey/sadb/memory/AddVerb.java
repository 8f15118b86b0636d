package org.manualkey.sadb.memory;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;

/**
 * ADD: checks, then stores ({@code sadb_common_add()}). Nothing is stored, and no key is copied,
 * before every check has passed.
 */
final class AddVerb implements Verb {
  private final SaTables tables;
  private final Algorithms algorithms;
  private final InstantSource clock;
  private final LocalAddresses localAddresses;
  private final AddChecks checks;
  private final LastSeen<IpAddress> sources = new LastSeen<>();
  private final LastSeen<StoredSa.Selectors> selectors = new LastSeen<>();
  private final LastSeen<Limits> limits = new LastSeen<>();

  AddVerb(
      SaTables tables, Algorithms algorithms, InstantSource clock, LocalAddresses localAddresses) {
    this.tables = tables;
    this.algorithms = algorithms;
    this.clock = clock;
    this.localAddresses = localAddresses;
    checks = new AddChecks(algorithms);
  }

  @Override
  public Message answer(Request request) {
    Refusal refusal = checks.refusal(request);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    IpAddress source = request.ip(Address.Kind.SRC);
    IpAddress destination = request.ip(Address.Kind.DST);
    Placement placement = Placement.of(request.sa(), source, destination, localAddresses);
    refusal = refusalOncePlaced(request, placement);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    SaIdentity identity = new SaIdentity(request.sa().spi(), destination);
    SaTable table = tables.of(request.saType(), destination.family());
    refusal = refusalByOthers(request, table, placement, identity, source);
    if (refusal != null) {
      return refusal.reply(request.header());
    }
    request.put(request.sa().withFlags(flags(request, placement)));
    StoredSa stored = store(request, placement, identity, source);
    table.insert(stored);
    Pair pair = request.pair();
    if (pair != null) {
      Pairing.link(table, stored, pair.spi());
      request.put(request.sa().withFlags(stored.sa().flags()));
    }
    return request.echo();
  }

  private @Nullable Refusal refusalOncePlaced(Request request, Placement placement) {
    if (placement.cloned() && request.has(ExtensionType.X_PAIR)) {
      return Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE);
    }
    return checks.commonRefusal(request);
  }

  private static @Nullable Refusal refusalByOthers(
      Request request, SaTable table, Placement placement, SaIdentity identity, IpAddress source) {
    if (table.holds(identity)) {
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
  private int flags(Request request, Placement placement) {
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
      Request request, Placement placement, SaIdentity identity, IpAddress source) {
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
        limits.share(Limits.of(request)),
        Details.of(request),
        replayValue == null ? 0 : replayValue.value32(),
        clock.instant().getEpochSecond());
  }
}
