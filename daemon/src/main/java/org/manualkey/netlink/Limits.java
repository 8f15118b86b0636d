package org.manualkey.netlink;

/**
 * When an SA expires ({@code struct xfrm_lifetime_cfg}, 64 octets, in this order). Numbers are
 * unsigned. Mind the opposite meanings of zero: no octet or packet may pass, but any number of
 * seconds; {@link #UNLIMITED} octets or packets are no limit, but that many seconds are over at
 * once.
 *
 * @param softBytes octets
 * @param hardBytes octets
 * @param softPackets packets
 * @param hardPackets packets
 * @param softAdd seconds since the SA was added
 * @param hardAdd seconds since the SA was added
 * @param softUse seconds since the SA was used first
 * @param hardUse seconds since the SA was used first
 */
public record Limits(
    long softBytes,
    long hardBytes,
    long softPackets,
    long hardPackets,
    long softAdd,
    long hardAdd,
    long softUse,
    long hardUse) {
  /** Of octets and packets: no limit. */
  public static final long UNLIMITED = -1;

  /** No limit at all. */
  public static final Limits NONE =
      new Limits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, 0, 0, 0, 0);
}
