package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.manualkey.program.Rights;

class DenialLogTest {
  private static final Peer EAGER = new Peer(1000, 1000, 1, Rights.NONE);
  private static final Peer OTHER = new Peer(2000, 2000, 2, Rights.NONE);

  private final LongAdder refusals = new LongAdder();
  private long now;

  private static List<String> refusals(Logged logged) {
    return logged.lines().stream().filter(line -> line.startsWith("WARN uid ")).toList();
  }

  @Test
  void repeatedDenials_isLoggedSoManyTimes_andHidesNoOtherUser() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now, refusals);
      for (int i = 0; i < DenialLog.LINES + 500; i++) {
        log.denied(EAGER, "ipseckey dump");
      }
      log.denied(OTHER, "ipseckey flush");
      assertThat(refusals(logged))
          .hasSize(DenialLog.LINES + 1)
          .last()
          .isEqualTo("WARN uid 2000 (pid 2): permission denied: ipseckey flush");
    }
  }

  @Test
  void failures_areLimitedBesideDenials_andLoggedWithoutTheirMessage() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now, refusals);
      for (int i = 0; i < 500; i++) {
        log.denied(EAGER, "ipseckey dump");
        log.failed(EAGER, new OutOfMemoryError("authkey 0123456789abcdef"));
      }
      assertThat(logged.lines())
          .filteredOn(line -> line.startsWith("ERROR command failed: java.lang.OutOfMemoryError"))
          .hasSize(DenialLog.LINES)
          .noneMatch(line -> line.contains("0123456789abcdef"));
      now += Duration.ofMinutes(1).toNanos();
      log.denied(OTHER, "ipseckey flush");
      assertThat(refusals(logged))
          .contains("WARN uid 1000: failed commands not logged in the last minute: 480");
    }
  }

  @Test
  void manyUsers_shareTheLinesOfOneBeyondALimit() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now, refusals);
      for (int uid = 0; uid < 10_000; uid++) {
        log.denied(new Peer(uid, 1, 1, Rights.NONE), "ipseckey dump");
      }
      assertThat(refusals(logged)).hasSize(DenialLog.USERS + DenialLog.LINES);
    }
  }

  @Test
  void afterAMinute_whatWasLeftOutIsCounted_andLoggingGoesOn() {
    try (Logged logged = new Logged()) {
      DenialLog log = new DenialLog(() -> now, refusals);
      for (int i = 0; i < DenialLog.LINES + 500; i++) {
        log.denied(EAGER, "ipseckey dump");
      }
      now += Duration.ofMinutes(1).toNanos();
      log.denied(EAGER, "ipseckey flush");
      assertThat(refusals(logged))
          .endsWith(
              "WARN uid 1000: refusals not logged in the last minute: 500",
              "WARN uid 1000 (pid 1): permission denied: ipseckey flush");
    }
  }
}
