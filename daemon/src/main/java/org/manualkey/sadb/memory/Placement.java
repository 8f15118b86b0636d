package org.manualkey.sadb.memory;

import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;

/**
 * Where a new SA goes ({@code ah_add_sa_finish()}, {@code esp_add_sa_finish()}).
 *
 * @param primary its table
 * @param cloned whether the other table gets a copy
 * @param flags flags of the SA, with the directions that follow from its addresses
 */
record Placement(Direction primary, boolean cloned, int flags) {
  private static final int BOTH = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  /** By the flags when they tell a direction, else by what the addresses are to this host. */
  static Placement of(
      Sa sa, IpAddress source, IpAddress destination, LocalAddresses localAddresses) {
    boolean inbound = sa.has(SaFlag.INBOUND);
    boolean outbound = sa.has(SaFlag.OUTBOUND);
    if (inbound || outbound) {
      return new Placement(
          inbound ? Direction.INBOUND : Direction.OUTBOUND, inbound && outbound, sa.flags());
    }
    AddressClass from = AddressClass.of(source, localAddresses);
    return switch (AddressClass.of(destination, localAddresses)) {
      case LOCAL ->
          new Placement(
              Direction.INBOUND, from != AddressClass.REMOTE, sa.flags() | SaFlag.INBOUND.bit());
      case REMOTE ->
          from == AddressClass.LOCAL
              ? new Placement(Direction.OUTBOUND, false, sa.flags() | SaFlag.OUTBOUND.bit())
              : new Placement(Direction.OUTBOUND, true, sa.flags() | BOTH);
      case MANY -> new Placement(Direction.INBOUND, true, sa.flags() | BOTH);
      case UNSPECIFIED -> throw new IllegalStateException("the destination is unspecified");
    };
  }
}
