package org.manualkey.load;

import org.manualkey.sa.SaContents;
import org.manualkey.sa.SecurityAssociation;

/** Digests the SAs of a text, as the service does: a load by differences then goes by these. */
public record DigestedSas(SaContents contents) implements WantedSas {
  public DigestedSas() {
    this(new SaContents());
  }

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
