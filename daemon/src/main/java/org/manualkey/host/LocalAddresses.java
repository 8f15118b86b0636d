package org.manualkey.host;

/**
 * Which addresses are this host's: the direction of an SA that does not name one follows from them.
 * Asked for each address of each request, so an answer must be cheap; asked by any thread.
 */
public interface LocalAddresses {
  /** Whether an interface has this address. Loopback addresses are not counted, as on illumos. */
  boolean isLocal(IpAddress address);

  /** Whether this is the broadcast address of a network that an interface is on. */
  boolean isBroadcast(IpAddress address);

  /** The addresses as they are now. What asks often asks these: they need not look at a clock. */
  default LocalAddresses now() {
    return this;
  }
}
