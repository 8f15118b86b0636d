package org.manualkey.sadb.linux.xfrm;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.Selector;
import org.manualkey.pfkey.Address;
import org.manualkey.sa.Ends;

/**
 * The selector of an SA in the terms of PF_KEY, which has whole ports or none, and neither
 * interfaces nor users.
 */
record ShownSelector(Selector selector) {
  private static final int WHOLE_PORT = 0xffff;
  private static final int BITS_OF_4 = 32;
  private static final int BITS_OF_6 = 128;

  /** Whether it selects everything of its family. */
  boolean isAnything() {
    return selector.equals(Selector.anything(selector.family()));
  }

  private boolean canBeSaid() {
    return selector.interfaceIndex() == 0
        && selector.user() == 0
        && isWhole(selector.sourcePort(), selector.sourcePortMask())
        && isWhole(selector.destinationPort(), selector.destinationPortMask());
  }

  private static boolean isWhole(int port, int mask) {
    return mask == 0 ? port == 0 : mask == WHOLE_PORT && port != 0;
  }

  /** The ends of what is in a tunnel; null: they cannot be said. */
  @Nullable Ends inner() {
    IpAddress source = Addresses.of(selector.family(), selector.source());
    IpAddress destination = Addresses.of(selector.family(), selector.destination());
    if (source == null || destination == null || !canBeSaid()) {
      return null;
    }
    return new Ends(
        end(Address.Kind.INNER_SRC, source, selector.sourcePrefix(), selector.sourcePort()),
        end(
            Address.Kind.INNER_DST,
            destination,
            selector.destinationPrefix(),
            selector.destinationPort()));
  }

  /** The ends of an SA in transport mode with protocol and ports; null: they do not say it all. */
  @Nullable Ends outer(IpAddress source, IpAddress destination) {
    if (!canBeSaid() || !(hasNoAddress() || hasTheAddressesOf(source, destination))) {
      return null;
    }
    return new Ends(
        end(Address.Kind.SRC, source, 0, selector.sourcePort()),
        end(Address.Kind.DST, destination, 0, selector.destinationPort()));
  }

  private Address end(Address.Kind kind, IpAddress address, int prefix, int port) {
    return new Address(kind, selector.protocol(), prefix, address.withPort(port));
  }

  private boolean hasNoAddress() {
    return selector.sourcePrefix() == 0 && selector.destinationPrefix() == 0;
  }

  /** In transport mode there are no others. */
  private boolean hasTheAddressesOf(IpAddress source, IpAddress destination) {
    int whole = selector.family() == SaInfo.AF_INET ? BITS_OF_4 : BITS_OF_6;
    return selector.sourcePrefix() == whole
        && selector.destinationPrefix() == whole
        && source.equals(Addresses.of(selector.family(), selector.source()))
        && destination.equals(Addresses.of(selector.family(), selector.destination()));
  }
}
