package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.it.RekeyFlood.Counts;

/**
 * Many new keys under a flood on each kernel. Not a part of a run of all tests: {@code
 * src/bench/rekeys} starts it. The properties {@code kernels} (names of {@link Linux}, all if
 * empty) and {@code rekeys} say what it does.
 */
@NeedsContainers
class RekeyJob {

  private static final int REKEYS = Integer.getInteger("rekeys", 300);

  /** That these lose packets shows after a few. */
  private static final int SAME = REKEYS / 10;

  static Stream<Linux> kernels() {
    String names = System.getProperty("kernels", "");
    return names.isEmpty()
        ? Arrays.stream(Linux.values())
        : Arrays.stream(names.split(",")).map(Linux::valueOf);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void newKeysUnderNewSpisLoseNoPacketAndWhatTheSameSpisLoseIsReported(Linux kernel) {
    try (GuestKernel guest = GuestKernel.boot(kernel, Map.of("GUEST_SECONDS", "7200"));
        RekeyFlood flood = new RekeyFlood(guest)) {
      String before = flood.dropped();

      Counts counts = flood.underNewSpis(REKEYS);
      String dropped = flood.dropped();
      report(guest, REKEYS, "new SPIs", counts);
      report(guest, SAME, "the same SPIs", flood.underTheSameSpis(SAME));

      assertThat(counts.sent()).as("packets of the flood").isGreaterThan(10L * REKEYS);
      assertThat(counts.lost()).isZero();
      assertThat(dropped).isEqualTo(before);
    }
  }

  private static void report(GuestKernel guest, int rekeys, String how, Counts counts) {
    System.out.printf(
        "Linux %s, %d times new keys under %s: %d of %d packets lost, %d refused%n",
        guest.version(), rekeys, how, counts.lost(), counts.sent(), counts.refused());
  }
}
