package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Refusal;

/**
 * The checks of an ADD, behind those of its addresses: {@code esp_add_sa()}, {@code ah_add_sa()}
 * and the part of {@code sadb_common_add()} that does not need the tables.
 *
 * <p>The checks are called one by one: a loop over rules cost more than the rules, for each line of
 * a key file.
 */
public final class AddChecks implements Rule {
  /** {@code sadbp_addmask}: flags that an ADD may carry. */
  private static final int AH_FLAGS = 0x33C3C002;

  private static final int ESP_FLAGS = 0x3FDBD002;

  private final KeyChecks keys;
  private final LifetimeChecks lifetimes = new LifetimeChecks();

  public AddChecks(Algorithms algorithms) {
    keys = new KeyChecks(algorithms);
  }

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    Refusal refusal = completeness(request);
    if (refusal != null) {
      return refusal;
    }
    return request.saType().equals(SaType.AH) ? ah(request) : esp(request);
  }

  private @Nullable Refusal esp(RequestInProgress request) {
    Refusal refusal = encryptionKeyIsThere(request);
    if (refusal == null) {
      refusal = state(request);
    }
    if (refusal == null) {
      refusal = espAlgorithms(request);
    }
    if (refusal == null) {
      refusal = flags(request, ESP_FLAGS);
    }
    if (refusal == null) {
      refusal = lifetimes.refusal(request);
    }
    if (refusal == null) {
      refusal = nattAddressesAreThere(request);
    }
    if (refusal == null) {
      refusal = noCurrentLifetime(request);
    }
    if (refusal == null) {
      refusal = keys.authentication(request);
    }
    if (refusal == null) {
      refusal = keys.encryption(request);
    }
    return refusal;
  }

  private @Nullable Refusal ah(RequestInProgress request) {
    if (!request.has(ExtensionType.KEY_AUTH)) {
      return Refusal.invalid(Diagnostic.MISSING_AKEY);
    }
    Refusal refusal = state(request);
    if (refusal == null) {
      refusal = ahAlgorithms(request);
    }
    if (refusal == null) {
      refusal = flags(request, AH_FLAGS);
    }
    if (refusal == null) {
      refusal = lifetimes.refusal(request);
    }
    if (refusal == null) {
      refusal = noCurrentLifetime(request);
    }
    if (refusal == null) {
      refusal = noLabels(request);
    }
    if (refusal == null) {
      refusal = keys.authentication(request);
    }
    return refusal;
  }

  /** What is checked once it is known which tables the SA goes to. */
  public @Nullable Refusal commonRefusal(RequestInProgress request) {
    Refusal refusal = outerProtocol(request);
    if (refusal == null) {
      refusal = tunnel(request);
    }
    if (refusal == null) {
      refusal = keys.cipherSetup(request);
    }
    if (refusal == null) {
      refusal = replay(request);
    }
    return refusal == null ? XfrmChecks.refusal(request) : refusal;
  }

  private static @Nullable Refusal completeness(RequestInProgress request) {
    if (!request.has(ExtensionType.ADDRESS_SRC)) {
      return Refusal.invalid(Diagnostic.MISSING_SRC);
    }
    if (!request.has(ExtensionType.ADDRESS_DST)) {
      return Refusal.invalid(Diagnostic.MISSING_DST);
    }
    return request.has(ExtensionType.SA) ? null : Refusal.invalid(Diagnostic.MISSING_SA);
  }

  private static @Nullable Refusal noCurrentLifetime(RequestInProgress request) {
    return request.has(ExtensionType.LIFETIME_CURRENT) ? Refusal.of(Errno.EOPNOTSUPP) : null;
  }

  /** Labels need a labelled system; ESP ignores them, see {@code ah_add_sa()}. */
  private static @Nullable Refusal noLabels(RequestInProgress request) {
    return request.has(ExtensionType.SENSITIVITY) || request.has(ExtensionType.X_OUTER_SENS)
        ? Refusal.of(Errno.EOPNOTSUPP)
        : null;
  }

  private static @Nullable Refusal encryptionKeyIsThere(RequestInProgress request) {
    int cipher = request.sa().encrypt();
    if (request.has(ExtensionType.KEY_ENCRYPT) || cipher == Algorithm.NULL_ENCRYPTION) {
      return null;
    }
    return cipher == 0
        ? Refusal.invalid(
            Diagnostic.MISSING_EKEY,
            "ESP needs an encryption algorithm with its key, or NULL encryption ('encr_alg null')")
        : Refusal.invalid(Diagnostic.MISSING_EKEY);
  }

  private static @Nullable Refusal state(RequestInProgress request) {
    return switch (request.sa().state()) {
      case MATURE, ACTIVE_ELSEWHERE -> null;
      case LARVAL, DYING, DEAD, IDLE, ACTIVE, UNKNOWN -> Refusal.invalid(Diagnostic.BAD_SASTATE);
    };
  }

  private static @Nullable Refusal espAlgorithms(RequestInProgress request) {
    Sa sa = request.sa();
    if (sa.encrypt() == 0) {
      return Refusal.invalid(
          Diagnostic.BAD_EALG, "ESP needs an encryption algorithm; NULL encryption is 'null'");
    }
    return sa.encrypt() == Algorithm.NULL_ENCRYPTION && sa.auth() == 0
        ? Refusal.invalid(
            Diagnostic.BAD_AALG, "ESP without encryption needs an authentication algorithm")
        : null;
  }

  private static @Nullable Refusal ahAlgorithms(RequestInProgress request) {
    return request.sa().encrypt() == 0 ? null : Refusal.invalid(Diagnostic.ENCR_NOTSUPP);
  }

  private static @Nullable Refusal flags(RequestInProgress request, int allowed) {
    return (request.sa().flags() & ~allowed) == 0 ? null : Refusal.invalid(Diagnostic.BAD_SAFLAGS);
  }

  private static @Nullable Refusal nattAddressesAreThere(RequestInProgress request) {
    Sa sa = request.sa();
    if (sa.has(SaFlag.NATT_LOC) && !request.has(ExtensionType.X_ADDRESS_NATT_LOC)) {
      return Refusal.invalid(Diagnostic.MISSING_NATT_LOC);
    }
    return sa.has(SaFlag.NATT_REM) && !request.has(ExtensionType.X_ADDRESS_NATT_REM)
        ? Refusal.invalid(Diagnostic.MISSING_NATT_REM)
        : null;
  }

  /**
   * The protocol around inner addresses must be the one that carries their family; where the source
   * has none it is filled in, in source and destination.
   */
  private static @Nullable Refusal outerProtocol(RequestInProgress request) {
    IpAddress inner = request.findIp(Address.Kind.INNER_SRC);
    if (inner == null) {
      return null;
    }
    int carrier = inner.family().carrier();
    int protocol = request.address(Address.Kind.SRC).protocol();
    if (protocol == 0) {
      fillProtocol(request, Address.Kind.SRC, carrier);
      fillProtocol(request, Address.Kind.DST, carrier);
      return null;
    }
    return protocol == carrier ? null : new Refusal(Errno.EPROTOTYPE, Diagnostic.INNER_AF_MISMATCH);
  }

  private static void fillProtocol(RequestInProgress request, Address.Kind kind, int protocol) {
    Address before = request.address(kind);
    request.put(
        new Address(
            kind, protocol, before.prefixLength(), before.reserved(), before.socketAddress()));
  }

  private static @Nullable Refusal tunnel(RequestInProgress request) {
    return request.sa().has(SaFlag.TUNNEL) && !request.has(ExtensionType.ADDRESS_INNER_SRC)
        ? Refusal.invalid(Diagnostic.MISSING_INNER_SRC)
        : null;
  }

  /** Counters of more than 32 bits are not supported. */
  private static @Nullable Refusal replay(RequestInProgress request) {
    ReplayValue value = request.replayValue();
    return value != null && value.value32() == 0 && value.value64() != 0
        ? new Refusal(Errno.EOPNOTSUPP, Diagnostic.INVALID_REPLAY)
        : null;
  }
}
