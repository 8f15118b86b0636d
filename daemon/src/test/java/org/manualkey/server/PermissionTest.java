package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client without privilege may do, and what the log says of the rest. */
final class PermissionTest {
  @TempDir private Path directory;
  private LiveDaemon daemon;
  private Logged log;

  @BeforeEach
  void start() throws IOException {
    daemon = new LiveDaemon(directory).privileged(_ -> false).start();
    log = new Logged();
  }

  @AfterEach
  void stop() {
    log.close();
    daemon.close();
  }

  private void assertRefusalIsLogged(String action) {
    String pid = String.valueOf(ProcessHandle.current().pid());
    assertThat(log.lines())
        .filteredOn(line -> line.contains(": permission denied: "))
        .singleElement()
        .asString()
        .matches("WARN uid \\d+ \\(pid " + pid + "\\): permission denied: " + action);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flush",
        "flush esp",
        "dump",
        "save esp",
        "save esp /nowhere",
        "get esp spi 0x100 dst 192.0.2.1",
        "delete esp spi 0x100 dst 192.0.2.1",
        "monitor"
      })
  void command_isRefusedAndLoggedByItsVerbOnly(String command) throws IOException {
    TestClient.Ended ended = daemon.ipseckey(("-n " + command).split(" "));
    assertThat(ended)
        .isEqualTo(
            new TestClient.Ended("", "ipseckey: permission denied: must be root\n", 1, null));
    assertRefusalIsLogged("ipseckey " + command.split(" ")[0]);
  }

  @Test
  void wordsThatMayBeKeys_areNotLogged() throws IOException {
    daemon.ipseckey(
        "add", "esp", "spi", "1000", "dst", "192.0.2.1", "encrkey", KeyFileText.ENCRYPTION_MARK);
    daemon.ipseckey("delete", "esp", "spi", "0x100", "dst", KeyFileText.ENCRYPTION_MARK);
    daemon.adm("enable", KeyFileText.ENCRYPTION_MARK);
    assertThat(log.lines())
        .anyMatch(line -> line.endsWith(": ipseckey delete"))
        .noneMatch(line -> line.contains(KeyFileText.ENCRYPTION_MARK));
  }

  @Test
  void interactiveSession_isRefused() throws IOException {
    assertThat(daemon.ipseckey().exit()).isEqualTo(1);
    assertRefusalIsLogged("ipseckey interactive session");
  }

  @Test
  void commandsOfAFile_areRefused() throws IOException {
    Path file = KeyFileText.write(directory.resolve("f"), KeyFileText.of(1));
    assertThat(KeyFileText.run(daemon, file, "-n", "-f", "f").exit()).isEqualTo(1);
    assertRefusalIsLogged("ipseckey -f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "file"})
  void savingByOption_isRefused(String target) throws IOException {
    assertThat(daemon.ipseckey("-s", target).exit()).isEqualTo(1);
    assertRefusalIsLogged("ipseckey -s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"enable", "enable -t", "disable", "refresh", "clear", "mark maintenance"})
  void changeOfTheService_isRefused(String verb) throws IOException {
    TestClient.Ended ended = daemon.adm(verb.split(" "));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).startsWith("manual-keyadm: permission denied: ");
    assertRefusalIsLogged("manual-keyadm " + verb.replace(" -t", ""));
  }

  @Test
  void underTheServiceManager_theExitStatusIsThatOfPermissionDenied() throws IOException {
    try (TestClient client = daemon.client()) {
      TestClient.Ended ended =
          client.sayAs(Map.of("SMF_FMRI", "svc:/x"), "ipseckey", "flush").end();
      assertThat(ended.exit()).isEqualTo(100);
    }
  }

  @Test
  void helpStatusAndChecks_areForEverybody() throws IOException {
    assertThat(daemon.ipseckey("help").exit()).isZero();
    assertThat(daemon.ipseckey("exit").exit()).isZero();
    assertThat(daemon.adm("help").exit()).isZero();
    assertThat(daemon.adm("status", "-l").exit()).isEqualTo(3);
    Path file = KeyFileText.write(directory.resolve("f"), KeyFileText.of(10));
    assertThat(KeyFileText.run(daemon, file, "-n", "-c", "f"))
        .isEqualTo(new TestClient.Ended("", "", 0, null));
    try (FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.client()) {
      // -c beside -f only checks, as on the original
      client.pass(
          new java.io.FileDescriptor[] {in.getFD(), in.getFD()},
          "ipseckey",
          "-n",
          "-f",
          "f",
          "-c",
          "f");
      assertThat(client.end().exit()).isZero();
    }
    assertThat(log.lines()).noneMatch(line -> line.contains("permission denied"));
    daemon.ipseckey("flush");
    assertRefusalIsLogged("ipseckey flush"); // it would have been heard
  }
}
