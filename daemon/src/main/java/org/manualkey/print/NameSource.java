package org.manualkey.print;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.SocketAddress;

/** Names for addresses and protocol numbers, unused with {@code -n}. */
public interface NameSource {
  /**
   * The host name of an address, or null. An IPv4-mapped IPv6 address has the name of its IPv4
   * address; ports do not matter.
   */
  @Nullable String host(SocketAddress address);

  /** The name of an IP protocol, 1 to 255, or null. */
  @Nullable String protocol(int number);
}
