package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
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
  static final int FEW = 1_000;
  static final int MANY = 10_000;

  /** What the virtual machine itself may allocate once: octets. */
  static final long ONCE = 64 << 10;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String LIMITED = " hard_addtime 3600";
  private static final String IDENTIFIED = " srcidtype fqdn a.test";

  /** How one text follows another. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  public enum Change {
    FLUSH_INTO_NOTHING(LoadPolicy.Refresh.FLUSH, _ -> "", sas -> adds(sas, "")),
    FLUSH_OVER_THE_SAME(LoadPolicy.Refresh.FLUSH, sas -> adds(sas, ""), sas -> adds(sas, "")),
    FLUSH_OF_PAIRS(LoadPolicy.Refresh.FLUSH, sas -> pairs(sas, ""), sas -> pairs(sas, LIMITED)),
    FLUSH_OF_OTHER_COMMANDS(
        LoadPolicy.Refresh.FLUSH, sas -> adds(sas, ""), sas -> adds(sas, "") + updates(sas)),
    DELTA_OF_ADDS(LoadPolicy.Refresh.DELTA, _ -> "", sas -> adds(sas, "")),
    DELTA_OF_DELETES(LoadPolicy.Refresh.DELTA, sas -> adds(sas, ""), _ -> ""),
    DELTA_OF_UPDATES(LoadPolicy.Refresh.DELTA, sas -> adds(sas, ""), sas -> adds(sas, LIMITED)),
    DELTA_OF_OTHER_LIMITS(
        LoadPolicy.Refresh.DELTA,
        sas -> adds(sas, LIMITED),
        sas -> adds(sas, LIMITED.replace("36", "72"))),
    DELTA_OF_REPLACEMENTS(
        LoadPolicy.Refresh.DELTA, sas -> adds(sas, ""), sas -> adds(sas, IDENTIFIED)),
    DELTA_OF_PAIRS(LoadPolicy.Refresh.DELTA, _ -> "", sas -> pairs(sas, "")),
    DELTA_OF_REPLACED_PAIRS(
        LoadPolicy.Refresh.DELTA, sas -> pairs(sas, ""), sas -> pairs(sas, IDENTIFIED)),
    DELTA_OF_DELETED_PAIRS(LoadPolicy.Refresh.DELTA, sas -> pairs(sas, ""), _ -> "");

    private final LoadPolicy.Refresh refresh;
    private final IntFunction<String> before;
    private final IntFunction<String> after;

    Change(LoadPolicy.Refresh refresh, IntFunction<String> before, IntFunction<String> after) {
      this.refresh = refresh;
      this.before = before;
      this.after = after;
    }

    LoadPolicy policy() {
      return new LoadPolicy(refresh, LoadPolicy.Scope.ALL);
    }

    String before(int sas) {
      return before.apply(sas);
    }

    String after(int sas) {
      return after.apply(sas);
    }
  }

  /** Reads the count of the thread when a load begins to change the database, and at its end. */
  static final class Measure implements Ownership {
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
    public void restored() {
      commit(Set.of());
    }

    long octets() {
      assertThat(octets).isNotNegative();
      return octets;
    }
  }

  private static String adds(int sas, String words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sas; i++) {
      text.append(add(0x1000 + i, "192.0.2.1", remote(i), " outbound" + words));
    }
    return text.toString();
  }

  /** Half as many pairs. */
  private static String pairs(int sas, String words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sas / 2; i++) {
      String pair = " inbound pair-spi " + (0x1000 + i);
      text.append(add(0x1000 + i, "192.0.2.1", remote(i), " outbound" + words))
          .append(add(0x100000 + i, remote(i), "192.0.2.1", pair + words));
    }
    return text.toString();
  }

  private static String updates(int sas) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sas; i++) {
      text.append("update esp spi %d dst %s%s\n".formatted(0x1000 + i, remote(i), LIMITED));
    }
    return text.toString();
  }

  private static String remote(int i) {
    return "10.0.%d.%d".formatted(i >> 8, i & 0xff);
  }

  private static String add(int spi, String source, String destination, String words) {
    return "add esp spi %d src %s dst %s authalg sha1 authkey %040x%s\n"
        .formatted(spi, source, destination, 0x1111111100L + spi, words);
  }

  /** A database without SAs. */
  protected abstract Sadb openEmpty();

  @ParameterizedTest
  @EnumSource
  void moreSasNeedNoMore(Change change) {
    assertConstant(sas -> octets(change, sas));
  }

  /**
   * The same number for few and for many, as soon as nothing else comes between: a reply that a
   * busy machine delays is taken for lost, and the look at its SA allocates.
   */
  static void assertConstant(IntToLongFunction octets) {
    var _ = octets.applyAsLong(FEW); // classes are loaded, and methods linked
    long grown = Long.MAX_VALUE;
    for (int attempts = 0; attempts < 5 && grown >= ONCE; attempts++) {
      grown = Math.min(grown, octets.applyAsLong(MANY) - octets.applyAsLong(FEW));
    }
    assertThat(grown).isLessThan(ONCE);
  }

  /** Octets from the first change to the commit. */
  final long octets(Change change, int sas) {
    try (Sadb sadb = openEmpty()) {
      load(change.before(sas), sadb, change.policy(), Ownership.NOBODY);
      Measure measure = new Measure();
      assertThat(load(change.after(sas), sadb, change.policy(), measure))
          .isInstanceOf(LoadResult.Applied.class);
      return measure.octets();
    }
  }

  static LoadResult load(String text, Sadb sadb, LoadPolicy policy, Ownership ownership) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    return new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new)
        .loader(CommandPipeline.NameLookup.OFF, sadb.judge())
        .load(SecretText.taking("keys", octets), sadb, policy, ownership);
  }
}
