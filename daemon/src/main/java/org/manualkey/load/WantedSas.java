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
        public void add(SecurityAssociation sa) {}

        @Override
        public void startOver() {}
      };

  /** An SA of the text; its keys are overwritten afterwards. */
  void add(SecurityAssociation sa);

  /** What was heard so far does not count: the commands of the text build on each other. */
  void startOver();
}
