package org.manualkey.load;

import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;

/**
 * Keeps what the SAs of a text contain, by digest. A load by differences then goes by these.
 *
 * @param contents where it is kept; nothing else is in it
 */
public record ContentsOfLoad(SaContents contents) implements WantedSas {
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
