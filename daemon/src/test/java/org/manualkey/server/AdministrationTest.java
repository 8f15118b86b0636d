package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.service.ServiceState;
import org.manualkey.wire.ClientFrame;
import org.slf4j.LoggerFactory;

/** What an administrator sees of the verbs that change the service, and of its log. */
final class AdministrationTest extends Administered {
  @Test
  void verb_countsWithWhatWasAskedForBeforeIt_thoughThatStillWaits() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    daemon.occupyDatabase(free);
    TestClient.Ended silent = new TestClient.Ended("", "", 0, null);
    assertThat(daemon.adm("disable", "-t")).isEqualTo(silent);
    assertThat(daemon.adm("refresh").err()).contains("service is disabled");
    assertThat(daemon.adm("enable")).isEqualTo(silent);
    assertThat(daemon.adm("refresh")).isEqualTo(silent);
    assertThat(daemon.adm("enable").err()).contains("already enabled");
    free.countDown();
    assertThat(daemon.adm("refresh", "-s")).isEqualTo(silent);
    assertThat(daemon.service.status().state()).isEqualTo(ServiceState.ONLINE);
  }

  @Test
  void enable_isLoggedWhenItChangesSomethingOnly() throws Exception {
    try (Logged log = new Logged()) {
      assertThat(daemon.adm("enable", "-s").err()).contains("already enabled");
      assertThat(daemon.adm("enable").err()).contains("already enabled");
      assertThat(log.lines()).noneMatch(line -> line.endsWith(": manual-keyadm enable"));
      daemon.adm("enable", "-s", "-t");
      daemon.adm("enable", "-s");
      daemon.adm("disable", "-s");
      daemon.adm("enable", "-s");
      assertThat(log.lines())
          .filteredOn(line -> line.endsWith(": manual-keyadm enable"))
          .hasSize(3);
    }
  }

  @Test
  void log_printsTheLastRecords_andFollowsUntilInterrupted() throws Exception {
    Logger logger = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("keys");
    daemon.log.start();
    logger.setAdditive(false);
    logger.addAppender(daemon.log);
    try {
      logger.info("first");
      logger.warn("second");
      assertThat(daemon.adm("log").out()).matches("(?s)\\S+ INFO first\n\\S+ WARN second\n");
      try (TestClient client = daemon.client()) {
        client.say("manual-keyadm", "log", "-f");
        for (int i = 0; i < 2000; i++) {
          logger.info("more {}", i);
        }
        client.send(new ClientFrame.Interrupt());
        TestClient.Ended ended = client.end();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("INFO more 1999\n");
      }
    } finally {
      logger.detachAppender(daemon.log);
    }
    assertThat(daemon.log.from(0)).hasSize(1000);
  }

  @Test
  void loadOfAFileWithoutCommands_isAWarningToWhoWaitsForIt() throws Exception {
    write("# nothing\n");
    String warning =
        "manual-keyadm: warning: "
            + daemon.keyFile
            + ": no commands in the file; the load only deleted the SAs of config/scope\n";
    TestClient.Ended refreshed = daemon.adm("refresh", "-s");
    assertThat(refreshed.err()).isEqualTo(warning);
    assertThat(refreshed.exit()).isZero();
    assertThat(daemon.adm("enable", "-s").err()).contains("already enabled").doesNotContain("warn");
    assertThat(daemon.adm("disable", "-s").err()).isEmpty();
    assertThat(daemon.adm("enable", "-s").err()).isEqualTo(warning);
    write("flush\n");
    assertThat(daemon.adm("refresh", "-s").err()).isEmpty();
  }

  @Test
  void enable_ofAnEnabledService_printsThatNothingWasLoaded() throws Exception {
    String idle = "service was already enabled, nothing was loaded; run 'manual-keyadm refresh'";
    TestClient.Ended online = daemon.adm("enable", "-s");
    assertThat(online.exit()).isZero();
    assertThat(online.err()).contains(idle);
    daemon.ipseckey("-n", "flush");
    assertThat(Resources.becomes(() -> daemon.service.status().state() == ServiceState.DEGRADED))
        .isTrue();
    TestClient.Ended degraded = daemon.adm("enable", "-s");
    assertThat(degraded.exit()).isEqualTo(1);
    assertThat(degraded.err()).contains("in state degraded", idle);
    mark();
    assertThat(daemon.adm("enable").err()).contains("run 'manual-keyadm clear'");
    daemon.adm("disable", "-s");
    assertThat(daemon.adm("enable", "-s").err()).isEmpty();
  }

  @Test
  void changesByCommands_areOneLineOfTheLogEach_withoutKeys() throws Exception {
    Path file = directory.resolve("more");
    Files.writeString(file, add(0x2000) + add(0x2001) + "delete esp spi 0x1000 dst 192.0.2.2\n");
    try (Logged logged = new Logged()) {
      try (java.io.FileInputStream passed = new java.io.FileInputStream(file.toFile());
          TestClient client = daemon.client()) {
        assertThat(client.pass(passed.getFD(), "ipseckey", "-n", "-f", "more").end().exit())
            .isZero();
      }
      daemon.ipseckey("-n", "get", "esp", "spi", "0x2000", "dst", "192.0.2.2");
      daemon.ipseckey("flush", "ah");
      daemon.ipseckey("flush");
      daemon.adm("setprop", "config/refresh=delta");
      daemon.adm("refresh", "-n");
      daemon.adm("refresh", "-s");
      assertThat(
              logged.lines().stream()
                  .filter(line -> line.matches("INFO uid \\d+ \\(pid \\d+\\): .*"))
                  .map(line -> line.substring(line.indexOf("): ") + 3)))
          .containsExactly(
              "ipseckey: 2 SAs added, 1 SA deleted",
              "ipseckey: all AH SAs flushed",
              "ipseckey: all SAs flushed",
              "manual-keyadm setprop config/refresh",
              "manual-keyadm refresh");
    }
  }

  @Test
  void restart_readsThePropertiesAgain_andKeepsTheSasUntilTheLoad() throws Exception {
    Path others = directory.resolve("others");
    Files.writeString(others, add(0x2000));
    Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(directory.resolve("properties"), "config/config_file = " + others + "\n");
    assertThat(daemon.adm("restart", "-s").exit()).isZero();
    assertThat(daemon.ipseckey("-n", "save", "esp").out())
        .contains("0x2000")
        .doesNotContain("0x1000");
    assertThat(daemon.adm("status").out()).contains("key file    " + others + "\n");
    daemon.adm("disable", "-s");
    assertThat(daemon.adm("restart").err()).contains("service is disabled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "refrsh | unknown verb 'refrsh'; did you mean 'refresh'?",
        "frobnicate | unknown verb 'frobnicate'; run 'manual-keyadm help'",
        "mark maintenence | unknown verb 'mark maintenence'; did you mean 'mark maintenance'?",
        "mark | missing argument; usage: manual-keyadm mark maintenance",
        "status --jsn | unknown option '--jsn'; did you mean '--json'?",
        "status -q | unknown option '-q'; run 'manual-keyadm help'",
        "enable -l | 'enable' does not take option -l; run 'manual-keyadm help'",
        "log --json | 'log' does not take option --json; run 'manual-keyadm help'",
        "refresh --json | 'refresh' does not take option --json; run 'manual-keyadm help'",
        "log -f --failures | 'log --failures' does not take option -f; run 'manual-keyadm help'",
        "getprop | missing argument; usage: manual-keyadm getprop NAME",
        "enable now | unexpected argument 'now'; run 'manual-keyadm help'",
        "getprop config/refesh | unknown property 'config/refesh'; did you mean 'config/refresh'?",
      })
  void wrongWord_isNamedWithTheNearestKnownOne(String words, String message) throws Exception {
    TestClient.Ended ended = daemon.adm(words.split(" ", -1));
    assertThat(ended.err()).startsWith("manual-keyadm: " + message).hasLineCount(1);
    assertThat(ended.exit()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"setprop %s=x", "getprop %s", "setprop config/scope=%s", "%s", "enable %s"})
  void wordThatMayBeAKey_isNotShown(String words) throws Exception {
    String key = "9bdb8d9e7f26d6fd";
    TestClient.Ended ended = daemon.adm(words.formatted(key).split(" ", -1));
    assertThat(ended.err().contains("(16 characters, not shown)")).isTrue();
    assertThat(ended.err().contains("'(")).as("quotes around what nobody typed").isFalse();
    assertThat(ended.err().contains(key)).isFalse();
    assertThat(ended.exit()).isNotZero();
  }

  @Test
  void maintenance_isLeftByRefreshOnceTheFileIsRight_butNotWhenMarked() throws Exception {
    write("nonsense\n");
    assertThat(daemon.adm("refresh", "-s").exit()).isEqualTo(1);
    write(add(0x1002));
    assertThat(daemon.adm("refresh", "-s").exit()).isZero();
    daemon.adm("mark", "maintenance");
    TestClient.Ended marked = daemon.adm("refresh", "-s");
    assertThat(marked.exit()).isEqualTo(1);
    assertThat(marked.err()).contains("run 'manual-keyadm clear'");
    assertThat(daemon.adm("clear", "-s").exit()).isZero();
    daemon.adm("disable", "-s");
    TestClient.Ended disabled = daemon.adm("refresh", "-s");
    assertThat(disabled.exit()).isEqualTo(1);
    assertThat(disabled.err()).contains("service is disabled; run 'manual-keyadm enable' first");
  }
}
