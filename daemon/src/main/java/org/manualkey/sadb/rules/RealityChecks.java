package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Refusal;

/**
 * Refuses what has no business in any request of a protocol ({@code ah_pfkey_reality_failures()},
 * {@code esp_pfkey_reality_failures()}).
 */
public final class RealityChecks implements Rule {
  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    if (request.saType().equals(SaType.AH) && request.has(ExtensionType.KEY_ENCRYPT)) {
      return Refusal.invalid(Diagnostic.EKEY_PRESENT);
    }
    if (request.has(ExtensionType.PROPOSAL)) {
      return Refusal.invalid(Diagnostic.PROP_PRESENT);
    }
    return request.has(ExtensionType.SUPPORTED_AUTH) || request.has(ExtensionType.SUPPORTED_ENCRYPT)
        ? Refusal.invalid(Diagnostic.SUPP_PRESENT)
        : null;
  }
}
