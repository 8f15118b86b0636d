package org.manualkey.host;

/**
 * The local addresses of this host, from which the default direction of an SA follows. Called for
 * each address of each request, so answers must be cheap. Thread-safe.
 */
public interface LocalAddresses {
  /** Whether an interface has this address. Loopback addresses are not counted, as on illumos. */
  boolean isLocal(IpAddress address);

  /** Whether this is the broadcast address of a network that an interface is on. */
  boolean isBroadcast(IpAddress address);

  /** A snapshot of the current addresses, for frequent queries. */
  default LocalAddresses now() {
    return this;
  }
}
