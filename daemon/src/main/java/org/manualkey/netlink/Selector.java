package org.manualkey.netlink;

/**
 * Which packets an SA is for ({@code struct xfrm_selector}, 56 octets): 0 destination, 16 source,
 * 32 destination port and 34 its mask, 36 source port and 38 its mask (network order), 40 family
 * u16, 42 and 43 prefix lengths u8 of destination and source, 44 protocol u8, 48 interface i32, 52
 * user u32.
 *
 * @param destination its first {@code destinationPrefix} bits count
 * @param source its first {@code sourcePrefix} bits count
 * @param destinationPort 0 to 65535
 * @param destinationPortMask bits of the port that count
 * @param sourcePort 0 to 65535
 * @param sourcePortMask bits of the port that count
 * @param family of the addresses; 0: in a request, that of the SA
 * @param destinationPrefix in bits
 * @param sourcePrefix in bits
 * @param protocol 0: any
 * @param interfaceIndex 0: any
 * @param user 0: any
 */
public record Selector(
    NetlinkAddress destination,
    NetlinkAddress source,
    int destinationPort,
    int destinationPortMask,
    int sourcePort,
    int sourcePortMask,
    int family,
    int destinationPrefix,
    int sourcePrefix,
    int protocol,
    int interfaceIndex,
    int user) {
  /** Everything of a family. */
  public static Selector anything(int family) {
    return new Selector(
        NetlinkAddress.UNSPECIFIED, NetlinkAddress.UNSPECIFIED, 0, 0, 0, 0, family, 0, 0, 0, 0, 0);
  }
}
