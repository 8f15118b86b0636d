package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.SimulatedKernel;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** What is calculated of a load's memory is what it takes: no less, and not twice as much. */
final class MemoryNeedTest {
  private static final int SAS = 20_000;
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);

  private static final long MEBI = 1 << 20;

  /** What the serial collector gives of 1 GiB: it keeps a survivor space free. */
  private static final long DELIVERED = 989 * MEBI;

  /** The daemon itself. */
  private static final long DAEMON = 32 * MEBI;

  /** Octets for an SA of a text that was checked. */
  private static final int CHECKED = 71;

  /** Octets for an SA that is recorded. */
  private static final int RECORD = 420;

  private final SecretText text = text(0);
  private final SecretText other = text(1);

  private static SecretText text(int key) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SAS; i++) {
      text.append(
          ("add esp spi 0x%x src 192.0.2.1 dst 10.0.%d.%d encralg aes encrkey %032x"
                  + " authalg sha1 authkey %040x\n")
              .formatted(0x1000 + i, i >> 8, i & 0xff, i + 7L, key + 0x1111111100L + i));
    }
    byte[] octets = text.toString().getBytes(StandardCharsets.US_ASCII);
    return SecretText.taking("keys", octets);
  }

  private static MemorySadb embedded() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }

  private static Loader loader(Sadb sadb) {
    return new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
        .loader(CommandPipeline.NameLookup.OFF, sadb.judge());
  }

  private static Checked checked(SecretText text, Sadb sadb) {
    CheckResult result = loader(sadb).check(text);
    assertThat(result).isInstanceOf(Checked.class);
    return (Checked) result;
  }

  private static void load(SecretText text, Sadb sadb) {
    assertThat(loader(sadb).load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY))
        .isInstanceOf(LoadResult.Applied.class);
  }

  /** Octets for each SA that something takes as long as it is reachable. */
  private static long taken(Supplier<? extends AutoCloseable> work) throws Exception {
    long before = used();
    try (AutoCloseable taken = work.get()) {
      long after = used();
      assertThat(taken).isNotNull();
      return (after - before) / SAS;
    }
  }

  /**
   * What is used once nothing more can be collected. The serial collector, which is used on one
   * processor, leaves some garbage where it is but in every fourth collection.
   */
  private static long used() {
    Runtime heap = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int same = 0; same < 4; ) {
      System.gc();
      long now = heap.totalMemory() - heap.freeMemory();
      same = used - now > 1 << 16 ? 0 : same + 1;
      used = Math.min(used, now);
    }
    return used;
  }

  private static void assertFits(long taken, long calculated) {
    assertThat(taken).isLessThanOrEqualTo(calculated).isGreaterThan(calculated / 2);
  }

  private long need(LoadPolicy policy, long held, boolean copied) {
    return MemoryNeed.octets(policy, text.length(), SAS, held, copied) / SAS;
  }

  /** With what is there already: the daemon, the check, and the SAs of before. */
  @ParameterizedTest
  @CsvSource({
    "FLUSH, true, 1_000_000, 0, 168",
    "FLUSH, false, 1_000_000, 0, 168",
    "FLUSH, true, 250_000, 250_000, 150",
    "FLUSH, false, 250_000, 250_000, 150",
    "DELTA, true, 250_000, 250_000, 150",
    "DELTA, false, 250_000, 250_000, 150"
  })
  void deliveredHeapHasRoomForWhatIsPromised(
      LoadPolicy.Refresh refresh, boolean copied, String wanted, String held, int line)
      throws IOException {
    assertThat(Path.of("../it-tests/src/dist/bin/manual-keyd"))
        .content()
        .contains(" -XX:+UseSerialGC ", " -Xmx1g ");
    long sas = number(wanted);
    long there = number(held);
    long before = DAEMON + sas * CHECKED + there * (copied ? MemoryNeed.STORED : RECORD);
    LoadPolicy policy = new LoadPolicy(refresh, LoadPolicy.Scope.ALL);
    assertThat(MemoryNeed.octets(policy, sas * line, sas, there, copied))
        .isLessThan(DELIVERED - before);
  }

  private static long number(String digits) {
    return Long.parseLong(digits.replace("_", ""));
  }

  @Test
  void flushOfTheEmbeddedDatabase() throws Exception {
    try (MemorySadb sadb = embedded()) {
      load(text, sadb);
      long taken =
          taken(() -> {
            Transaction transaction = sadb.begin(Transaction.Start.EMPTY);
            load(text, transaction.copy());
            return transaction;
          });
      assertFits(taken, need(LoadPolicy.DEFAULT, SAS, true));
    }
  }

  @Test
  void deltaThatReplacesAllOfTheEmbeddedDatabase() throws Exception {
    try (MemorySadb sadb = embedded()) {
      load(text, sadb);
      Checked checked = checked(other, sadb);
      long plan = taken(() -> (Planned) loader(sadb).plan(checked, sadb, DELTA, _ -> false));
      long copy = taken(() -> sadb.begin(Transaction.Start.AS_IT_IS));
      assertFits(plan + copy + MemoryNeed.STORED, need(DELTA, SAS, true));
    }
  }

  @Test
  void loadIntoAnEmptyKernel() throws Exception {
    try (SimulatedKernel kernel = new SimulatedKernel();
        LinuxSadb sadb = kernel.open()) {
      Checked checked = checked(text, sadb);
      assertFits(
          taken(() -> prepared(checked, sadb, LoadPolicy.DEFAULT)),
          need(LoadPolicy.DEFAULT, 0, false));
    }
  }

  /** What an undo prepares for SAs of this daemon is less than the snapshot that it replaces. */
  @Test
  void flushOfAKernel() throws Exception {
    try (SimulatedKernel kernel = new SimulatedKernel();
        LinuxSadb sadb = kernel.open()) {
      load(text, sadb);
      Checked checked = checked(other, sadb);
      long snapshot =
          taken(() -> (Planned) loader(sadb).plan(checked, sadb, LoadPolicy.DEFAULT, _ -> false));
      long end = taken(() -> prepared(checked, sadb, LoadPolicy.DEFAULT));
      assertThat(end).isLessThan(snapshot + MemoryNeed.RECORDED);
      assertFits(snapshot + end, need(LoadPolicy.DEFAULT, SAS, false));
    }
  }

  @Test
  void deltaThatReplacesAllOfAKernel() throws Exception {
    try (SimulatedKernel kernel = new SimulatedKernel();
        LinuxSadb sadb = kernel.open()) {
      load(text, sadb);
      Checked checked = checked(other, sadb);
      assertFits(taken(() -> prepared(checked, sadb, DELTA)), need(DELTA, SAS, false));
    }
  }

  /** What is there goes one by one, and so that its counters go on. */
  @ParameterizedTest
  @EnumSource
  void loadOverAKernelThatKeepsCounters(LoadPolicy.Refresh refresh) throws Exception {
    LoadPolicy policy = new LoadPolicy(refresh, LoadPolicy.Scope.ALL);
    try (SimulatedXfrm kernel = new SimulatedXfrm();
        LinuxSadb sadb = kernel.open()) {
      load(text, sadb);
      Checked checked = checked(other, sadb);
      assertFits(
          taken(() -> prepared(checked, sadb, policy)),
          need(policy, SAS, false) + MemoryNeed.ofDeletions(1));
    }
  }

  private static Planned prepared(Checked checked, Sadb sadb, LoadPolicy policy) {
    Planned planned = (Planned) loader(sadb).plan(checked, sadb, policy, _ -> false);
    assertThat(planned.prepare(sadb)).isEmpty();
    return planned;
  }

  private static Trial trial(SecretText text) {
    CommandPipeline pipeline =
        new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new);
    return new Trial(
        pipeline.parser(CommandPipeline.NameLookup.OFF),
        pipeline.requests(CommandPipeline.NameLookup.OFF),
        text,
        MemoryNeedTest::embedded,
        new BitSet());
  }

  @Test
  void trial() throws Exception {
    Trial trial = trial(text);
    try (MemorySadb sadb = embedded()) {
      long taken =
          taken(() -> {
            assertThat(trial.run(sadb, new ProblemList())).isZero();
            return () -> {};
          });
      assertFits(taken, MemoryNeed.ofTrial(text.length(), SAS) / SAS);
    }
  }

  @Test
  void targetOfATrial() {
    Trial trial = trial(text);
    long before = used();
    long[] taken = new long[1];
    try (TrialTarget target =
        new TrialTarget(trial, MemoryNeedTest::embedded, embedded().directions())) {
      target.forEach(_ -> {
        taken[0] = taken[0] == 0 ? used() - before : taken[0];
        return false;
      });
    }
    assertFits(taken[0] / SAS, MemoryNeed.ofTarget(text.length(), SAS) / SAS);
    assertThat(trial).isNotNull();
  }

  @Test
  void snapshot() throws Exception {
    try (MemorySadb sadb = embedded()) {
      load(text, sadb);
      assertFits(taken(() -> Snapshot.of(sadb)), MemoryNeed.SNAPSHOT);
    }
  }
}
