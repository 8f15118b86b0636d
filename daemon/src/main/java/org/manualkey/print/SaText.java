package org.manualkey.print;

import org.manualkey.algorithm.Algorithm;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;

/** Prints SA extensions. */
final class SaText {
  /** The flags that are printed by name, in this order. */
  private static final SaFlag[] FLAGS = {
    SaFlag.PFS,
    SaFlag.NOREPLAY,
    SaFlag.USED,
    SaFlag.PAIRED,
    SaFlag.OUTBOUND,
    SaFlag.INBOUND,
    SaFlag.UNIQUE,
    SaFlag.AALG1,
    SaFlag.AALG2,
    SaFlag.EALG1,
    SaFlag.EALG2,
    SaFlag.NATT_LOC,
    SaFlag.NATT_REM,
    SaFlag.TUNNEL,
    SaFlag.NATTED
  };

  private final AlgorithmText algorithms;
  private final TextSink out;

  SaText(AlgorithmText algorithms, TextSink out) {
    this.algorithms = algorithms;
    this.out = out;
  }

  void print(Sa sa) {
    out.text("SA: SADB_ASSOC spi=0x").hex(sa.spi());
    out.text(", replay window size=").unsigned(sa.replay()).text(", state=");
    state(sa);
    if (sa.auth() != 0) {
      out.text("\nSA: Authentication algorithm = ");
      algorithms.print(Algorithm.Kind.AUTHENTICATION, sa.auth());
    }
    if (sa.encrypt() != 0) {
      out.text("\nSA: Encryption algorithm = ");
      algorithms.print(Algorithm.Kind.ENCRYPTION, sa.encrypt());
    }
    out.text("\nSA: flags=0x").hex(sa.flags()).text(" < ");
    for (SaFlag flag : FLAGS) {
      if (sa.has(flag)) {
        out.text(isStandard(flag) ? "" : "X_").text(flag.name()).character(' ');
      }
    }
    out.text(">\n");
  }

  /** Flags of illumos, unlike the two of RFC 2367, have a prefix. */
  private static boolean isStandard(SaFlag flag) {
    return flag == SaFlag.PFS || flag == SaFlag.NOREPLAY;
  }

  private void state(Sa sa) {
    switch (sa.state()) {
      case LARVAL, MATURE, DYING, DEAD, ACTIVE_ELSEWHERE, IDLE -> out.text(sa.state().name());
      // ACTIVE is used in requests only.
      case ACTIVE, UNKNOWN -> out.text("<unknown ").unsigned(sa.stateCode()).character('>');
    }
  }
}
