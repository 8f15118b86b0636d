package org.manualkey.sadb.linux.xfrm;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.manualkey.netlink.Limits;
import org.manualkey.netlink.Usage;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.sa.Lifetimes;
import org.manualkey.sadb.linux.Seconds;

/** Lifetimes in the terms of PF_KEY, where 0 limits nothing, and in those of XFRM. */
final class LimitsOfSas {
  private static final long MOST_PACKETS = 0xffff_ffffL;

  private LimitsOfSas() {}

  static Limits of(Lifetimes lifetimes) {
    Lifetime hard = lifetimes.hard();
    Lifetime soft = lifetimes.soft();
    return new Limits(
        volume(soft == null ? 0 : soft.bytes()),
        volume(hard == null ? 0 : hard.bytes()),
        volume(soft == null ? 0 : Integer.toUnsignedLong(soft.allocations())),
        volume(hard == null ? 0 : Integer.toUnsignedLong(hard.allocations())),
        Seconds.asked(soft == null ? 0 : soft.addTime()),
        Seconds.asked(hard == null ? 0 : hard.addTime()),
        Seconds.asked(soft == null ? 0 : soft.useTime()),
        Seconds.asked(hard == null ? 0 : hard.useTime()));
  }

  private static long volume(long limit) {
    return limit == 0 ? Limits.UNLIMITED : limit;
  }

  static Lifetimes of(Limits limits) {
    return Lifetimes.of(hard(limits), soft(limits), null);
  }

  static Lifetime hard(Limits limits) {
    return new Lifetime(
        Lifetime.Kind.HARD,
        packets(limits.hardPackets()),
        shownVolume(limits.hardBytes()),
        Seconds.shown(limits.hardAdd()),
        Seconds.shown(limits.hardUse()));
  }

  static Lifetime soft(Limits limits) {
    return new Lifetime(
        Lifetime.Kind.SOFT,
        packets(limits.softPackets()),
        shownVolume(limits.softBytes()),
        Seconds.shown(limits.softAdd()),
        Seconds.shown(limits.softUse()));
  }

  static Lifetime current(Usage usage) {
    return new Lifetime(
        Lifetime.Kind.CURRENT,
        (int) Math.min(usage.packets(), MOST_PACKETS),
        usage.bytes(),
        usage.addTime(),
        usage.useTime());
  }

  /** PF_KEY has 32 bits for it. */
  private static int packets(long limit) {
    if (limit == Limits.UNLIMITED) {
      return 0;
    }
    return (int) (Long.compareUnsigned(limit, MOST_PACKETS) > 0 ? MOST_PACKETS : limit);
  }

  private static long shownVolume(long limit) {
    return limit == Limits.UNLIMITED ? 0 : limit;
  }

  /**
   * Whether a soft limit is reached, which Linux does not show.
   *
   * @param clock is asked only where there is a limit of time
   */
  static boolean isDying(Limits limits, Usage usage, InstantSource clock) {
    return isReached(limits.softBytes(), usage.bytes())
        || isReached(limits.softPackets(), usage.packets())
        || isOver(limits.softAdd(), usage.addTime(), clock)
        || (usage.useTime() != 0 && isOver(limits.softUse(), usage.useTime(), clock));
  }

  private static boolean isReached(long limit, long volume) {
    return limit != Limits.UNLIMITED && Long.compareUnsigned(volume, limit) >= 0;
  }

  private static boolean isOver(long limit, long since, InstantSource clock) {
    return limit != 0 && clock.instant().getEpochSecond() - since >= limit;
  }

  /** What an event has of an SA whose limit is reached. */
  static @Nullable Lifetime reached(Limits limits, boolean hard) {
    Lifetime reached = hard ? hard(limits) : soft(limits);
    return reached.isZero() ? null : reached;
  }
}
