package org.manualkey.service;

import org.manualkey.load.WantedSas;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;

/**
 * Keeps what the SAs of a key file contain, by digest.
 *
 * @param contents where it is kept; nothing else is in it
 */
record ContentsOfLoad(SaContents contents) implements WantedSas {
  @Override
  public long add(SecurityAssociation sa) {
    return contents.add(sa);
  }

  @Override
  public long digest(SecurityAssociation there) {
    return contents.digest(there);
  }

  @Override
  public void startOver() {
    contents.clear();
  }
}
