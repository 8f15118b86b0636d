package org.manualkey.netlink;

/**
 * What an SA has done so far ({@code struct xfrm_lifetime_cur}, 32 octets, in this order).
 *
 * @param bytes octets, unsigned
 * @param packets packets, unsigned
 * @param addTime seconds since 1970
 * @param useTime the first use, in seconds since 1970; 0: none
 */
public record Usage(long bytes, long packets, long addTime, long useTime) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);
}
