package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;

/**
 * An SA in a table. There may be a million of them: what can be shared is shared, what few have is
 * in {@link Details}.
 *
 * <p>A cloned SA is two of these, one in each table, which share their keys and nothing that can
 * change.
 */
final class StoredSa {
  private final SaIdentity identity;
  private final IpAddress source;
  private final Selectors selectors;
  private final Direction direction;
  private final boolean cloned;
  private final StoredKeys keys;

  /** Seconds since 1970. */
  private final long addTime;

  private Sa sa;
  private Limits limits;
  private Details details;

  /** SPI of the other half of a pair; 0: none. */
  private int pairSpi;

  private int replayValue;

  /**
   * An SA that is not paired.
   *
   * @param direction its table
   * @param cloned whether the other table has a copy
   * @param addTime seconds since 1970
   */
  StoredSa(
      SaIdentity identity,
      IpAddress source,
      Sa sa,
      Selectors selectors,
      Direction direction,
      boolean cloned,
      StoredKeys keys,
      Limits limits,
      Details details,
      int replayValue,
      long addTime) {
    this.identity = identity;
    this.source = source;
    this.sa = sa;
    this.selectors = selectors;
    this.direction = direction;
    this.cloned = cloned;
    this.keys = keys;
    this.limits = limits;
    this.details = details;
    this.replayValue = replayValue;
    this.addTime = addTime;
  }

  /** The copy for the other table. */
  StoredSa copyFor(Direction other) {
    return new StoredSa(
        identity,
        source,
        sa,
        selectors,
        other,
        cloned,
        keys,
        limits,
        details,
        replayValue,
        addTime);
  }

  SaIdentity identity() {
    return identity;
  }

  int spi() {
    return identity.spi();
  }

  IpAddress source() {
    return source;
  }

  IpAddress destination() {
    return identity.destination();
  }

  Selectors selectors() {
    return selectors;
  }

  Direction direction() {
    return direction;
  }

  boolean isCloned() {
    return cloned;
  }

  StoredKeys keys() {
    return keys;
  }

  long addTime() {
    return addTime;
  }

  /** The SA extension as a GET shows it. */
  Sa sa() {
    return sa;
  }

  Limits limits() {
    return limits;
  }

  void limits(Limits changed) {
    limits = changed;
  }

  Details details() {
    return details;
  }

  void details(Details changed) {
    details = changed;
  }

  int replayValue() {
    return replayValue;
  }

  void replayValue(int changed) {
    replayValue = changed;
  }

  int pairSpi() {
    return pairSpi;
  }

  /** Makes this SA point to the other half of a pair; 0: to none. */
  void pairWith(int spi) {
    pairSpi = spi;
    int flags = sa.flags() & ~SaFlag.PAIRED.bit();
    sa = sa.withFlags(spi == 0 ? flags : flags | SaFlag.PAIRED.bit());
  }

  /** Whether a request with this source, or null for none, means this SA: 0 stands for any. */
  boolean matchesSource(@Nullable IpAddress asked) {
    return asked == null || asked.isUnspecified() || source.isUnspecified() || source.equals(asked);
  }

  /**
   * The outer protocol and ports.
   *
   * @param protocol IP protocol, 0 for any
   * @param sourcePort 0 for any, or when the SA is a tunnel
   * @param destinationPort 0 for any, or when the SA is a tunnel
   */
  record Selectors(int protocol, int sourcePort, int destinationPort) {
    /** Of a transport: the protocol is that of the destination alone, as in the kernel. */
    static Selectors of(Request request) {
      Address destination = request.address(Address.Kind.DST);
      if (request.findAddress(Address.Kind.INNER_SRC) != null) {
        return new Selectors(destination.protocol(), 0, 0);
      }
      return new Selectors(
          destination.protocol(),
          request.address(Address.Kind.SRC).socketAddress().port(),
          destination.socketAddress().port());
    }
  }
}
