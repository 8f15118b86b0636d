package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.FakeLinuxKernel.Call;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** Loads of differences into a kernel that keeps less of an SA than a key file says. */
final class LinuxDeltaTest {
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);
  private static final String KEYS =
      " encralg aes encrkey 000102030405060708090a0b0c0d0e0f"
          + " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223";

  /** All that the record keeps and the kernel does not. */
  private static final String TEXT =
      String.join(
          "\n",
          "add esp spi 0x101 src 10.0.0.1 dst 10.0.0.2 outbound" + KEYS,
          "add esp spi 0x102 src 10.0.0.2 dst 10.0.0.1 inbound pair-spi 0x101" + KEYS,
          "add esp spi 0x103 src 10.0.0.1 dst 10.0.0.2 inbound outbound" + KEYS,
          "add esp spi 0x104 src 10.0.0.1 dst 10.0.0.2 isrc 10.1.2.3/8 idst 10.200.0.0/12" + KEYS,
          "add esp spi 0x105 src 10.0.0.1 dst 10.0.0.2 isrc 10.0.0.0/8 idst 10.1.0.0/16 iproto 6"
              + " isport 5 idport 7"
              + KEYS,
          "add esp spi 0x106 src 2001:db8::1 dst 2001:db8::2 isrc 2001:db8:1::1/20"
              + " idst 2001:db8:2::ffff/90"
              + KEYS,
          "add esp spi 0x107 src 10.0.0.1 dst 10.0.0.2 encap udp nat_loc 10.0.0.9 nat_lport 4500"
              + " nat_rem 10.0.0.8 nat_rport 4501"
              + KEYS,
          "add esp spi 0x108 src 10.0.0.1 dst 10.0.0.2 srcidtype fqdn a.example dstidtype mailbox"
              + " b@c.example"
              + KEYS,
          "add esp spi 0x109 src 10.0.0.1 dst 10.0.0.2 soft_bytes 10 hard_bytes 20"
              + " soft_addtime 30 hard_addtime 40 soft_usetime 5 hard_usetime 6"
              + KEYS,
          "add esp spi 0x10a src 10.0.0.1 dst 10.0.0.2 soft_bytes 10" + KEYS,
          "add esp spi 0x10b src 10.0.0.1 dst 10.0.0.2 replay 32" + KEYS,
          "add esp spi 0x10c dst 10.0.0.2 replay 32" + KEYS,
          "add esp spi 0x10d src 10.0.0.1 dst 10.0.0.2 encralg des encrkey 0123456789abcdee"
              + " authalg md5 authkey 000102030405060708090a0b0c0d0e0f",
          "add esp spi 0x10e src 10.0.0.1 dst 10.0.0.2 encralg null"
              + " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223",
          "add esp spi 0x10f src 10.0.0.1 dst 224.0.0.9" + KEYS,
          "add ah spi 0x110 src 10.0.0.1 dst 10.0.0.2"
              + " authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223",
          "");

  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(false), Draft.PID);
  private LinuxSadb sadb = Databases.over(kernel, Draft.PID);

  @Test
  void sameFileTwicePlansNothingAndLooksAtNoSaByItself() {
    Plan first = loaded(TEXT);
    assertThat(first.changes()).hasSize(16);
    kernel.countAnew();

    Plan second = loaded(TEXT);

    assertThat(second.changes()).isEmpty();
    assertThat(second.kept()).isEqualTo(16);
    assertThat(kernel.calls(Call.DUMP)).as("one for each SA type").isEqualTo(2);
    for (Call call : List.of(Call.GET, Call.ADD, Call.CHANGE, Call.DELETE, Call.FLUSH)) {
      assertThat(kernel.calls(call)).as("%s", call).isZero();
    }
  }

  @Test
  void everyLineByItselfIsNoDifferenceToItself() {
    List<String> plain = TEXT.lines().filter(line -> !line.contains("pair-spi")).toList();
    for (String line : plain) {
      assertThat(loaded(line + "\n").changes()).as(line.substring(0, 20)).isNotEmpty();
      assertThat(loaded(line + "\n").changes()).as(line.substring(0, 20)).isEmpty();
    }
  }

  /** An SA that is used both ways is replaced: on illumos an UPDATE changes one copy of it. */
  @Test
  void lifetimesOfWhatTheRecordKeepsAreUpdatedInPlace() {
    String unlimited = TEXT.replace("hard_addtime 40", "").replace("soft_addtime 30", "");
    String limited = unlimited.replace(" dst 10.0.0.2 ", " dst 10.0.0.2 hard_addtime 600 ");
    loaded(unlimited);

    Plan plan = loaded(limited);

    assertThat(plan.changes())
        .filteredOn(change -> !change.word().equals("update"))
        .extracting(change -> change.id().spi())
        .containsExactlyInAnyOrder(0x103, 0x10c);
    assertThat(plan.changes()).hasSize(13);
    assertThat(loaded(limited).changes()).isEmpty();
  }

  /** The kernel does not keep idle limits, and the record of the daemon before is gone. */
  @Test
  void afterARestartSasWithIdleLimitsStayAndAreWatchedAgain() {
    String limited =
        TEXT.lines()
            .filter(line -> line.contains("spi 0x109 ") || line.contains("spi 0x10e "))
            .map(line -> line.replace(" dst 10.0.0.2 ", " dst 10.0.0.2 idle_addtime 20 ") + "\n")
            .collect(Collectors.joining());
    loaded(limited);
    assertThat(loaded(limited).changes()).isEmpty();
    sadb = Databases.over(kernel, Draft.PID);
    assertThat(sadb.untilDue()).isEmpty();
    kernel.countAnew();

    Plan first = loaded(limited);

    assertThat(first.changes()).extracting(PlannedChange::word).containsOnly("update").hasSize(2);
    assertThat(kernel.calls(Call.ADD)).isZero();
    assertThat(kernel.calls(Call.DELETE)).isZero();
    assertThat(sadb.untilDue()).isPresent();
    assertThat(loaded(limited).changes()).isEmpty();
  }

  private Plan loaded(String text) {
    CommandPipeline pipeline =
        new CommandPipeline(
            AlgorithmsFile.builtIn(),
            new ScriptedResolver(),
            () -> MemorySadb.timeless(AlgorithmsFile.builtIn(), Databases.HOST));
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    LoadResult result =
        pipeline
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> {},
                new ContentsOfLoad(new SaContents()))
            .load(SecretText.taking("keys", octets), sadb, DELTA, Ownership.NOBODY);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return ((LoadResult.Applied) result).plan();
  }
}
