package org.manualkey.print;

import org.manualkey.sa.SecurityAssociation;
import org.manualkey.secret.SecretText;

/** Reads the commands that {@code save} writes, as a load of them would. */
@FunctionalInterface
public interface ReadBack {
  /**
   * What a text loads as.
   *
   * @param command the text of one command, which stays the caller's
   */
  Loaded read(SecretText command);

  /** What comes of a load. */
  sealed interface Loaded {
    /**
     * An SA.
     *
     * @param sa what the database would be asked for; its keys are the receiver's to wipe
     */
    record Added(SecurityAssociation sa) implements Loaded {}

    /**
     * Nothing.
     *
     * @param reason why, in words without a key
     */
    record Refused(String reason) implements Loaded {}
  }
}
