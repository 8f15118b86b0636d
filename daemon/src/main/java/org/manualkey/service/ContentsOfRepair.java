package org.manualkey.service;

import java.util.function.Predicate;
import org.manualkey.load.WantedSas;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * Adds what some SAs of a key file contain, by digest, to what is known of all of them.
 *
 * @param contents where it is kept, beside that of SAs that are not restored
 * @param which the SAs that are restored
 */
record ContentsOfRepair(SaContents contents, Predicate<SaId> which) implements WantedSas {
  @Override
  public long add(SecurityAssociation sa) {
    return which.test(sa.id()) ? contents.add(sa) : contents.digest(sa);
  }

  @Override
  public long digest(SecurityAssociation there) {
    return contents.digest(there);
  }

  /** Keeps what is there: the SAs that are not restored are as the load left them. */
  @Override
  public void startOver() {}
}
