package org.manualkey.host;

/** How an address relates to this host ({@code sadb_addrcheck()}). */
public enum AddressClass {
  UNSPECIFIED,
  LOCAL,
  REMOTE,
  /** Multicast or broadcast. */
  MANY;

  private static final IpAddress LIMITED_BROADCAST = new IpAddress.V4(-1);

  public static AddressClass of(IpAddress address, LocalAddresses localAddresses) {
    if (address.isUnspecified()) {
      return UNSPECIFIED;
    }
    if (address.isMulticast()) {
      return MANY;
    }
    if (localAddresses.isLocal(address)) {
      return LOCAL;
    }
    return address.equals(LIMITED_BROADCAST) || localAddresses.isBroadcast(address) ? MANY : REMOTE;
  }
}
