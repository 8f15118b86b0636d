package org.manualkey.sadb.illumos;

import java.util.Objects;
import java.util.Set;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.sadb.Draft;

/** The addresses that drafts of requests take for those of this host. */
final class Host implements LocalAddresses {
  private final Set<IpAddress> local = Set.of(ip(Draft.L4), ip(Draft.L6));

  private static IpAddress ip(String address) {
    return Objects.requireNonNull(IpAddress.of(Draft.socketAddress(address)));
  }

  @Override
  public boolean isLocal(IpAddress address) {
    return local.contains(address);
  }

  @Override
  public boolean isBroadcast(IpAddress address) {
    return address.equals(ip(Draft.B4));
  }
}
