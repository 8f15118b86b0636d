package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.service.SdNotify;

/** What systemd is told by a daemon that works, and by one that hangs. */
final class WatchdogTest {
  private static final String ALIVE = "WATCHDOG=1";

  @TempDir private Path directory;

  @Test
  void daemonThatWorks_isAlive_andOneWhoseDatabaseThreadHangsIsSilentUntilItGoesOn()
      throws Exception {
    try (NotifySocket systemd = new NotifySocket(directory.resolve("notify"));
        DaemonProcess daemon = start(systemd, "WATCHDOG_USEC=200000")) {
      daemon.writeKeys(DaemonProcess.commands(1));
      assertThat(systemd.until(ALIVE)).contains("READY=1\nSTATUS=disabled");
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      systemd.until(ALIVE);

      // Reading a FIFO waits for a writer: the thread of the database hangs, and no other.
      Path config = directory.resolve("properties");
      String properties = Files.readString(config);
      Files.delete(config);
      assertThat(new ProcessBuilder("mkfifo", config.toString()).start().waitFor()).isZero();
      assertThat(daemon.adm("restart").status()).isZero();
      systemd.untilSilence();
      assertThat(daemon.adm("status").status()).isZero();

      Files.writeString(config, properties);
      systemd.until(ALIVE);
    }
  }

  @Test
  void loadThatTakesLong_extendsItsTimeWhileItMakesProgress() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(1));
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      daemon.writeKeys("# " + "-".repeat(70) + "\n" + DaemonProcess.commands(50_000));
    }
    try (NotifySocket systemd = new NotifySocket(directory.resolve("notify"));
        DaemonProcess daemon = start(systemd, "WATCHDOG_USEC=20000")) {
      assertThat(systemd.until("READY=1"))
          .contains("EXTEND_TIMEOUT_USEC=20000")
          .doesNotContain(ALIVE);
      systemd.until(ALIVE);
      assertThat(daemon.adm("refresh", "-s").status()).isZero();
      systemd.until("RELOADING=1");
      assertThat(systemd.until("READY=1")).contains("EXTEND_TIMEOUT_USEC=20000", ALIVE);
      daemon.signal("TERM");
      systemd.until("STOPPING=1");
      assertThat(daemon.ended()).isZero();
    }
  }

  private DaemonProcess start(NotifySocket systemd, String variable) throws Exception {
    return DaemonProcess.start(directory, "env", "NOTIFY_SOCKET=" + systemd.path(), variable);
  }

  @Test
  void periodCounts_ifItIsOfThisProcess() {
    assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", "120000000"), 7).watchdog()).hasMinutes(2);
    assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", "5", "WATCHDOG_PID", "7"), 7).watchdog())
        .hasNanos(5000);
    assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", "5", "WATCHDOG_PID", "8"), 7).watchdog())
        .isNull();
    assertThat(SdNotify.of(Map.of(), 7).watchdog()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1s", "99999999999999999999"})
  void periodThatIsNone_doesNotCount(String period) {
    assertThat(SdNotify.of(Map.of("WATCHDOG_USEC", period), 7).watchdog()).isNull();
  }
}
