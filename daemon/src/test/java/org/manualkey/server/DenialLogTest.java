package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenialLogTest {
  private static final Peer EAGER = new Peer(1000, 1, false);
  private static final Peer OTHER = new Peer(2000, 2, false);

  private long now;

  private static List<String> refusals(Logged logged) {
    return logged.lines().stream().filter(line -> line.contains("refused to")).toList();
  }

  @Test
  void whoAsksAgainAndAgain_isLoggedSoManyTimes_andHidesNobodyElse() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now);
      for (int i = 0; i < DenialLog.LINES + 500; i++) {
        log.tell(EAGER, "ipseckey dump");
      }
      log.tell(OTHER, "ipseckey flush");
      assertThat(refusals(logged))
          .hasSize(DenialLog.LINES + 1)
          .last()
          .isEqualTo("WARN refused to uid 2000 (pid 2): ipseckey flush");
    }
  }

  @Test
  void afterAMinute_whatWasLeftOutIsCounted_andLoggingGoesOn() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now);
      for (int i = 0; i < DenialLog.LINES + 500; i++) {
        log.tell(EAGER, "ipseckey dump");
      }
      now += Duration.ofMinutes(1).toNanos();
      log.tell(EAGER, "ipseckey flush");
      assertThat(refusals(logged))
          .endsWith(
              "WARN refused to uid 1000: 500 times more in the same minute",
              "WARN refused to uid 1000 (pid 1): ipseckey flush");
    }
  }
}
