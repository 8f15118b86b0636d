package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.AddRules;
import org.manualkey.sadb.rules.PairRules;
import org.manualkey.sadb.rules.Placement;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * ADD, and UPDATE of a larval SA: checks, then stores ({@code sadb_common_add()}). Nothing is
 * stored, and no key is copied, before every check has passed.
 */
final class AddVerb implements Verb {
  private final SaTables tables;
  private final Algorithms algorithms;
  private final Time time;
  private final AddRules rules;
  private final boolean standsForAnother;
  private final LastSeen<IpAddress> sources = new LastSeen<>();
  private final LastSeen<StoredSa.Selectors> selectors = new LastSeen<>();
  private final LastSeen<Lifetimes> limits = new LastSeen<>();

  /**
   * Adds to these tables.
   *
   * @param standsForAnother whether the database stands for another one, which may need what this
   *     one does not
   */
  AddVerb(
      SaTables tables,
      Algorithms algorithms,
      Time time,
      LocalAddresses localAddresses,
      boolean standsForAnother) {
    this.standsForAnother = standsForAnother;
    this.tables = tables;
    this.algorithms = algorithms;
    this.time = time;
    rules = new AddRules(algorithms, localAddresses);
  }

  @Override
  public Reply answer(RequestInProgress request) {
    Refusal refusal = rules.refusal(request, tables);
    return refusal == null ? add(request, null) : new Reply.Refused(refusal);
  }

  /** Changes a larval SA as requested. It keeps its addresses, and stays when refused. */
  Reply complete(RequestInProgress request, StoredSa larval) {
    Refusal refusal = rules.refusal(request, larval, tables);
    return refusal == null ? add(request, larval) : new Reply.Refused(refusal);
  }

  private Reply add(RequestInProgress request, @Nullable StoredSa larval) {
    IpAddress source = larval == null ? request.ip(Address.Kind.SRC) : larval.source();
    Placement placement = rules.placement(request, source);
    SaTable table = tables.of(request);
    request.put(request.sa().withFlags(rules.flags(request, placement)));
    if (larval != null) {
      Pairing.unlinkPartner(table, larval);
      table.remove(larval);
    }
    StoredSa stored = store(request, placement, request.id(), source);
    table.insert(stored);
    int pairSpi = pairSpi(request, larval, table, stored);
    if (pairSpi != 0) {
      Pairing.link(table, stored, pairSpi);
      request.put(request.sa().withFlags(stored.sa().flags()));
    }
    return new Reply.Done(request.echo());
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
        PairRules.refusal(table, stored.direction(), stored.id(), stored.source(), before);
    return refusal == null ? before : 0;
  }

  /** What names a direction is kept for another database; here it follows from the flags. */
  private XfrmSettings settings(RequestInProgress request) {
    XfrmSettings settings = request.settings();
    if (!standsForAnother) {
      return settings.needsXfrm() ? settings.withDirection(0) : XfrmSettings.NONE;
    }
    int named = request.askedFlags() & Direction.FLAGS;
    return settings.direction() != 0 || named == Direction.FLAGS
        ? settings
        : settings.withDirection(named);
  }

  /** The replay window is 0 where the source is unspecified: many senders share no counter. */
  private StoredSa store(
      RequestInProgress request, Placement placement, SaId id, IpAddress source) {
    Sa asked = request.sa();
    int window = source.isUnspecified() ? 0 : asked.replay();
    Sa sa =
        new Sa(
            asked.spi(), window, asked.stateCode(), asked.auth(), asked.encrypt(), asked.flags());
    ReplayValue replayValue = request.replayValue();
    return new StoredSa(
        id,
        sources.share(source),
        sa,
        selectors.share(StoredSa.Selectors.of(request)),
        placement.primary(),
        placement.cloned(),
        StoredKeys.copyOf(request, algorithms),
        limits.share(request.lifetimes()),
        Details.of(request, settings(request)),
        replayValue == null ? 0 : replayValue.value32(),
        time.epochSeconds(),
        time.startOfLimit());
  }
}
