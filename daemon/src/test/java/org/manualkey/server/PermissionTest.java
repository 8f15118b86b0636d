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
import org.manualkey.program.CheckConditions;

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
    TestClient.Ended ended = daemon.open("ipseckey", ("-n " + command).split(" "));
    assertThat(ended)
        .isEqualTo(
            new TestClient.Ended("", "ipseckey: permission denied: must be root\n", 1, null));
    assertRefusalIsLogged("ipseckey " + command.split(" ")[0]);
  }

  @Test
  void wordsThatMayBeKeys_areNotLogged() throws IOException {
    daemon.open(
        "ipseckey",
        "add",
        "esp",
        "spi",
        "1000",
        "dst",
        "192.0.2.1",
        "encrkey",
        KeyFileText.ENCRYPTION_MARK);
    daemon.open("ipseckey", "delete", "esp", "spi", "0x100", "dst", KeyFileText.ENCRYPTION_MARK);
    daemon.open("manual-keyadm", "enable", KeyFileText.ENCRYPTION_MARK);
    assertThat(log.lines())
        .anyMatch(line -> line.endsWith(": ipseckey delete"))
        .noneMatch(line -> line.contains(KeyFileText.ENCRYPTION_MARK));
  }

  @Test
  void interactiveSession_isRefused() throws IOException {
    assertThat(daemon.open("ipseckey").exit()).isEqualTo(1);
    assertRefusalIsLogged("ipseckey interactive session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f", "-c"})
  void commandsOfAFile_areRefused_andTheFileIsNotReceived(String option) throws IOException {
    Path file = KeyFileText.write(directory.resolve("f"), KeyFileText.of(1));
    try (FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.stranger()) {
      assertThat(client.pass(in.getFD(), "ipseckey", "-n", option, "f").end())
          .isEqualTo(
              new TestClient.Ended("", "ipseckey: permission denied: must be root\n", 1, null));
      assertThat(Resources.descriptors()).filteredOn(file.toString()::equals).hasSize(1);
    }
    assertRefusalIsLogged("ipseckey " + option);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "file"})
  void savingByOption_isRefused(String target) throws IOException {
    assertThat(daemon.open("ipseckey", "-s", target).exit()).isEqualTo(1);
    assertRefusalIsLogged("ipseckey -s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"enable", "enable -t", "disable", "refresh", "clear", "mark maintenance"})
  void changeOfTheService_isRefused(String verb) throws IOException {
    TestClient.Ended ended = daemon.open("manual-keyadm", verb.split(" "));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo("manual-keyadm: permission denied: must be root or in group manual-key-admin\n");
    assertRefusalIsLogged("manual-keyadm " + verb);
  }

  @Test
  void underTheServiceManager_theExitStatusIsThatOfPermissionDenied() throws IOException {
    try (TestClient client = daemon.stranger()) {
      TestClient.Ended ended =
          client.sayAs(Map.of("SMF_FMRI", "svc:/x"), "ipseckey", "flush").end();
      assertThat(ended.exit()).isEqualTo(100);
    }
  }

  @Test
  void helpAndStatus_areForEverybody() throws IOException {
    assertThat(daemon.open("ipseckey", "help").out()).isEqualTo(daemon.open("ipseckey", "?").out());
    assertThat(daemon.open("ipseckey", "help", "add").out()).contains("spi");
    assertThat(daemon.open("ipseckey", "exit").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "help").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "nonsense").exit()).isEqualTo(2);
    assertThat(daemon.open("manual-keyadm", "status", "--json").exit()).isEqualTo(3);
    TestClient.Ended backEnds = daemon.open("manual-keyadm", "backends");
    assertThat(backEnds.out()).startsWith("memory: in use (");
    assertThat(backEnds.err()).startsWith("manual-keyadm: note: ");
    assertThat(log.lines()).noneMatch(line -> line.contains("permission denied"));
    daemon.open("ipseckey", "flush");
    assertRefusalIsLogged("ipseckey flush"); // it would have been heard
  }

  /** The list is made of the table and of what the back end refuses, not of a prepared text. */
  @Test
  void listOfAlgorithms_isRefused() throws IOException {
    TestClient.Ended ended = daemon.open("ipseckey", "help", "algorithms");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).startsWith("ipseckey: permission denied: ");
    assertRefusalIsLogged("ipseckey algorithms");
  }

  @Test
  void whatACheckNeeds_isForEverybody() throws IOException {
    TestClient.Ended ended = daemon.open("manual-keyd", "--check");
    assertThat(ended.exit()).isZero();
    assertThat(CheckConditions.decode(ended.out()).backend()).isEqualTo("memory");
    assertThat(daemon.open("manual-keyd", "--check", "file").err())
        .isEqualTo("manual-keyd: permission denied: must be root\n");
  }
}
