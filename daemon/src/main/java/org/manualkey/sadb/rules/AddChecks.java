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
 */
public final class AddChecks implements Rule {
  /** {@code sadbp_addmask}: flags that an ADD may carry. */
  private static final int AH_FLAGS = 0x33C3C002;

  private static final int ESP_FLAGS = 0x3FDBD002;

  private static final Rule COMPLETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_SRC, Diagnostic.MISSING_SRC),
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA));

  private static final Rule NO_CURRENT_LIFETIME =
      Rule.forbids(ExtensionType.LIFETIME_CURRENT, Refusal.of(Errno.EOPNOTSUPP));

  private final Rule ah;
  private final Rule esp;
  private final Rule common;

  public AddChecks(Algorithms algorithms) {
    KeyChecks keys = new KeyChecks(algorithms);
    Rule lifetimes = new LifetimeChecks();
    esp =
        Rule.inOrder(
            COMPLETE,
            AddChecks::encryptionKeyIsThere,
            AddChecks::state,
            AddChecks::espAlgorithms,
            request -> flags(request, ESP_FLAGS),
            lifetimes,
            AddChecks::nattAddressesAreThere,
            NO_CURRENT_LIFETIME,
            keys::authentication,
            keys::encryption);
    ah =
        Rule.inOrder(
            COMPLETE,
            Rule.needs(ExtensionType.KEY_AUTH, Diagnostic.MISSING_AKEY),
            AddChecks::state,
            AddChecks::ahAlgorithms,
            request -> flags(request, AH_FLAGS),
            lifetimes,
            NO_CURRENT_LIFETIME,
            // Labels need a labelled system; ESP ignores them, see ah_add_sa().
            Rule.forbids(ExtensionType.SENSITIVITY, Refusal.of(Errno.EOPNOTSUPP)),
            Rule.forbids(ExtensionType.X_OUTER_SENS, Refusal.of(Errno.EOPNOTSUPP)),
            keys::authentication);
    common =
        Rule.inOrder(
            AddChecks::outerProtocol, AddChecks::tunnel, keys::cipherSetup, AddChecks::replay);
  }

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    return (request.saType().equals(SaType.AH) ? ah : esp).refusal(request);
  }

  /** What is checked once it is known which tables the SA goes to. */
  public @Nullable Refusal commonRefusal(RequestInProgress request) {
    return common.refusal(request);
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
