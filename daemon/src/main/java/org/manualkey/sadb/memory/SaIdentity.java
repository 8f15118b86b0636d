package org.manualkey.sadb.memory;

import org.manualkey.host.IpAddress;

/**
 * What tells SAs of one SA type and address family apart: neither source, nor ports, nor direction
 * do.
 *
 * @param spi security parameters index
 * @param destination outer destination
 */
record SaIdentity(int spi, IpAddress destination) {
  private static final int GOLDEN_RATIO = 0x9e3779b9;

  /** Spreads well where SPIs and addresses count up together, as they do in generated key files. */
  @Override
  public int hashCode() {
    int mixed = (spi * GOLDEN_RATIO) ^ destination.hashCode();
    mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
    mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
    return mixed ^ mixed >>> 16;
  }
}
