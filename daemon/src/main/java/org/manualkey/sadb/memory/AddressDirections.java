package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Directions;
import org.manualkey.pfkey.SocketAddress;

/** The directions of SAs that follow from which of their addresses are this host's. */
public record AddressDirections(LocalAddresses localAddresses) implements Directions {
  @Override
  public @Nullable Given between(SocketAddress source, SocketAddress destination) {
    return Placement.given(source, destination, localAddresses.now());
  }

  @Override
  public Directions now() {
    return new AddressDirections(localAddresses.now());
  }
}
