package org.manualkey.sadb.linux.afkey;

import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Support;

/** What Linux can do by AF_KEY, and what is done about the rest. */
public final class AfKeyCapabilities {
  private AfKeyCapabilities() {}

  /**
   * The table.
   *
   * @param sha256With96Bits whether both ends agreed to truncate HMAC-SHA-256 to 96 bits, as this
   *     interface does
   */
  public static Capabilities table(boolean sha256With96Bits) {
    return new Capabilities.Builder()
        .row(Capability.PAIRS, Support.EMULATED, "kept by the daemon, Linux has none")
        .row(Capability.DIRECTIONS, Support.EMULATED, "kept by the daemon, Linux has none")
        .row(Capability.IDENTITIES, Support.EMULATED, "kept by the daemon, Linux drops them")
        .row(Capability.TUNNELS, Support.EMULATED, "tunnel mode; policies of the host select")
        .row(Capability.NATT, Support.NATIVE, "ports; addresses are kept by the daemon")
        .row(Capability.REPLAY_WINDOW, Support.NATIVE, "window of at most 32 packets")
        .row(Capability.LARGE_WINDOWS, Support.REFUSED, "PF_KEY has 8 bits for it")
        .row(Capability.LIFETIMES, Support.NATIVE, "alloc counts packets")
        .row(
            Capability.HMAC_SHA256,
            sha256With96Bits ? Support.NATIVE : Support.REFUSED,
            sha256With96Bits
                ? "truncated to 96 bits instead of 128 (RFC 4868): config/sha256_96 is true"
                : "AF_KEY truncates it to 96 bits, other systems to 128 (RFC 4868), and no packet"
                    + " would pass; use hmac-sha384 or hmac-sha512, or set config/sha256_96 to"
                    + " true when both ends do the same")
        .row(Capability.COMBINED_MODES, Support.REFUSED, "AF_KEY has no combined-mode ciphers")
        .row(
            Capability.COMBINED_WITH_AUTHENTICATION,
            Support.REFUSED,
            "AF_KEY has no combined-mode ciphers")
        .row(Capability.FURTHER_ALGORITHMS, Support.REFUSED, "only the back end xfrm loads them")
        .row(
            Capability.IDLE_LIFETIMES,
            Support.EMULATED,
            "the daemon deletes the SA, which may take up to twice the time: PF_KEY does not show when"
                + " an SA was used")
        .row(
            Capability.REPLAY_VALUE,
            Support.REFUSED,
            "AF_KEY cannot set it, so that an SA which a load replaces begins at 1 again")
        .row(Capability.REPLAY_VALUE_OF_UPDATE, Support.REFUSED, "AF_KEY cannot set it")
        .row(Capability.SELECTORS, Support.REFUSED, "ignored by Linux")
        .row(Capability.LABELS, Support.REFUSED, "not supported")
        .row(Capability.STATE, Support.REFUSED, "SAs on Linux cannot be held by another node")
        .row(Capability.XFRM_SETTINGS, Support.REFUSED, "only the back end xfrm has them")
        .row(Capability.DIAGNOSTICS, Support.EMULATED, "the daemon checks as illumos does")
        .build();
  }
}
