package org.manualkey.load;

import org.manualkey.sa.SecurityAssociation;

/**
 * Hears during a check which SAs a text leaves in an empty database, while their keys are there.
 */
public interface WantedSas {
  /** For checks after which nobody asks for that. */
  WantedSas UNHEARD =
      new WantedSas() {
        @Override
        public long add(SecurityAssociation sa) {
          return 0;
        }

        @Override
        public long digest(SecurityAssociation there) {
          return 0;
        }

        @Override
        public void startOver() {}
      };

  /**
   * An SA of the text; its keys are overwritten afterwards.
   *
   * @return the digest of its contents; 0: none is made
   */
  long add(SecurityAssociation sa);

  /** The digest of an SA that is there, to be compared with those of SAs of the text; 0: none. */
  long digest(SecurityAssociation there);

  /** What was heard so far does not count: the commands of the text build on each other. */
  void startOver();
}
