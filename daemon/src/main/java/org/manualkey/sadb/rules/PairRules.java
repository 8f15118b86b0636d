package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Refusal;

/**
 * Whether two SAs can be a pair: an outbound and an inbound one with swapped addresses, each of
 * which knows the other by its SPI ({@code update_pairing()}).
 *
 * <p>Better than illumos: an impossible link is refused where the kernel now and then reports
 * success without making it; linking those that are linked already succeeds.
 */
public final class PairRules {
  private PairRules() {}

  /** Why an SA of these properties, which is no clone, cannot be paired with an SPI; or null. */
  public static @Nullable Refusal refusal(
      Holdings<?> holdings, Direction direction, SaId id, IpAddress source, int pairSpi) {
    Refusal impossible = impossible(id, pairSpi);
    return impossible == null
        ? refusal(holdings.pairTarget(direction, id, source, pairSpi), direction, id)
        : impossible;
  }

  /**
   * The same, where the other SA was looked for.
   *
   * @param target what was found; null: nothing
   */
  public static @Nullable Refusal refusal(@Nullable Held target, Direction direction, SaId id) {
    if (target == null) {
      return inappropriate(
          "there is no "
              + direction.opposite().word()
              + " SA of this SPI with the addresses the other way round");
    }
    if (target.isCloned()) {
      return inappropriate("the other SA is used in both directions");
    }
    return switch (target.state()) {
      case DYING, DEAD -> inappropriate("the other SA has expired");
      case LARVAL, MATURE, ACTIVE_ELSEWHERE, IDLE, ACTIVE, UNKNOWN ->
          target.pairSpi() == 0 || target.pairSpi() == id.spi()
              ? null
              : Refusal.invalid(Diagnostic.PAIR_ALREADY, "the other SA is paired already");
    };
  }

  /** Why no SA of this identity can be paired with an SPI, whatever is there; or null. */
  public static @Nullable Refusal impossible(SaId id, int pairSpi) {
    if (pairSpi == 0) {
      return inappropriate("pair-spi 0 is no SPI");
    }
    return pairSpi == id.spi() ? inappropriate("an SA cannot be paired with itself") : null;
  }

  private static Refusal inappropriate(String reason) {
    return Refusal.invalid(Diagnostic.PAIR_INAPPROPRIATE, reason);
  }
}
