package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sa.Directions;

/** The directions of SAs that follow from which of their addresses are this host's. */
public record AddressDirections(LocalAddresses localAddresses) implements Directions {
  @Override
  public @Nullable Given between(SocketAddress source, SocketAddress destination) {
    return Placement.given(source, destination, localAddresses.recent());
  }

  @Override
  public Directions now() {
    return new AddressDirections(localAddresses.now());
  }
}
