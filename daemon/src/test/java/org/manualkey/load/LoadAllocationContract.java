package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;

/**
 * What a load allocates between the first change and the commit does not grow with the number of
 * SAs: it cannot run out of memory there.
 */
public abstract class LoadAllocationContract {
  private static final int FEW = 1_000;
  private static final int MANY = 20_000;

  /** For an SA, where each change is a request of its own. */
  private static final long MOST = 16 << 10;

  /** What the virtual machine itself may allocate once: octets. */
  private static final long ONCE = 64 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** How one text follows another. */
  public enum Change {
    FLUSH_INTO_NOTHING(LoadPolicy.Refresh.FLUSH, 0, 1, "", ""),
    FLUSH_OVER_THE_SAME(LoadPolicy.Refresh.FLUSH, 1, 1, "", ""),
    DELTA_OF_ADDS(LoadPolicy.Refresh.DELTA, 0, 1, "", ""),
    DELTA_OF_DELETES(LoadPolicy.Refresh.DELTA, 1, 0, "", ""),
    DELTA_OF_UPDATES(LoadPolicy.Refresh.DELTA, 1, 1, "", " hard_addtime 3600"),
    DELTA_OF_REPLACEMENTS(LoadPolicy.Refresh.DELTA, 1, 1, "", " srcidtype fqdn a.test");

    private final LoadPolicy.Refresh refresh;
    private final int before;
    private final int after;
    private final String wordsBefore;
    private final String wordsAfter;

    Change(
        LoadPolicy.Refresh refresh, int before, int after, String wordsBefore, String wordsAfter) {
      this.refresh = refresh;
      this.before = before;
      this.after = after;
      this.wordsBefore = wordsBefore;
      this.wordsAfter = wordsAfter;
    }

    LoadPolicy policy() {
      return new LoadPolicy(refresh, LoadPolicy.Scope.ALL);
    }

    String before(int sas) {
      return text(before * sas, wordsBefore);
    }

    String after(int sas) {
      return text(after * sas, wordsAfter);
    }
  }

  /** Reads the count of the thread when a load begins to change the database, and at its commit. */
  private static final class Measure implements Ownership {
    private long start;
    private long octets = -1;

    @Override
    public Set<SaId> owned() {
      return Set.of();
    }

    @Override
    public void begin(Set<SaId> wanted) {
      start = THREADS.getCurrentThreadAllocatedBytes();
    }

    @Override
    public void commit(Set<SaId> wanted) {
      octets = THREADS.getCurrentThreadAllocatedBytes() - start;
    }

    @Override
    public void restored() {}
  }

  private static String text(int sas, String words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sas; i++) {
      text.append("add esp spi ")
          .append(0x1000 + i)
          .append(" src 192.0.2.1 dst 10.0.%d.%d authalg sha1 authkey ".formatted(i >> 8, i & 0xff))
          .append("%040x".formatted(0x1111111100L + i))
          .append(words)
          .append('\n');
    }
    return text.toString();
  }

  /** A database without SAs. */
  protected abstract Sadb openEmpty();

  /** Whether nothing grows at this change; for the others only how much does is bounded. */
  protected abstract boolean isConstant(Change change);

  @ParameterizedTest
  @EnumSource
  void moreSasNeedNoMore(Change change) {
    for (int i = 0; i < 3; i++) {
      octets(change, FEW); // classes are loaded, and methods linked
    }
    long few = octets(change, FEW);
    long grown = octets(change, MANY) - few;
    if (isConstant(change)) {
      assertThat(grown).isLessThan(ONCE);
    } else {
      assertThat(grown / (MANY - FEW)).as("octets for each SA").isLessThan(MOST);
    }
  }

  private long octets(Change change, int sas) {
    try (Sadb sadb = openEmpty()) {
      load(change.before(sas), sadb, change.policy(), Ownership.NOBODY);
      Measure measure = new Measure();
      load(change.after(sas), sadb, change.policy(), measure);
      assertThat(measure.octets).isNotNegative();
      return measure.octets;
    }
  }

  private static void load(String text, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(
            new CommandPipeline(
                    AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
                .loader(CommandPipeline.NameLookup.OFF, sadb.judge())
                .load(SecretText.taking("keys", octets), sadb, policy, ownership))
        .isInstanceOf(LoadResult.Applied.class);
  }
}
