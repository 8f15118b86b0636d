package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.KeyDigest;
import org.manualkey.sa.Keys;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.rules.Held;
import org.manualkey.sadb.rules.Placement;

/**
 * What is known of an SA of the kernel beside the kernel: what it was asked for and Linux has no
 * place for. It has no key, but a keyed digest by which its SA is known again.
 */
final class RecordedSa implements Held {
  private static final int UDP = 17;
  private static final Extension OTHER_SETTINGS = UnknownExtension.of(UnknownExtension.SETTINGS);

  /** In place of a {@link #turn}: another program added it. */
  static final long NEVER = Long.MAX_VALUE;

  private final SecurityAssociation sa;
  private final Direction direction;
  private final boolean cloned;
  private final IpAddress source;

  // The digest, without an object of its own: there is a record for each SA of the kernel.
  private final long digestHigh;
  private final long digestLow;

  private Sa flagged;
  private Lifetimes lifetimes;
  private @Nullable KmCookie cookie;

  /** Null: it may be idle for ever. */
  private @Nullable IdlePeriod idle;

  /** The other half of its pair; null: there is none. */
  private @Nullable SaId otherHalf;

  /** Whether it is there, as far as is known; the record may have a place for one that is not. */
  private boolean present;

  /** Whether the record has it for its identity, so that nobody need look that up. */
  private boolean placed;

  /** In which dump it was seen last. */
  private int seen;

  private volatile long turn = NEVER;

  /**
   * The record of an SA.
   *
   * @param sa without keys
   * @param flags those that the SA shows
   */
  RecordedSa(
      SecurityAssociation sa,
      Placement placement,
      IpAddress source,
      int flags,
      KeyDigest.Value digest) {
    this.sa = sa;
    direction = placement.primary();
    cloned = placement.cloned();
    this.source = source;
    digestHigh = digest.high();
    digestLow = digest.low();
    int window = source.isUnspecified() ? 0 : sa.sa().replay();
    flagged = sa.sa().withReplay(window).withFlags(flags);
    lifetimes = sa.lifetimes();
    cookie = sa.cookie();
    if (lifetimes.idleTime() != 0) {
      mayBeIdle();
    }
  }

  /** Of an SA that is to be added again as this one is now, whatever becomes of this one. */
  private RecordedSa(RecordedSa now) {
    sa = now.sa;
    direction = now.direction;
    cloned = now.cloned;
    source = now.source;
    digestHigh = now.digestHigh;
    digestLow = now.digestLow;
    flagged = now.flagged.withState(SecurityAssociation.restoredState(now.flagged));
    lifetimes = now.lifetimes;
    cookie = now.cookie;
    if (lifetimes.idleTime() != 0) {
      mayBeIdle();
    }
  }

  /** The record of an SA that is added again as this one is now. It shares what does not change. */
  RecordedSa again() {
    return new RecordedSa(this);
  }

  /**
   * Whether it is of this SA of the kernel, rather than of one that had its identity before.
   *
   * @param keys the digest of that SA
   */
  boolean isOf(SecurityAssociation held, KeyDigest.Value keys) {
    return hasDigest(keys.high(), keys.low())
        && source.equals(IpAddress.of(held.outer().source().socketAddress()))
        && held.sa().has(SaFlag.TUNNEL) == flagged.has(SaFlag.TUNNEL);
  }

  /** Whether nothing distinguishes their SAs, as they would be if both were new. */
  boolean isSame(RecordedSa other) {
    return hasDigest(other.digestHigh, other.digestLow)
        && sa.equals(other.sa)
        && flagged.equals(other.flagged)
        && lifetimes.equals(other.lifetimes)
        && Objects.equals(cookie, other.cookie)
        && direction == other.direction
        && cloned == other.cloned
        && source.equals(other.source);
  }

  private boolean hasDigest(long high, long low) {
    return digestHigh == high && digestLow == low;
  }

  /**
   * The SA of the kernel with its encapsulation, which a change must repeat, and without an idle
   * limit, which the kernel does not know.
   */
  SecurityAssociation forKernel(SecurityAssociation held) {
    return held.with(held.lifetimes().withIdle(null), sa.natt());
  }

  @Override
  public SaId id() {
    return sa.id();
  }

  @Override
  public IpAddress source() {
    return source;
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public boolean isCloned() {
    return cloned;
  }

  /** Whether packets may be sent by it: it is not only received by. */
  boolean sends() {
    return direction() == Direction.OUTBOUND || isCloned();
  }

  @Override
  public Sa sa() {
    return otherHalf == null ? flagged : flagged.withFlags(flagged.flags() | SaFlag.PAIRED.bit());
  }

  @Override
  public SaState state() {
    return flagged.state();
  }

  @Override
  public int pairSpi() {
    return otherHalf == null ? 0 : otherHalf.spi();
  }

  @Nullable SaId otherHalf() {
    return otherHalf;
  }

  boolean isPresent() {
    return present;
  }

  void present(boolean there) {
    present = there;
  }

  boolean isPlaced() {
    return placed;
  }

  void placed(boolean inPlace) {
    placed = inPlace;
  }

  @Override
  public int replayValue() {
    return (int) sa.replayValue();
  }

  @Override
  public Lifetimes lifetimes() {
    return lifetimes;
  }

  @Override
  public @Nullable KmCookie cookie() {
    return cookie;
  }

  void become(SaState state) {
    flagged = flagged.withState(state);
  }

  void limit(Lifetimes changed) {
    lifetimes = changed;
  }

  /** The kernel has these limits; it knows nothing of that of being idle. */
  void limitHeld(Lifetimes held) {
    lifetimes = withIdle(held);
  }

  private Lifetimes withIdle(Lifetimes held) {
    return held.withIdle(lifetimes.idle());
  }

  /** Has a place for an idle period, which it may get later. */
  void mayBeIdle() {
    if (idle == null) {
      idle = new IdlePeriod(this);
    }
  }

  @Nullable IdlePeriod idle() {
    return idle;
  }

  void cookie(KmCookie changed) {
    cookie = changed;
  }

  /** Makes this SA point to the other half of a pair; null: to none. */
  void pairWith(@Nullable SaId other) {
    otherHalf = other;
  }

  /** This daemon is about to add it, after those with lower numbers. */
  void turn(long number) {
    turn = number;
  }

  /** When this daemon added it, or {@link #NEVER}. */
  long turn() {
    return turn;
  }

  /** Whether another program added it. */
  boolean isOfOthers() {
    return turn == NEVER;
  }

  int seen() {
    return seen;
  }

  void seen(int dump) {
    seen = dump;
  }

  /**
   * The SA as a dump of illumos shows it: what is recorded, with keys, state, limits and counters
   * as the kernel has them.
   */
  SecurityAssociation shown(SecurityAssociation held) {
    return shown(
        held.sa().state(),
        held.keys(),
        withIdle(held.lifetimes()),
        held.current(),
        held.replayValue(),
        othersOf(held));
  }

  /** The SA as the reply to its deletion shows it: dead, without keys. */
  SecurityAssociation deleted(@Nullable SecurityAssociation held) {
    return held == null
        ? shown(
            SaState.DEAD, Keys.NONE, lifetimes, null, sa.replayValue(), othersWith(sa.settings()))
        : shown(
            SaState.DEAD, Keys.NONE, lifetimes, held.current(), held.replayValue(), othersOf(held));
  }

  private SecurityAssociation shown(
      SaState state,
      Keys keys,
      Lifetimes limits,
      @Nullable Lifetime current,
      long replayValue,
      List<Extension> others) {
    return new SecurityAssociation(
        sa.id(),
        sa().withState(state),
        sa.outer(),
        sa.inner(),
        natt(),
        keys,
        limits,
        current,
        sa.identities(),
        cookie,
        pairSpi(),
        replayValue,
        others);
  }

  /**
   * The same with settings that no command has: another program may have changed those of an SA
   * that is in its place, as {@code ip xfrm state update} does.
   */
  private List<Extension> othersOf(SecurityAssociation held) {
    List<Extension> noted = othersWith(held.settings());
    if (!held.others().contains(OTHER_SETTINGS) || noted.contains(OTHER_SETTINGS)) {
      return noted;
    }
    List<Extension> others = new ArrayList<>(noted);
    others.add(OTHER_SETTINGS);
    return others;
  }

  /** What was noted of the SA, with its settings as the kernel has them now. */
  private List<Extension> othersWith(XfrmSettings settings) {
    if (sa.others().isEmpty()) {
      return others(settings);
    }
    List<Extension> others = new ArrayList<>(sa.others());
    others.removeIf(each -> each instanceof XfrmSettings);
    others.addAll(others(settings));
    return others;
  }

  private static List<Extension> others(XfrmSettings settings) {
    return settings.isNone() ? List.of() : List.of(settings);
  }

  /** NAT-T ends are shown with the protocol that carries them. */
  private Natt natt() {
    return sa.natt().equals(Natt.NONE)
        ? Natt.NONE
        : new Natt(carried(sa.natt().local()), carried(sa.natt().remote()));
  }

  private static @Nullable Address carried(@Nullable Address natt) {
    return natt == null ? null : new Address(natt.kind(), UDP, 0, natt.socketAddress());
  }
}
