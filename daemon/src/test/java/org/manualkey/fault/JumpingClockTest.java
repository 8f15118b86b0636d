package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.load.RecordingSadb;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** A calendar that is set while SAs live: limits count by a clock that nobody sets. */
final class JumpingClockTest {
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private final MemorySadb sadb =
      new MemorySadb(AlgorithmsFile.builtIn(), () -> now, new InterfaceAddresses());

  private void load(String text) {
    byte[] octets = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    LoadResult result =
        new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
            .loader(CommandPipeline.NameLookup.OFF, sadb.judge())
            .load(SecretText.taking("keys", octets), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
  }

  private int sas() {
    List<Message> all = new java.util.ArrayList<>();
    sadb.dump(Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1)), all::add);
    return all.size();
  }

  @Test
  void jumps_neitherEndSasNorKeepLoadsFromWorking() {
    String text =
        "add esp spi 1000 dst 192.0.2.1 encralg aes encrkey %032x hard_addtime 1000\n".formatted(1);
    load(text);
    for (Duration jump :
        List.of(Duration.ofDays(-3650), Duration.ofDays(36500), Duration.ofDays(-36500))) {
      now = now.plus(jump);
      sadb.age();
      assertThat(sas()).isEqualTo(1);
      assertThat(sadb.untilDue()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
      load(text);
      assertThat(sas()).isEqualTo(1);
    }
  }
}
