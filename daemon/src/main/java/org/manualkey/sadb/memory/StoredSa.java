package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.rules.Held;
import org.manualkey.sadb.rules.RequestInProgress;

/**
 * An SA in a table. There may be a million of them: what can be shared is shared, what few have is
 * in {@link Details}.
 *
 * <p>A cloned SA is two of these, one in each table, which share their keys and nothing that can
 * change.
 */
final class StoredSa implements Held {
  private final SaId id;
  private final IpAddress source;
  private final Selectors selectors;
  private final Direction direction;
  private final boolean cloned;
  private final StoredKeys keys;

  /** Seconds since 1970; 0 for a larval SA. */
  private final long addTime;

  /** In seconds of {@link Time}. */
  private final int addedAt;

  private Sa sa;
  private Lifetimes limits;
  private Details details;

  /** SPI of the other half of a pair; 0: none. */
  private int pairSpi;

  private int replayValue;

  /** Whether the keys are those of the SA of which this is a copy. */
  private boolean borrowing;

  /** Null: nothing of it changes with time, and it was never used. */
  private @Nullable Aging aging;

  /**
   * An SA that is not paired.
   *
   * @param direction its table
   * @param cloned whether the other table has a copy
   * @param addTime seconds since 1970
   * @param addedAt in seconds of {@link Time}
   */
  StoredSa(
      SaId id,
      IpAddress source,
      Sa sa,
      Selectors selectors,
      Direction direction,
      boolean cloned,
      StoredKeys keys,
      Lifetimes limits,
      Details details,
      int replayValue,
      long addTime,
      int addedAt) {
    this.id = id;
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
    this.addedAt = addedAt;
    if (limits.areOfTime()) {
      startAging();
    }
  }

  /**
   * An SA that is no more than a reserved SPI, in the inbound table.
   *
   * @param endsAt when it is given up, in seconds of {@link Time}
   */
  static StoredSa larval(SaId id, IpAddress source, Sa sa, int addedAt, int endsAt) {
    StoredSa larval =
        new StoredSa(
            id,
            source,
            sa,
            Selectors.NONE,
            Direction.INBOUND,
            false,
            StoredKeys.NONE,
            Lifetimes.NONE,
            Details.NONE,
            0,
            0,
            addedAt);
    larval.startAging().endAt(endsAt);
    return larval;
  }

  /** The copy for the other table. */
  StoredSa copyFor(Direction other) {
    return new StoredSa(
        id,
        source,
        sa,
        selectors,
        other,
        cloned,
        keys,
        limits,
        details,
        replayValue,
        addTime,
        addedAt);
  }

  /** The same SA for a copy of its table, with keys that are not its own. */
  StoredSa copy() {
    StoredSa copy =
        new StoredSa(
            id,
            source,
            sa,
            selectors,
            direction,
            cloned,
            keys,
            limits,
            details,
            replayValue,
            addTime,
            addedAt);
    copy.pairSpi = pairSpi;
    copy.borrowing = true;
    copy.aging = aging == null ? null : new Aging(copy, aging);
    return copy;
  }

  @Override
  public SaId id() {
    return id;
  }

  int spi() {
    return id.spi();
  }

  @Override
  public IpAddress source() {
    return source;
  }

  IpAddress destination() {
    return id.ip();
  }

  Selectors selectors() {
    return selectors;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public boolean isCloned() {
    return cloned;
  }

  StoredKeys keys() {
    return keys;
  }

  /** Overwrites the keys, unless they are those of the SA of which this is a copy. */
  void wipeKeys() {
    if (!borrowing) {
      keys.wipe();
    }
  }

  /** Takes the place of the SA of which this is a copy, and its keys. */
  @SuppressWarnings("ReferenceEquality") // equal keys are not shared ones
  void replace(StoredSa original) {
    if (keys == original.keys) {
      original.borrowing = true;
      borrowing = false;
    }
  }

  long addTime() {
    return addTime;
  }

  /** From when limits of add time count, in seconds of {@link Time}. */
  int addedAt() {
    return addedAt;
  }

  /** Null: nothing of it changes with time, and it was never used. */
  @Nullable Aging aging() {
    return aging;
  }

  /** Its ageing, from now on if there was none. */
  Aging startAging() {
    Aging started = aging;
    if (started == null) {
      started = new Aging(this);
      aging = started;
    }
    return started;
  }

  /** Null: never used. */
  @Nullable Usage usage() {
    return aging == null ? null : aging.usage();
  }

  void become(SaState state) {
    sa = sa.withState(state);
  }

  void mark(SaFlag flag) {
    if (!sa.has(flag)) {
      sa = sa.withFlags(sa.flags() | flag.bit());
    }
  }

  @Override
  public Sa sa() {
    return sa;
  }

  @Override
  public Lifetimes lifetimes() {
    return limits;
  }

  void limits(Lifetimes changed) {
    limits = changed;
  }

  Details details() {
    return details;
  }

  void details(Details changed) {
    details = changed;
  }

  @Override
  public int replayValue() {
    return replayValue;
  }

  void replayValue(int changed) {
    replayValue = changed;
  }

  @Override
  public int pairSpi() {
    return pairSpi;
  }

  /** Makes this SA point to the other half of a pair; 0: to none. */
  void pairWith(int spi) {
    pairSpi = spi;
    int flags = sa.flags() & ~SaFlag.PAIRED.bit();
    sa = sa.withFlags(spi == 0 ? flags : flags | SaFlag.PAIRED.bit());
  }

  @Override
  public @Nullable KmCookie cookie() {
    return details.cookie();
  }

  /**
   * The outer protocol and ports.
   *
   * @param protocol IP protocol, 0 for any
   * @param sourcePort 0 for any, or when the SA is a tunnel
   * @param destinationPort 0 for any, or when the SA is a tunnel
   */
  record Selectors(int protocol, int sourcePort, int destinationPort) {
    static final Selectors NONE = new Selectors(0, 0, 0);

    /** Of a transport: the protocol is that of the destination alone, as in the kernel. */
    static Selectors of(RequestInProgress request) {
      Address destination = request.address(Address.Kind.DST);
      if (request.findAddress(Address.Kind.INNER_SRC) != null) {
        return new Selectors(destination.protocol(), 0, 0);
      }
      return new Selectors(
          destination.protocol(),
          request.address(Address.Kind.SRC).socketAddress().port(),
          destination.socketAddress().port());
    }

    /** Asked for each SA of a load: the method that records get is slower at first. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Selectors it
          && protocol == it.protocol
          && sourcePort == it.sourcePort
          && destinationPort == it.destinationPort;
    }

    @Override
    public int hashCode() {
      return (protocol * 31 + sourcePort) * 31 + destinationPort;
    }
  }
}
