package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.program.OpenMetrics;

/** What {@code manual-keyadm metrics} prints of a daemon. */
final class MetricsTest {
  @TempDir private Path directory;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new LiveDaemon(directory).start();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private Map<String, Double> metrics() throws IOException {
    TestClient.Ended ended = daemon.adm("metrics");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    return OpenMetrics.read(ended.out());
  }

  @Test
  void serviceThatIsDisabled_hasMetrics() throws IOException {
    assertThat(metrics())
        .containsEntry("manual_key_state{state=\"disabled\"}", 1.0)
        .containsEntry("manual_key_state{state=\"online\"}", 0.0)
        .containsEntry("manual_key_enabled", 0.0)
        .containsEntry("manual_key_protects_traffic", 0.0)
        .containsEntry("manual_key_loads_total{result=\"loaded\"}", 0.0)
        .doesNotContainKey("manual_key_last_good_load_timestamp_seconds");
  }

  @Test
  void loadsAndSas_areCounted() throws IOException {
    KeyFileText.write(daemon.keyFile, KeyFileText.of(7));
    assertThat(daemon.adm("enable", "-s").exit()).isZero();
    Map<String, Double> metrics = metrics();
    assertThat(metrics)
        .containsEntry("manual_key_state{state=\"online\"}", 1.0)
        .containsEntry("manual_key_sas{type=\"esp\",state=\"mature\"}", 7.0)
        .containsEntry("manual_key_loads_total{result=\"loaded\"}", 1.0)
        .containsEntry("manual_key_last_load_commands", 7.0)
        .containsEntry("manual_key_failures", 0.0)
        .containsKey("manual_key_last_load_duration_seconds");
    assertThat(metrics.get("manual_key_last_good_load_timestamp_seconds"))
        .isGreaterThan(1.6e9)
        .isEqualTo(metrics.get("manual_key_last_load_timestamp_seconds"));

    KeyFileText.write(daemon.keyFile, "walrus\n");
    assertThat(daemon.adm("refresh", "-s").exit()).isEqualTo(1);
    assertThat(metrics())
        .containsEntry("manual_key_state{state=\"maintenance\"}", 1.0)
        .containsEntry("manual_key_loads_total{result=\"rejected\"}", 1.0)
        .containsEntry("manual_key_last_load_valid_commands", 0.0)
        .containsEntry("manual_key_failures", 1.0);
  }

  @Test
  void expiry_isThatOfTheFirstSa() throws IOException {
    String[] commands = KeyFileText.of(2).split("\n");
    String text = commands[0] + " hard_addtime 5000\n" + commands[1] + " hard_addtime 4000\n";
    KeyFileText.write(daemon.keyFile, text);
    assertThat(daemon.adm("enable", "-s").exit()).isZero();
    double now = System.currentTimeMillis() / 1000.0;
    assertThat(metrics().get("manual_key_next_expiry_timestamp_seconds"))
        .isBetween(now + 3900, now + 4100);
  }

  /** Whatever reads metrics in a loop does not keep the database busy. */
  @Test
  void sas_areNotCountedAgainForEachRequest() throws Exception {
    metrics();
    CountDownLatch free = new CountDownLatch(1);
    daemon.occupyDatabase(free);
    try {
      for (int i = 0; i < 100; i++) {
        metrics();
      }
    } finally {
      free.countDown();
    }
  }

  @Test
  void refusals_areCounted() throws IOException {
    daemon.close();
    daemon = new LiveDaemon(directory).privileged(_ -> privileged).start();
    privileged = false;
    daemon.open("ipseckey", "dump");
    daemon.open("manual-keyadm", "disable");
    privileged = true;
    assertThat(metrics()).containsEntry("manual_key_refusals_total", 2.0);
  }

  private volatile boolean privileged = true;
}
