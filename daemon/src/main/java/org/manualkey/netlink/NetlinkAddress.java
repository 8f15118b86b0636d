package org.manualkey.netlink;

/**
 * The 16 octets of an address ({@code xfrm_address_t}); the family stands elsewhere. An IPv4
 * address is in the first four, the others are zero.
 *
 * @param high the first eight octets, most significant first
 * @param low the last eight
 */
public record NetlinkAddress(long high, long low) {
  public static final NetlinkAddress UNSPECIFIED = new NetlinkAddress(0, 0);

  /** An IPv4 address, most significant octet first. */
  public static NetlinkAddress inet(int address) {
    return new NetlinkAddress((long) address << Integer.SIZE, 0);
  }

  /** The IPv4 address that it is in that family. */
  public int inet() {
    return (int) (high >>> Integer.SIZE);
  }
}
