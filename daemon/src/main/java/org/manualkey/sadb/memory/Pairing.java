package org.manualkey.sadb.memory;

import org.manualkey.sadb.rules.PairRules;

/**
 * The link between the halves of a pair, once {@link PairRules} let it through.
 *
 * <p>Better than illumos: both ends of a link are always made and undone together.
 */
final class Pairing {
  private Pairing() {}

  /** Links an SA to an SPI that was found fit for it; a link to another one is undone. */
  static void link(SaTable table, StoredSa sa, int pairSpi) {
    unlinkPartner(table, sa);
    sa.pairWith(pairSpi);
    StoredSa target = table.partner(sa);
    if (target == null) {
      throw new IllegalStateException("nothing to pair with");
    }
    target.pairWith(sa.spi());
  }

  /** Makes the other half of a pair forget this SA; nothing happens to a clone. */
  static void unlinkPartner(SaTable table, StoredSa sa) {
    if (sa.pairSpi() != 0) {
      StoredSa partner = table.partner(sa);
      if (partner != null) {
        partner.pairWith(0);
      }
    }
  }
}
