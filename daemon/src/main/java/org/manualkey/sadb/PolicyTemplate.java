package org.manualkey.sadb;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SecurityAssociation;

/**
 * Which SAs a policy of the kernel uses for packets of one direction (RFC 4301, section 4.4.1.2).
 *
 * <p>For an outbound packet the kernel looks for an SA between the ends, of this request id and
 * interface. An inbound packet names its SA, and is let in if a policy has a template that fits.
 * Ends count for tunnels only: in transport mode they are those of the packet. Neither its mark nor
 * which packets a policy is for is compared.
 *
 * @param direction of the packets
 * @param type of the SA
 * @param family of the ends of the SA
 * @param tunnel whether the SA is in tunnel mode; else, in transport mode
 * @param spi 0: any
 * @param requestId 0: of inbound SAs any; of outbound ones those that have none
 * @param interfaceId of outbound SAs; 0: those of no interface
 * @param source of a tunnel; null: any
 * @param destination of an outbound tunnel; null: any
 */
public record PolicyTemplate(
    Direction direction,
    SaType type,
    IpAddress.Family family,
    boolean tunnel,
    int spi,
    int requestId,
    int interfaceId,
    @Nullable IpAddress source,
    @Nullable IpAddress destination) {
  /** Whether the policy uses an SA for packets of this direction. */
  public boolean fits(SecurityAssociation sa) {
    return type.equals(sa.type())
        && family == sa.id().ip().family()
        && tunnel == sa.isTunnel()
        && (spi == 0 || spi == sa.id().spi())
        && switch (direction) {
          case OUTBOUND -> fitsOutbound(sa);
          case INBOUND -> fitsInbound(sa);
        };
  }

  private boolean fitsOutbound(SecurityAssociation sa) {
    IpAddress from = source(sa);
    return requestId == sa.settings().requestId()
        && interfaceId == sa.settings().interfaceId()
        && (!tunnel || destination == null || sa.id().isTo(destination))
        && (!tunnel || source == null || from == null || source.equals(from));
  }

  private boolean fitsInbound(SecurityAssociation sa) {
    return (requestId == 0 || requestId == sa.settings().requestId())
        && (!tunnel || source == null || source.equals(source(sa)));
  }

  /** Where the packets of an SA come from; null: from anywhere. */
  static @Nullable IpAddress source(SecurityAssociation sa) {
    IpAddress source = IpAddress.of(sa.outer().source().socketAddress());
    return source == null || source.isUnspecified() ? null : source;
  }

  /** The same without what {@link #fits} does not look at: it fits the same SAs. */
  PolicyTemplate plain() {
    boolean outbound = direction == Direction.OUTBOUND;
    return new PolicyTemplate(
        direction,
        type,
        family,
        tunnel,
        spi,
        requestId,
        outbound ? interfaceId : 0,
        tunnel ? source : null,
        tunnel && outbound ? destination : null);
  }

  /** The same for tunnels from anywhere. */
  PolicyTemplate fromAnywhere() {
    return new PolicyTemplate(
        direction, type, family, tunnel, spi, requestId, interfaceId, null, destination);
  }
}
