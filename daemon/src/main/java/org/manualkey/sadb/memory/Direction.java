package org.manualkey.sadb.memory;

import org.manualkey.pfkey.SaFlag;

/** Which way the traffic of an SA goes; each has a table of its own, dumped in this order. */
enum Direction {
  OUTBOUND,
  INBOUND;

  Direction opposite() {
    return this == OUTBOUND ? INBOUND : OUTBOUND;
  }

  /** Where a request looks first ({@code get_ipsa_pair()}). */
  static Direction firstLooked(int flags) {
    return SaFlag.INBOUND.in(flags) ? INBOUND : OUTBOUND;
  }
}
