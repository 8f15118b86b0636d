package org.manualkey.netlink;

/**
 * Which SAs a policy uses ({@code struct xfrm_user_tmpl}, 64 octets): 0 destination, 16 SPI in
 * network order, 20 protocol u8, 24 family u16, 28 source, 44 request id u32, 48 mode u8, 50
 * whether packets need it u8, and 52, 56 and 60 sets of algorithms u32, which are not read.
 *
 * @param name protocol, family, and as far as they matter destination and SPI; 0: any
 * @param source 0: any
 * @param requestId 0: of inbound SAs any; of outbound ones those that have none
 * @param mode {@link SaInfo#TRANSPORT}, {@link SaInfo#TUNNEL} or another
 */
public record Template(SaName name, NetlinkAddress source, int requestId, int mode) {
  /** Octets of the structure. */
  public static final int LENGTH = 64;
}
