package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.docs.PublishedSchema;
import org.manualkey.service.ServiceState;

/** What an administrator sees of what is wrong, and what helps. */
final class ExplainedStatusTest extends Administered {
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
