package org.manualkey.sadb;

import org.manualkey.host.IpAddress;
import org.manualkey.sa.SaId;

/**
 * The other end of an SA with UDP encapsulation sends from elsewhere than the SA says: a NAT gave
 * it another port, or another address (RFC 7296, section 2.23). A kernel reports that of packets
 * that it has authenticated, and of those alone.
 *
 * @param id the SA that received such a packet; without its mark, which is not reported
 * @param before where the SA says that its packets come from
 * @param now where this one came from
 */
public record PeerMove(SaId id, End before, End now) {
  /** An address and a port of UDP. */
  public record End(IpAddress address, int port) {
    /** The address as text. */
    public String addressText() {
      return address.withPort(0).text();
    }

    @Override
    public String toString() {
      return addressText() + " port " + port;
    }
  }

  /** Whether the address is the same as before. */
  public boolean isOfPortAlone() {
    return before.address.equals(now.address);
  }
}
