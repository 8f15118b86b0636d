package org.manualkey.sadb.linux.xfrm;

import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Support;

/** What Linux can do by XFRM, and what is done about the rest. */
public final class XfrmCapabilities {
  private XfrmCapabilities() {}

  /**
   * The table for a kernel of which nothing is known.
   *
   * @param sha256With96Bits whether both ends agreed to truncate HMAC-SHA-256 to 96 bits
   */
  public static Capabilities table(boolean sha256With96Bits) {
    return table(
        sha256With96Bits,
        "kept by the daemon; kernels from 6.10 on hold the SA to the one that is named");
  }

  /**
   * The table for one kernel.
   *
   * @param directed whether it holds SAs to one direction
   */
  static Capabilities table(boolean sha256With96Bits, boolean directed) {
    return table(
        sha256With96Bits,
        directed
            ? "kept by the daemon; this kernel holds the SA to the one that is named"
            : "kept by the daemon; this kernel, unlike those from 6.10 on, holds no SA to one");
  }

  private static Capabilities table(boolean sha256With96Bits, String directions) {
    return new Capabilities.Builder()
        .row(Capability.PAIRS, Support.EMULATED, "kept by the daemon, Linux has none")
        .row(Capability.DIRECTIONS, Support.EMULATED, directions)
        .row(Capability.IDENTITIES, Support.EMULATED, "kept by the daemon, Linux has none")
        .row(Capability.TUNNELS, Support.NATIVE, "tunnel mode; the SA refuses other packets")
        .row(Capability.NATT, Support.NATIVE, "ports; addresses are kept by the daemon")
        .row(Capability.REPLAY_WINDOW, Support.NATIVE, "window of packets")
        .row(Capability.LARGE_WINDOWS, Support.NATIVE, "at most 4096 packets")
        .row(Capability.LIFETIMES, Support.NATIVE, "alloc counts packets")
        .row(
            Capability.HMAC_SHA256,
            Support.NATIVE,
            sha256With96Bits
                ? "truncated to 96 bits instead of 128 (RFC 4868): config/sha256_96 is true"
                : "truncated to 128 bits (RFC 4868)")
        .row(Capability.COMBINED_MODES, Support.NATIVE, "where the kernel has their modules")
        .row(
            Capability.COMBINED_WITH_AUTHENTICATION,
            Support.REFUSED,
            "Linux lets these ciphers authenticate by themselves; leave out authalg and authkey")
        .row(Capability.FURTHER_ALGORITHMS, Support.NATIVE, "where the kernel has their modules")
        .row(
            Capability.IDLE_LIFETIMES,
            Support.EMULATED,
            "the daemon deletes the SA; a kernel before 6.2 does not show when an SA was used, and it"
                + " may take up to twice the time")
        .row(
            Capability.REPLAY_VALUE,
            Support.NATIVE,
            "numbers up to it count as received; an SA that a load replaces with the same key goes"
                + " on")
        .row(
            Capability.REPLAY_VALUE_OF_UPDATE,
            Support.REFUSED,
            "Linux leaves the counter of an SA that is there as it is")
        .row(Capability.SELECTORS, Support.NATIVE, "the SA refuses other packets")
        .row(Capability.LABELS, Support.REFUSED, "not supported")
        .row(Capability.STATE, Support.REFUSED, "SAs on Linux cannot be held by another node")
        .row(Capability.XFRM_SETTINGS, Support.NATIVE, "as XFRM has them")
        .row(Capability.DIAGNOSTICS, Support.EMULATED, "the daemon checks as illumos does")
        .build();
  }
}
