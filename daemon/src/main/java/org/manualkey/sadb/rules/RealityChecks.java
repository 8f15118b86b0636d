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
  private static final Rule ANY =
      Rule.inOrder(
          Rule.forbids(ExtensionType.PROPOSAL, Refusal.invalid(Diagnostic.PROP_PRESENT)),
          Rule.forbids(ExtensionType.SUPPORTED_AUTH, Refusal.invalid(Diagnostic.SUPP_PRESENT)),
          Rule.forbids(ExtensionType.SUPPORTED_ENCRYPT, Refusal.invalid(Diagnostic.SUPP_PRESENT)));

  private static final Rule AH =
      Rule.inOrder(
          Rule.forbids(ExtensionType.KEY_ENCRYPT, Refusal.invalid(Diagnostic.EKEY_PRESENT)), ANY);

  @Override
  public @Nullable Refusal refusal(RequestInProgress request) {
    return (request.saType().equals(SaType.AH) ? AH : ANY).refusal(request);
  }
}
