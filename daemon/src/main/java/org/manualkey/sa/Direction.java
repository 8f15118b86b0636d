package org.manualkey.sa;

import org.manualkey.pfkey.SaFlag;

/** Which way the traffic of an SA goes; each has a table of its own, dumped in this order. */
public enum Direction {
  OUTBOUND,
  INBOUND;

  /** Both flags of directions. */
  public static final int FLAGS = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  /** Its word in a command. */
  public String word() {
    return this == OUTBOUND ? "outbound" : "inbound";
  }

  /** Whether its flag is among some. */
  public boolean isIn(int flags) {
    return (this == OUTBOUND ? SaFlag.OUTBOUND : SaFlag.INBOUND).in(flags);
  }

  public Direction opposite() {
    return this == OUTBOUND ? INBOUND : OUTBOUND;
  }

  /** Where a request looks first ({@code get_ipsa_pair()}). */
  public static Direction firstLooked(int flags) {
    return SaFlag.INBOUND.in(flags) ? INBOUND : OUTBOUND;
  }
}
