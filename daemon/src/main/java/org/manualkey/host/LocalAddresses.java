package org.manualkey.host;

/**
 * The local addresses of this host, from which the default direction of an SA follows. Called for
 * each address of each request, so answers must be cheap. Thread-safe.
 */
public interface LocalAddresses {
  /**
   * Whether an interface has this address. Loopback addresses (127.0.0.0/8 and ::1) are not
   * counted, as on illumos; others on a loopback interface are.
   */
  boolean isLocal(IpAddress address);

  /** Whether this is the broadcast address of a network that an interface is on. */
  boolean isBroadcast(IpAddress address);

  /** The addresses as they are now, for the many requests of one text. */
  default LocalAddresses now() {
    return this;
  }

  /** The addresses as they were a moment ago at most, for one request. */
  default LocalAddresses recent() {
    return this;
  }
}
