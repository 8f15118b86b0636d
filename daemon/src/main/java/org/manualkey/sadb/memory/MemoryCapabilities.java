package org.manualkey.sadb.memory;

import org.manualkey.algorithm.Algorithm;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Support;

/** What the embedded database has not, as illumos has not. */
public final class MemoryCapabilities {
  public static final Capabilities TABLE =
      new Capabilities.Builder()
          .row(Capability.LARGE_WINDOWS, Support.REFUSED, "PF_KEY has 8 bits for it")
          .row(
              Capability.FURTHER_ALGORITHMS,
              Support.REFUSED,
              "illumos has none of them; only the back end xfrm loads them")
          .row(Capability.XFRM_SETTINGS, Support.REFUSED, "only the back end xfrm has them")
          .build();

  private MemoryCapabilities() {}

  /** Whether an algorithm of the table can be used here. */
  static boolean have(Algorithm algorithm) {
    Capability needed =
        switch (algorithm.kind()) {
          case AUTHENTICATION -> Capability.ofAuthentication(algorithm.id());
          case ENCRYPTION -> Capability.ofEncryption(algorithm.id());
        };
    return needed == null || TABLE.row(needed).support() != Support.REFUSED;
  }
}
