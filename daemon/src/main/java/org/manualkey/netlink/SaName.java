package org.manualkey.netlink;

/**
 * Which SA ({@code struct xfrm_usersa_id}, 24 octets): 0 destination, 16 SPI in network order, 20
 * family u16, 22 protocol u8. A mark, if it has one, is an {@link Attribute.Mark}.
 *
 * @param destination of the family
 * @param spi security parameters index
 * @param family {@link SaInfo#AF_INET} or {@link SaInfo#AF_INET6}
 * @param protocol IP protocol: {@link SaInfo#ESP}, {@link SaInfo#AH}
 */
public record SaName(NetlinkAddress destination, int spi, int family, int protocol) {
  /** Octets of the structure. */
  public static final int LENGTH = 24;
}
