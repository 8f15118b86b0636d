package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.AddressClass;
import org.manualkey.host.IpAddress;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;

/**
 * Where a new SA goes ({@code ah_add_sa_finish()}, {@code esp_add_sa_finish()}).
 *
 * @param primary its table
 * @param cloned whether the other table gets a copy
 * @param flags flags of the SA, with the directions that follow from its addresses
 */
public record Placement(Direction primary, boolean cloned, int flags) {
  private static final int BOTH = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  /** For {@link Directions}: the direction that follows from addresses. */
  static Directions.@Nullable Given given(
      SocketAddress source, SocketAddress destination, LocalAddresses localAddresses) {
    IpAddress from = IpAddress.of(source);
    IpAddress to = IpAddress.of(destination);
    if (from == null || to == null || to.isUnspecified()) {
      return null; // no SA has such addresses
    }
    Placement placement = byAddresses(0, from, to, localAddresses);
    return new Directions.Given(placement.flags(), placement.cloned());
  }

  /** By the flags when they name a direction, else by what the addresses are to this host. */
  public static Placement of(
      Sa sa, IpAddress source, IpAddress destination, LocalAddresses localAddresses) {
    boolean inbound = sa.has(SaFlag.INBOUND);
    boolean outbound = sa.has(SaFlag.OUTBOUND);
    if (inbound || outbound) {
      return new Placement(
          inbound ? Direction.INBOUND : Direction.OUTBOUND, inbound && outbound, sa.flags());
    }
    return byAddresses(sa.flags(), source, destination, localAddresses);
  }

  private static Placement byAddresses(
      int flags, IpAddress source, IpAddress destination, LocalAddresses localAddresses) {
    AddressClass from = AddressClass.of(source, localAddresses);
    return switch (AddressClass.of(destination, localAddresses)) {
      case LOCAL ->
          new Placement(
              Direction.INBOUND, from != AddressClass.REMOTE, flags | SaFlag.INBOUND.bit());
      case REMOTE ->
          from == AddressClass.LOCAL
              ? new Placement(Direction.OUTBOUND, false, flags | SaFlag.OUTBOUND.bit())
              : new Placement(Direction.OUTBOUND, true, flags | BOTH);
      // Only SAs that other programs gave to Linux go nowhere in particular.
      case MANY, UNSPECIFIED -> new Placement(Direction.INBOUND, true, flags | BOTH);
    };
  }
}
