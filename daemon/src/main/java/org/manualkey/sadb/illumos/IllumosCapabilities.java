package org.manualkey.sadb.illumos;

import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Support;

/** What the kernel of illumos does not do of what any database does. */
public final class IllumosCapabilities {
  public static final Capabilities TABLE =
      new Capabilities.Builder()
          .row(Capability.LARGE_WINDOWS, Support.REFUSED, "PF_KEY has 8 bits for it")
          .row(
              Capability.FURTHER_ALGORITHMS,
              Support.REFUSED,
              "illumos has none of them; only the back end xfrm loads them")
          .row(Capability.XFRM_SETTINGS, Support.REFUSED, "only the back end xfrm has them")
          .build();

  private IllumosCapabilities() {}
}
