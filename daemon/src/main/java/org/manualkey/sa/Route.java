package org.manualkey.sa;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;

/**
 * What SAs have in common of which one can take the place of another for packets that are sent: all
 * of what a kernel looks for but the SPI.
 *
 * @param type code of the SA type
 * @param tunnel whether it is in tunnel mode
 * @param mark value and mask of the marks of its packets
 * @param source where packets come from
 * @param destination where they go
 */
public record Route(int type, boolean tunnel, long mark, IpAddress source, IpAddress destination) {
  /** That of an SA, or null if its addresses are of no family that is known. */
  public static @Nullable Route of(SecurityAssociation sa) {
    IpAddress source = IpAddress.of(sa.outer().source().socketAddress());
    IpAddress destination = IpAddress.of(sa.outer().destination().socketAddress());
    return source == null || destination == null
        ? null
        : new Route(sa.id().type(), sa.isTunnel(), sa.id().mark(), source, destination);
  }
}
