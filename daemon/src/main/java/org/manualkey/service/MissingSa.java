package org.manualkey.service;

import org.manualkey.sa.SaId;

/**
 * An SA of the key file that is not in the database: there is none of its type, SPI and
 * destination, or another one.
 *
 * @param id which one
 * @param cause who deleted or replaced it
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
    /** A client of this daemon added another one with its type, SPI and destination. */
    CLIENT_REPLACED("replaced by ipseckey"),
    /** Another program did. */
    REPLACED("replaced by another program"),
    /** A load was rolled back and could not restore it. */
    ROLLBACK("not restored by a rollback");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    /** The cause of who removed it, when another SA is in its place. */
    Cause replacing() {
      return this == CLIENT ? CLIENT_REPLACED : REPLACED;
    }

    /** Whether another SA has its identity now. */
    public boolean isReplaced() {
      return this == CLIENT_REPLACED || this == REPLACED;
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
