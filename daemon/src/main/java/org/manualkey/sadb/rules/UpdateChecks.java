package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Refusal;

/** The checks of an UPDATE that do not need the tables ({@code sadb_update_sa()}). */
public final class UpdateChecks {
  /** {@code sadbp_updatemask}: flags that an UPDATE may carry. None of them is ever applied. */
  private static final int AH_FLAGS = 0x03C1C002;

  private static final int ESP_FLAGS = 0x03D9D002;

  /** What must be there to look for the SA. */
  public static final Rule COMPLETE =
      Rule.inOrder(
          Rule.needs(ExtensionType.ADDRESS_DST, Diagnostic.MISSING_DST),
          Rule.needs(ExtensionType.ADDRESS_SRC, Diagnostic.MISSING_SRC),
          Rule.needs(ExtensionType.SA, Diagnostic.MISSING_SA));

  /** Keys are for SAs that have none yet. */
  public static final Rule WITHOUT_KEYS =
      Rule.inOrder(
          Rule.forbids(ExtensionType.KEY_AUTH, Refusal.invalid(Diagnostic.AKEY_PRESENT)),
          Rule.forbids(ExtensionType.KEY_ENCRYPT, Refusal.invalid(Diagnostic.EKEY_PRESENT)));

  /** What is looked at once the SA was found, unless it is to be woken. */
  public static final Rule MATURE =
      Rule.inOrder(
          UpdateChecks::state,
          UpdateChecks::flags,
          Rule.forbids(
              ExtensionType.LIFETIME_CURRENT,
              new Refusal(Errno.EOPNOTSUPP, Diagnostic.MISSING_LIFETIME)),
          new LifetimeChecks());

  private UpdateChecks() {}

  private static @Nullable Refusal state(RequestInProgress request) {
    return switch (request.sa().state()) {
      case MATURE, ACTIVE_ELSEWHERE -> null;
      case LARVAL, DYING, DEAD, IDLE, ACTIVE, UNKNOWN -> Refusal.invalid(Diagnostic.BAD_SASTATE);
    };
  }

  private static @Nullable Refusal flags(RequestInProgress request) {
    int allowed = request.saType().equals(SaType.AH) ? AH_FLAGS : ESP_FLAGS;
    return (request.sa().flags() & ~allowed) == 0 ? null : Refusal.invalid(Diagnostic.BAD_SAFLAGS);
  }
}
