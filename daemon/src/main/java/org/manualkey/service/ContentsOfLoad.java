package org.manualkey.service;

import java.util.function.Predicate;
import org.manualkey.load.WantedSas;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Keeps what the SAs of a key file contain, by digest.
 *
 * @param contents where it is kept
 * @param which of which SAs
 */
record ContentsOfLoad(SaContents contents, Predicate<SaId> which) implements WantedSas {
  /** Of all SAs. */
  ContentsOfLoad(SaContents contents) {
    this(contents, _ -> true);
  }

  @Override
  public void add(SecurityAssociation sa) {
    if (which.test(sa.id())) {
      contents.add(sa);
    }
  }

  @Override
  public void startOver() {
    contents.clear();
  }
}
