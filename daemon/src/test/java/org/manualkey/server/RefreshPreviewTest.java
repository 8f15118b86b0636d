package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.docs.PublishedSchema;

/** What an administrator sees of a load that was not done yet. */
final class RefreshPreviewTest extends Administered {
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
}
