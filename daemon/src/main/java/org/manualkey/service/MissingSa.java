package org.manualkey.service;

import org.manualkey.sa.SaId;

/**
 * An SA of the key file that is not in the database.
 *
 * @param id which one
 * @param cause who deleted it
 */
public record MissingSa(SaId id, Cause cause) {
  /** Who deletes SAs. */
  public enum Cause {
    /** Its hard lifetime is over. */
    EXPIRED("expired"),
    /** A client of this daemon. */
    CLIENT("deleted by ipseckey"),
    /** Another program, or the cause is not known. */
    OTHERS("deleted by another program"),
    /** A load was rolled back and could not restore it. */
    ROLLBACK("not restored by a rollback");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** {@code esp spi 0x1000 dst 192.0.2.2 (expired)}. */
  @Override
  public String toString() {
    return id + " (" + cause.words + ")";
  }
}
