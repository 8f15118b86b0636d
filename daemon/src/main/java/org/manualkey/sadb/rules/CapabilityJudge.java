package org.manualkey.sadb.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Capability;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Subject;
import org.manualkey.sadb.Support;

/**
 * Refuses requests that need what the table of a back end does not have, with the sentence of that
 * table.
 *
 * @param capabilities the table
 */
public record CapabilityJudge(Capabilities capabilities) implements Judge {
  private static final int HMAC_SHA256 = 5;

  /** AES-CCM and AES-GCM with their tags of 8, 12 and 16 octets, and AES-GMAC. */
  private static final Set<Integer> COMBINED = Set.of(14, 15, 16, 18, 19, 20, 23);

  @Override
  public @Nullable Refusal judge(Message request) {
    return switch (request.header().type()) {
      case ADD, UPDATE, X_UPDATEPAIR -> refusal(request);
      default -> null;
    };
  }

  private @Nullable Refusal refusal(Message request) {
    for (Extension extension : request.extensions()) {
      Refusal refusal =
          switch (extension instanceof Oversized oversized ? oversized.content() : extension) {
            case Sa sa -> refusal(sa);
            case Lifetime lifetime ->
                lifetime.kind() == Lifetime.Kind.IDLE && !lifetime.isZero()
                    ? lacking(Capability.IDLE_LIFETIMES, idleTime(lifetime))
                    : null;
            case ReplayValue _ -> lacking(Capability.REPLAY_VALUE, Subject.REPLAY_VALUE);
            case Sensitivity _ -> lacking(Capability.LABELS, Subject.LABEL);
            case Address address -> refusal(address, isTunnel(request));
            default -> null;
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private static Subject idleTime(Lifetime lifetime) {
    return lifetime.addTime() == 0 ? Subject.IDLE_USE_TIME : Subject.IDLE_ADD_TIME;
  }

  private @Nullable Refusal lacking(Capability capability, Subject subject) {
    return lacking(capability, Diagnostic.NONE, subject);
  }

  private @Nullable Refusal lacking(Capability capability, Diagnostic diagnostic, Subject subject) {
    Capabilities.Row row = capabilities.row(capability);
    return row.support() == Support.REFUSED
        ? new Refusal(
            Errno.EOPNOTSUPP.code(),
            diagnostic.code(),
            subject,
            capability.words() + ": " + row.how(),
            row.how())
        : null;
  }

  private @Nullable Refusal refusal(Sa sa) {
    Refusal refusal = null;
    if (sa.auth() == HMAC_SHA256) {
      refusal = lacking(Capability.HMAC_SHA256, Diagnostic.BAD_AALG, Subject.AUTH_ALGORITHM);
    }
    if (refusal == null && COMBINED.contains(sa.encrypt())) {
      refusal =
          lacking(Capability.COMBINED_MODES, Diagnostic.BAD_EALG, Subject.ENCRYPTION_ALGORITHM);
    }
    return refusal == null && sa.state() == SaState.ACTIVE_ELSEWHERE
        ? lacking(Capability.STATE, Subject.STATE)
        : refusal;
  }

  private static boolean isTunnel(Message request) {
    return request.find(ExtensionType.ADDRESS_INNER_SRC) != null
        || request.find(ExtensionType.X_ADDRESS_INNER_DST) != null;
  }

  /** The protocol of a tunnel is IP itself, which its mode says already. */
  private @Nullable Refusal refusal(Address address, boolean tunnel) {
    return switch (address.kind()) {
      case SRC, DST -> {
        if (address.protocol() != 0 && !tunnel) {
          yield lacking(Capability.SELECTORS, Subject.PROTOCOL);
        }
        if (address.socketAddress().port() == 0) {
          yield null;
        }
        yield lacking(
            Capability.SELECTORS,
            address.kind() == Address.Kind.SRC ? Subject.SOURCE_PORT : Subject.DESTINATION_PORT);
      }
      case INNER_SRC, INNER_DST, NATT_LOC, NATT_REM -> null;
    };
  }
}
