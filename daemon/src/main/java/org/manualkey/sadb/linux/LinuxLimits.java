package org.manualkey.sadb.linux;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Capability.Support;

/**
 * What PF_KEY of Linux cannot do, and what is done about it: the table that users are shown, and
 * the refusals that follow from it.
 *
 * @param sha256With96Bits whether both ends agreed to cut HMAC-SHA-256 to 96 bits, as this
 *     interface does
 */
record LinuxLimits(boolean sha256With96Bits) {
  private static final int HMAC_SHA256 = 5;

  /** AES-CCM and AES-GCM with their tags of 8, 12 and 16 octets, and AES-GMAC. */
  private static final Set<Integer> COMBINED = Set.of(14, 15, 16, 18, 19, 20, 23);

  /**
   * A refusal.
   *
   * @param diagnostic that of illumos which comes nearest
   * @param reason for the log and the user
   */
  record Refused(Diagnostic diagnostic, String reason) {}

  /** The table. */
  List<Capability> table() {
    return List.of(
        new Capability("pairs", Support.EMULATED, "kept by the daemon; Linux has none"),
        new Capability("inbound, outbound", Support.EMULATED, "kept by the daemon; Linux has none"),
        new Capability("identities", Support.EMULATED, "kept by the daemon; Linux drops them"),
        new Capability(
            "inner addresses", Support.EMULATED, "tunnel mode; policies of the host select"),
        new Capability("nat-loc, nat-rem", Support.NATIVE, "ports; addresses kept by the daemon"),
        new Capability("replay", Support.NATIVE, "window of at most 32 packets"),
        new Capability("hard, soft lifetimes", Support.NATIVE, "alloc counts packets"),
        new Capability(
            "hmac-sha256",
            sha256With96Bits ? Support.NATIVE : Support.REFUSED,
            "PF_KEY cuts it to 96 bits where RFC 4868 has 128"
                + (sha256With96Bits ? ": config/sha256_96 is true" : "; see config/sha256_96")),
        new Capability(
            "aes-ccm, aes-gcm", Support.REFUSED, "PF_KEY of Linux has no combined modes"),
        new Capability("idle lifetimes", Support.REFUSED, "Linux keeps no time of last use"),
        new Capability("replay_value", Support.REFUSED, "PF_KEY of Linux cannot set it"),
        new Capability("ports, protocols", Support.REFUSED, "Linux would ignore them"),
        new Capability("labels", Support.REFUSED, "not those of Linux"),
        new Capability("state", Support.REFUSED, "an SA of Linux is always active here"),
        new Capability("diagnostics", Support.EMULATED, "the daemon checks as illumos does"));
  }

  /** Why Linux cannot do what an ADD or UPDATE asks for, or null. */
  @Nullable Refused refusal(Message request) {
    for (Extension extension : request.extensions()) {
      Refused refused =
          switch (extension) {
            case Sa sa -> refusal(sa);
            case Lifetime lifetime ->
                lifetime.kind() == Lifetime.Kind.IDLE && !lifetime.isZero()
                    ? none("idle lifetimes: Linux keeps no time of last use")
                    : null;
            case ReplayValue _ -> none("replay_value: PF_KEY of Linux cannot set it");
            case Sensitivity _ -> none("labels: not those of Linux");
            case Address address -> refusal(address, isTunnel(request));
            default -> null;
          };
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  private static Refused none(String reason) {
    return new Refused(Diagnostic.NONE, reason);
  }

  private @Nullable Refused refusal(Sa sa) {
    if (sa.auth() == HMAC_SHA256 && !sha256With96Bits) {
      return new Refused(
          Diagnostic.BAD_AALG,
          "hmac-sha256: PF_KEY of Linux cuts it to 96 bits, other systems to 128, and then no"
              + " packet passes; use hmac-sha384 or hmac-sha512, or set config/sha256_96 to true"
              + " when both ends are like this one");
    }
    if (COMBINED.contains(sa.encrypt())) {
      return new Refused(Diagnostic.BAD_EALG, "PF_KEY of Linux has no combined modes");
    }
    return sa.state() == SaState.ACTIVE_ELSEWHERE
        ? none("state: an SA of Linux is always active here")
        : null;
  }

  private static boolean isTunnel(Message request) {
    return request.find(ExtensionType.ADDRESS_INNER_SRC) != null
        || request.find(ExtensionType.X_ADDRESS_INNER_DST) != null;
  }

  /** The protocol of a tunnel is IP itself, which its mode tells Linux. */
  private static @Nullable Refused refusal(Address address, boolean tunnel) {
    return switch (address.kind()) {
      case SRC, DST ->
          address.protocol() != 0 && !tunnel || address.socketAddress().port() != 0
              ? none("ports and protocols of an SA: Linux would ignore them")
              : null;
      case INNER_SRC, INNER_DST, NATT_LOC, NATT_REM -> null;
    };
  }
}
