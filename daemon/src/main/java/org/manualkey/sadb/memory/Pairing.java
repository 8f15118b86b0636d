package org.manualkey.sadb.memory;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.rules.Refusal;

/**
 * The link between an outbound and an inbound SA with swapped addresses ({@code get_ipsa_pair()},
 * {@code update_pairing()}); each knows the other by its SPI.
 *
 * <p>Better than illumos: an impossible link is refused where the kernel now and then reports
 * success without making it; both ends of a link are always made and undone together; linking those
 * who are linked already succeeds.
 */
final class Pairing {
  private Pairing() {}

  /** The other half of a pair, the other copy of a clone, or null. */
  static @Nullable StoredSa partner(SaTable table, StoredSa sa) {
    if (sa.isCloned()) {
      return table.otherCopy(sa);
    }
    return sa.pairSpi() == 0
        ? null
        : target(table, sa.direction(), sa.identity(), sa.source(), sa.pairSpi());
  }

  /** Why an SA of these properties, which is no clone, cannot be linked to an SPI; or null. */
  static @Nullable Refusal refusal(
      SaTable table, Direction direction, SaIdentity identity, IpAddress source, int pairSpi) {
    if (pairSpi == 0 || pairSpi == identity.spi()) {
      return Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE);
    }
    StoredSa target = target(table, direction, identity, source, pairSpi);
    if (target == null || target.isCloned()) {
      return Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE);
    }
    return switch (target.sa().state()) {
      case DYING, DEAD -> Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE);
      case LARVAL, MATURE, ACTIVE_ELSEWHERE, IDLE, ACTIVE, UNKNOWN ->
          target.pairSpi() == 0 || target.pairSpi() == identity.spi()
              ? null
              : Refusal.invalid(Diagnostic.PAIR_ALREADY);
    };
  }

  /** Links an SA to an SPI that was found fit for it; a link to another one is undone. */
  static void link(SaTable table, StoredSa sa, int pairSpi) {
    unlinkPartner(table, sa);
    sa.pairWith(pairSpi);
    StoredSa target = partner(table, sa);
    if (target == null) {
      throw new IllegalStateException("nothing to pair with");
    }
    target.pairWith(sa.spi());
  }

  /** Makes the other half of a pair forget this SA; nothing happens to a clone. */
  static void unlinkPartner(SaTable table, StoredSa sa) {
    if (sa.pairSpi() != 0) {
      StoredSa partner = partner(table, sa);
      if (partner != null) {
        partner.pairWith(0);
      }
    }
  }

  /** Unlike in a lookup an unspecified source is no joker: the way back would lead nowhere. */
  private static @Nullable StoredSa target(
      SaTable table, Direction direction, SaIdentity identity, IpAddress source, int pairSpi) {
    StoredSa target = table.get(direction.opposite(), new SaIdentity(pairSpi, source));
    return target != null && target.source().equals(identity.destination()) ? target : null;
  }
}
