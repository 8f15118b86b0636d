package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.docs.PublishedSchema;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Ownership;
import org.manualkey.load.Plan;
import org.manualkey.print.TextSink;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;
import org.manualkey.service.Preview;

/** The plan of a load into a kernel, in which changes take effect one by one. */
final class PlanOutputTest {
  private static final String KEPT = add(0x1000, "66", "");
  private static final String OLD =
      KEPT + add(0x1001, "01", "") + add(0x1002, "02", "") + add(0x1003, "03", "");
  private static final String NEW =
      KEPT + add(0x1001, "77", "") + add(0x1002, "02", " hard_addtime 600") + add(0x1004, "04", "");

  private final LinuxSadb sadb =
      Databases.over(new FakeLinuxKernel(AfKeyCapabilities.table(false), Draft.PID), Draft.PID);

  private static String add(int spi, String key, String more) {
    return "add esp spi "
        + spi
        + " src 10.0.0.1 dst 10.0.0.2 encralg aes encrkey "
        + key.repeat(16)
        + " authalg sha1 authkey "
        + key.repeat(20)
        + more
        + "\n";
  }

  private static SecretText text(String text) {
    return SecretText.taking("keys", text.getBytes(StandardCharsets.UTF_8));
  }

  private Loader loader() {
    return new CommandPipeline(
            AlgorithmsFile.builtIn(),
            new ScriptedResolver(),
            () -> MemorySadb.timeless(AlgorithmsFile.builtIn(), Databases.HOST))
        .loader(CommandPipeline.NameLookup.ON, sadb.judge());
  }

  /** The plan of a load of the new text after one of the old text. */
  private Plan plan(LoadPolicy.Refresh refresh) {
    return plan(new LoadPolicy(refresh, LoadPolicy.Scope.ALL));
  }

  private Plan plan(LoadPolicy policy) {
    assertThat(loader().load(text(OLD), sadb, policy, Ownership.NOBODY))
        .isInstanceOf(LoadResult.Applied.class);
    Preview preview = Preview.of(text(NEW), loader(), sadb, policy, Ownership.NOBODY);
    return ((Preview.Changes) preview).plan();
  }

  private static String printed(Plan plan) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    PlanText.print(plan, out);
    out.flush();
    return octets.toString(StandardCharsets.UTF_8).replace("src 10.0.0.1 dst 10.0.0.2", "…");
  }

  private static List<JsonNode> records(Plan plan) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    PlanJson.print("keys", plan, out);
    out.flush();
    return PublishedSchema.check(octets.toString(StandardCharsets.UTF_8));
  }

  @Test
  void delta_hasAGapWhereAnSaIsReplacedUnderItsSpi() {
    Plan plan = plan(LoadPolicy.Refresh.DELTA);
    assertThat(printed(plan))
        .contains(
            "add esp spi 0x1004 …\n",
            "update esp spi 0x1002 …\n",
            "replace esp spi 0x1001 … (gap)\n",
            "delete esp spi 0x1003 …\n")
        .endsWith(
            """
            1 added, 1 deleted, 1 replaced, 1 updated, 1 kept
            1 SA with a gap: deleted, then added again
            """);
    assertThat(records(plan))
        .filteredOn(json -> json.path("gap").asBoolean())
        .singleElement()
        .satisfies(json -> {
          assertThat(json.get("change").asText()).isEqualTo("replace");
          assertThat(json.get("spi").asInt()).isEqualTo(0x1001);
          assertThat(json.get("line").asInt()).isEqualTo(2);
          assertThat(json.get("same").asBoolean()).isFalse();
        });
  }

  @Test
  void deletionThatLingers_hasItsTime() {
    Plan plan =
        plan(
            new LoadPolicy(
                LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL, Duration.ofMillis(1500)));
    assertThat(printed(plan))
        .contains("delete esp spi 0x1003 … (after 1500 ms)\n", "1 deleted (1 after 1500 ms), ");
    assertThat(records(plan))
        .filteredOn(json -> json.has("after_ms"))
        .singleElement()
        .satisfies(json -> {
          assertThat(json.get("spi").asInt()).isEqualTo(0x1003);
          assertThat(json.get("after_ms").asInt()).isEqualTo(1500);
        });
  }

  @Test
  void flush_hasAGapForEachSaThatComesBack() {
    Plan plan = plan(LoadPolicy.Refresh.FLUSH);
    assertThat(printed(plan))
        .startsWith("flush: deletes all SAs, then adds those of the file\n")
        .contains(
            "add esp spi 0x1004 …\n",
            "replace esp spi 0x1000 … (unchanged, gap)\n",
            "replace esp spi 0x1001 … (gap)\n",
            "replace esp spi 0x1002 … (gap)\n",
            "delete esp spi 0x1003 …\n")
        .endsWith(
            """
            1 added, 1 deleted, 3 replaced, 0 updated, 0 kept
            3 SAs with a gap: deleted, then added again
            """);
    JsonNode totals = records(plan).getLast();
    assertThat(totals.get("gaps").asInt()).isEqualTo(3);
    assertThat(totals.get("kept").asInt()).isZero();
  }
}
