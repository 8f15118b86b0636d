package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.RekeyFlood.Counts;

/**
 * New keys for two hosts under a ping flood, on the newest kernel: unlike older ones it may change
 * from one process to another within a system call, and shows what is lost by that. {@link
 * RekeyJob} does more of it on all kernels.
 */
@NeedsGuest(Linux.SID)
@Order(4)
@TestInstance(Lifecycle.PER_CLASS)
class RekeyIT {

  private static final int REKEYS = 30;
  private static final int LOSING_REKEYS = 10;

  private final RekeyFlood flood;

  RekeyIT(GuestKernel guest) {
    flood = new RekeyFlood(guest);
  }

  @AfterAll
  void end() {
    flood.close();
  }

  @Tag("slow")
  @Test
  void newKeysUnderNewSpisInThreeStepsLoseNoPacket() {
    String before = flood.dropped();

    Counts counts = flood.underNewSpis(REKEYS);

    assertThat(counts.sent()).as("packets of the flood").isGreaterThan(10L * REKEYS);
    assertThat(counts.lost()).isZero();
    assertThat(flood.dropped()).isEqualTo(before);
  }

  @Tag("slow")
  @Test
  void theLossOfNewKeysUnderTheSameSpisIsReported() {
    Counts counts = flood.underTheSameSpis(LOSING_REKEYS);

    System.out.printf(
        "%d new keys under the same SPIs lost %d packets of a flood%n",
        LOSING_REKEYS, counts.lost());
    assertThat(counts.sent()).as("packets of the flood").isGreaterThan(10L * LOSING_REKEYS);
    assertThat(counts.lost()).isPositive();
  }
}
