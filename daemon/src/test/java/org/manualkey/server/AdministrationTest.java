package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.docs.PublishedSchema;
import org.manualkey.request.Resolver;
import org.manualkey.service.ManualKeyService.Obstacle;
import org.manualkey.service.Property;
import org.manualkey.service.ServiceState;
import org.manualkey.wire.ClientFrame;
import org.slf4j.LoggerFactory;

/** What an administrator sees of plans and properties. */
final class AdministrationTest {
  @TempDir Path directory;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new LiveDaemon(directory).start();
    write(add(0x1000) + add(0x1001));
    assertThat(daemon.adm("enable", "-s").exit()).isZero();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private void write(String text) throws Exception {
    Files.writeString(daemon.keyFile, text);
    Files.setPosixFilePermissions(daemon.keyFile, PosixFilePermissions.fromString("rw-------"));
  }

  /** Returns when the mark has taken effect, which the command does not wait for. */
  private void mark() throws Exception {
    assertThat(daemon.adm("mark", "maintenance").exit()).isZero();
    assertThat(Resources.becomes(() -> daemon.service.obstacle() == Obstacle.MARKED)).isTrue();
  }

  private static String add(int spi) {
    return "add esp spi "
        + spi
        + " src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey %032x\n".formatted(spi);
  }

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
  void dryRun_printsWhatARefreshWouldChange_andChangesNothing() throws Exception {
    daemon.adm("setprop", "config/refresh=delta");
    String before = daemon.ipseckey("-n", "save", "esp").out();
    write(add(0x1000) + add(0x1002));
    TestClient.Ended ended = daemon.adm("refresh", "--dry-run");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out())
        .isEqualTo(
            """
            delta: leaves unchanged SAs untouched
            add esp spi 0x1002 src 192.0.2.1 dst 192.0.2.2
            delete esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2 (after 2000 ms)
            1 added, 1 deleted (1 after 2000 ms), 0 replaced, 0 updated, 1 kept
            """);
    write("nonsense\n");
    assertThat(daemon.adm("refresh", "-n").err())
        .isEqualTo(
            daemon.keyFile
                + ":1:1: error: unknown command: 'nonsense' [unknown-command]\n"
                + "manual-keyadm: refresh would fail, nothing would change: "
                + daemon.keyFile
                + ": 0 of 1 command is valid\n");
    assertThat(
            daemon
                .ipseckey("-n", "save", "esp")
                .out()
                .lines()
                .filter(line -> !line.startsWith("#")))
        .containsExactlyElementsOf(before.lines().filter(line -> !line.startsWith("#")).toList());
    assertThat(daemon.adm("status").out()).startsWith("state       online\n");
  }

  @Test
  void dryRun_withFlush_namesWhatIsDeletedAndAddedAgain() throws Exception {
    write(add(0x1000) + add(0x1002));
    assertThat(daemon.adm("refresh", "--dry-run").out())
        .isEqualTo(
            """
            flush: deletes all SAs, then adds those of the file
            add esp spi 0x1002 src 192.0.2.1 dst 192.0.2.2
            replace esp spi 0x1000 src 192.0.2.1 dst 192.0.2.2 (unchanged)
            delete esp spi 0x1001 src 192.0.2.1 dst 192.0.2.2
            1 added, 1 deleted, 1 replaced, 0 updated, 0 kept
            """);
  }

  @Test
  void dryRun_asJson_isARecordForEachChange_orForEachProblem() throws Exception {
    write(add(0x1000) + add(0x1002));
    List<JsonNode> plan = PublishedSchema.check(daemon.adm("refresh", "-n", "--json").out());
    assertThat(plan)
        .map(json -> json.path("change").asText())
        .containsExactly("add", "replace", "delete", "");
    assertThat(plan.getLast().get("refresh").asText()).isEqualTo("flush");
    write("nonsense\n");
    TestClient.Ended rejected = daemon.adm("refresh", "-n", "--json");
    assertThat(PublishedSchema.check(rejected.out()))
        .map(json -> json.get("record").asText())
        .containsExactly("problem", "check");
    assertThat(rejected.err()).hasLineCount(1).contains("refresh would fail");
    assertThat(rejected.exit()).isEqualTo(1);
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
  void properties_areSetListedAndUnset() throws Exception {
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("all\n");
    assertThat(daemon.adm("setprop", "config/scope=owned"))
        .isEqualTo(
            new TestClient.Ended(
                "config/scope = owned  # takes effect at the next load\n", "", 0, null));
    assertThat(daemon.adm("setprop", "config/sha256_96=true").out())
        .contains("takes effect when the daemon starts");
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("owned\n");
    assertThat(daemon.adm("listprop").out())
        .contains("config/scope = owned  # set by setprop; takes effect at the next load\n")
        .contains("config/config_file = " + daemon.keyFile + "  # set at " + directory)
        .contains("config/refresh = flush  # default; takes effect at the next load\n");
    assertThat(daemon.adm("setprop", "-d", "config/scope").exit()).isZero();
    assertThat(daemon.adm("getprop", "config/scope").out()).isEqualTo("all\n");
    TestClient.Ended wrong = daemon.adm("setprop", "config/scope=mine");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.err()).contains("invalid value 'mine' for config/scope (valid: all, owned)");
    assertThat(daemon.adm("getprop", "config/nothing").err()).contains("(valid: config/");
    assertThat(daemon.adm("setprop", "config/scope").exit()).isEqualTo(2);
    assertThat(daemon.adm("getprop").exit()).isEqualTo(2);
  }

  @Test
  void setprop_withoutEquals_suggestsThem_andPathsMustBeAbsolute() throws Exception {
    TestClient.Ended two = daemon.adm("setprop", "config/refresh", "delta");
    assertThat(two.exit()).isEqualTo(2);
    assertThat(two.err()).contains("requires NAME=VALUE; did you mean 'config/refresh=delta'?");
    TestClient.Ended key = daemon.adm("setprop", "config/refresh", "9bdb8d9e7f26d6fd");
    assertThat(key.err()).contains("; did you mean 'config/refresh=VALUE'?");
    for (String[] none :
        new String[][] {{"setprop", "config/refresh", ""}, {"setprop", "config/refresh="}}) {
      TestClient.Ended ended = daemon.adm(none);
      assertThat(ended.exit()).isNotZero();
      assertThat(ended.err())
          .endsWith("; to unset the property, run 'manual-keyadm setprop -d config/refresh'\n");
    }
    assertThat(daemon.adm("setprop", "config/config_file=keys").err())
        .contains("config/config_file: invalid path: it must begin with '/'");
    for (String control : List.of("\n", "\u0085", "\u202e", "\u2028")) {
      assertThat(daemon.adm("setprop", "config/config_file=/etc" + control + "x").err())
          .contains("config/config_file: invalid path: it has a control character");
    }
    assertThat(daemon.adm("getprop", "config/config_file").out()).isEqualTo(daemon.keyFile + "\n");
  }

  @Test
  void setprop_ofWhatTheCommandLineSet_advisesNoUnsetting(@TempDir Path elsewhere)
      throws Exception {
    try (LiveDaemon fixed =
        new LiveDaemon(
                elsewhere,
                (_, _) -> new Resolver.Answer.Unknown(),
                Map.of(Property.REFRESH, "delta"))
            .start()) {
      for (String value : List.of("", "flush")) {
        assertThat(fixed.adm("setprop", "config/refresh=" + value).err())
            .endsWith("set by --set of manual-keyd, and stays so until it is started otherwise\n");
      }
    }
  }

  @Test
  void fileThatIsNoTableOfAlgorithms_isRefused_withoutAWordOfIt() throws Exception {
    TestClient.Ended ended = daemon.adm("setprop", "config/algorithms_file=" + daemon.keyFile);
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "manual-keyadm: config/algorithms_file: not a table of algorithms, with which"
                + " manual-keyd would not start: "
                + daemon.keyFile
                + "\n");
    assertThat(daemon.adm("getprop", "config/algorithms_file").out()).isEqualTo("\n");
  }

  @Test
  void groupThatIsNotThere_isRefused_sinceNoDaemonWouldStart() throws Exception {
    TestClient.Ended ended = daemon.adm("setprop", "config/sadb_group=no-such-group");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "manual-keyadm: config/sadb_group: no group no-such-group in /etc/group, and"
                + " manual-keyd would not start without it\n");
    assertThat(daemon.adm("getprop", "config/sadb_group").out()).isEqualTo("\n");
    assertThat(daemon.adm("setprop", "config/sadb_group=root").exit()).isZero();
    assertThat(daemon.adm("setprop", "config/sadb_group=").exit()).isZero();
  }

  @Test
  void fileWithoutCommands_isAWarningOfWhatItDeletes() throws Exception {
    write("# nothing\n");
    assertThat(daemon.adm("refresh", "-n").err())
        .isEqualTo(
            "manual-keyadm: warning: "
                + daemon.keyFile
                + ": no commands in the file; the load deletes 2 SAs\n");
    write("flush\n");
    assertThat(daemon.adm("refresh", "-n").err()).isEmpty();
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
  void dryRun_ofAServiceThatCannotBeRefreshed_namesTheObstacle() throws Exception {
    daemon.adm("mark", "maintenance");
    assertThat(daemon.adm("refresh", "-n").err())
        .contains("run 'manual-keyadm clear' to end that; until then, nothing changes");
    daemon.adm("disable", "-s");
    TestClient.Ended disabled = daemon.adm("refresh", "-n");
    assertThat(disabled.err())
        .isEqualTo(
            "manual-keyadm: warning: service is disabled; run 'manual-keyadm enable' first; until"
                + " then, nothing changes\n");
    assertThat(disabled.out()).endsWith("2 added, 0 deleted, 0 replaced, 0 updated, 0 kept\n");
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

  @Test
  void statusWithX_explainsTheStateAndNamesWhatHelps() throws Exception {
    assertThat(daemon.adm("disable", "-s").exit()).isZero();
    assertThat(daemon.adm("status", "-x").out())
        .contains("state       disabled\n")
        .endsWith("help        manual-keyadm enable -s\n");
    write("walrus\nadd esp\n");
    assertThat(daemon.adm("enable", "-s").exit()).isEqualTo(1);
    assertThat(daemon.adm("status", "-x").out())
        .contains("error       " + daemon.keyFile + ":1:1: unknown command [unknown-command]\n")
        .contains("error       " + daemon.keyFile + ":2:")
        .contains("traffic     the load changed no SA")
        .contains("help        ipseckey -c " + daemon.keyFile + "; when")
        .doesNotContain("walrus");
    JsonNode json = PublishedSchema.check(daemon.adm("status", "-x", "--json").out()).getFirst();
    assertThat(json.get("help").asText()).startsWith("ipseckey -c ");
    mark();
    assertThat(daemon.adm("status", "-x").out())
        .endsWith("help        manual-keyadm clear -s\n")
        .doesNotContain("error  ");
    assertThat(daemon.adm("status").out()).doesNotContain("help");
    write("");
    assertThat(daemon.adm("clear", "-s").exit()).isZero();
    assertThat(daemon.adm("status", "-x").out()).isEmpty();
  }

  @Test
  void statusWithX_explainsTheLastFailure_notErrorsOfAnEarlierLoad() throws Exception {
    write("walrus\n");
    assertThat(daemon.adm("refresh", "-s").exit()).isEqualTo(1);
    assertThat(daemon.adm("status", "-x").out()).contains("error       " + daemon.keyFile + ":1:1");
    Files.delete(daemon.keyFile);
    assertThat(daemon.adm("refresh", "-s").exit()).isEqualTo(1);
    assertThat(daemon.adm("status", "-x").out())
        .contains("reason      " + daemon.keyFile + ": ", "once the reason is gone\n")
        .doesNotContain("error  ", "unknown command");
  }

  @Test
  void statusWithX_ofAnOnlineService_isARecordAsJson() throws Exception {
    JsonNode json = PublishedSchema.check(daemon.adm("status", "-x", "--json").out()).getFirst();
    assertThat(json.get("state").asText()).isEqualTo("online");
    assertThat(json.has("help")).isFalse();
  }

  @Test
  void missingSas_areListedInTheOrderOfTheFile_andTheRestCounted() throws Exception {
    StringBuilder text = new StringBuilder();
    List<Integer> spis = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      spis.add(0x1000 + i * 7919 % 25);
      text.append(add(spis.getLast()));
    }
    write(text.toString());
    assertThat(daemon.adm("refresh", "-s").exit()).isZero();
    assertThat(daemon.ipseckey("-n", "flush").exit()).isZero();
    assertThat(Resources.becomes(() -> daemon.service.status().state() == ServiceState.DEGRADED))
        .isTrue();
    List<String> missing =
        daemon
            .adm("status", "-x")
            .out()
            .lines()
            .filter(line -> line.startsWith("missing"))
            .toList();
    assertThat(missing).hasSize(21);
    for (int i = 0; i < 20; i++) {
      assertThat(missing.get(i)).contains("spi 0x" + Integer.toHexString(spis.get(i)) + " ");
    }
    assertThat(missing.getLast()).contains("and 5 more (--json lists all)");
    assertThat(daemon.adm("status", "--json").out().split("\"spi\"", -1)).hasSize(26);
    String toAnyone = daemon.open("manual-keyadm", "status", "--json").out();
    assertThat(toAnyone.split("\"spi\"", -1)).hasSize(21);
    assertThat(toAnyone).contains("\"missing_more\":5");
  }

  @Test
  void repair_restoresAtOnceWhatIsMissing() throws Exception {
    assertThat(daemon.ipseckey("-n", "flush").exit())
        .isZero(); // as another process, see LiveDaemon
    assertThat(Resources.becomes(() -> daemon.service.status().state() == ServiceState.DEGRADED))
        .isTrue();
    assertThat(daemon.adm("setprop", "config/repair=true").exit()).isZero();
    assertThat(Resources.becomes(() -> daemon.service.status().state() == ServiceState.ONLINE))
        .isTrue();
    assertThat(daemon.service.missingSas()).isEmpty();
  }
}
