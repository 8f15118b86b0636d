package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** Whole processes that are killed at any moment, beside the enumerated steps of other tests. */
final class KilledProcessTest {
  private static final int KILLS = 5;
  private static final int SAS = 3_000;

  @TempDir Path directory;
  private final Random random = new Random();

  @Test
  void daemonKilledDuringAnyVerb_isOnlineOrDisabledAfterItsNextStart() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(SAS));
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
    }
    for (int i = 0; i < KILLS; i++) {
      try (DaemonProcess daemon = DaemonProcess.serving(directory);
          RawClients clients = new RawClients()) {
        daemon.writeKeys(DaemonProcess.commands(SAS + i));
        clients.say(daemon.privateSocket(), "manual-keyadm", "refresh");
        clients.say(daemon.privateSocket(), "manual-keyadm", "setprop", "config/refresh=delta");
        clients.say(daemon.privateSocket(), "manual-keyadm", i % 2 == 0 ? "disable" : "enable");
        LockSupport.parkNanos(random.nextLong(300_000_000));
        daemon.signal("KILL");
        assertThat(daemon.ended()).isEqualTo(137);
      }
      try (DaemonProcess next = DaemonProcess.serving(directory)) {
        assertThat(RawClients.run(next, "manual-keyadm", "getprop", "config/refresh").out())
            .isIn("flush\n", "delta\n");
        RawClients.run(next, "manual-keyadm", "enable", "-s");
        String status = RawClients.run(next, "manual-keyadm", "status").out();
        assertThat(status).contains("state       online\n");
        assertThat(
                RawClients.run(next, "ipseckey", "-n", "-p", "dump")
                    .out()
                    .split("Base message", -1))
            .hasSize(SAS + i + 1);
      }
    }
  }

  @Test
  void saveThatIsKilled_leavesTheOldTextOrTheNew() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(SAS));
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      Path file = directory.resolve("saved");
      assertThat(daemon.ipseckey("-n", "-s", file.toString()).status()).isZero();
      long whole = Files.size(file);
      Files.delete(file);
      String old = "# old\n".repeat(1000);
      for (int i = 0; i < KILLS; i++) {
        Files.deleteIfExists(file);
        Files.writeString(file, old);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        List<String> command =
            new ArrayList<>(
                DaemonProcess.java(DaemonProcess.classPath(), "org.manualkey.client.Ipseckey"));
        command.addAll(List.of("-n", "-s", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MANUAL_KEY_SOCKET", daemon.socket.toString());
        Process client = builder.start();
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        client.destroyForcibly().waitFor();
        String text = Files.readString(file);
        assertThat(text.equals(old) || text.length() == whole)
            .as("%s octets, %s of them old", text.length(), old.length())
            .isTrue();
      }
      assertThat(daemon.ipseckey("-n", "-s", file.toString()).status()).isZero();
      assertThat(Files.size(file)).isEqualTo(whole);
      assertThat(daemon.ipseckey("-n", "-c", file.toString()).status()).isZero();
    }
  }
}
