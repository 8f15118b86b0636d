package org.manualkey.bench;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.manualkey.load.CheckResult;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;
import org.manualkey.secret.SecretText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a refresh take that changes 10 SAs of many, by differences and by a flush, and how
 * much of it is reading? Each run goes from one of two files to the other, on the embedded SADB,
 * whose requests cost next to nothing: on a kernel each SA that is not sent is a system call less.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class DeltaBenchmark {
  private static final int CHANGES = 10;

  @Param({"1000", "10000", "50000"})
  private int count;

  private final CommandPipeline loads = KeyFiles.loads();
  private final Sadb sadb = KeyFiles.sadb();
  private SecretText[] texts = {};
  private int turn;

  /** Two files that differ in the last digit of ten keys. */
  @Setup
  public void prepare() {
    byte[] other = KeyFiles.of(count);
    int end = 0;
    for (int i = 0; i < CHANGES; i++) {
      end = new String(other, StandardCharsets.US_ASCII).indexOf('\n', end + 1);
      other[end - 1] = (byte) (other[end - 1] == '0' ? '1' : '0');
    }
    texts =
        new SecretText[] {
          SecretText.taking("bench", KeyFiles.of(count)), SecretText.taking("bench", other)
        };
    load(LoadPolicy.Refresh.FLUSH);
  }

  /** Reading and judging alone. */
  @Benchmark
  public CheckResult check() {
    return loads
        .loader(
            CommandPipeline.NameLookup.ON,
            sadb.judge(),
            () -> {},
            new ContentsOfLoad(new SaContents()))
        .check(text());
  }

  @Benchmark
  public LoadResult delta() {
    return load(LoadPolicy.Refresh.DELTA);
  }

  @Benchmark
  public LoadResult flush() {
    return load(LoadPolicy.Refresh.FLUSH);
  }

  private SecretText text() {
    return texts[turn++ & 1]; // not closed: the next run needs it
  }

  private LoadResult load(LoadPolicy.Refresh refresh) {
    LoadPolicy policy = new LoadPolicy(refresh, LoadPolicy.Scope.ALL);
    LoadResult result =
        loads
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> {},
                new ContentsOfLoad(new SaContents()))
            .load(text(), sadb, policy, new Remembered());
    if (!(result instanceof LoadResult.Applied)) {
      throw new IllegalStateException("not loaded: " + result);
    }
    return result;
  }

  /** Keeps no file. */
  private static final class Remembered implements Ownership {
    private Set<SaId> ids = Set.of();

    @Override
    public Set<SaId> owned() {
      return ids;
    }

    @Override
    public void begin(Set<SaId> wanted) {}

    @Override
    public void commit(Set<SaId> wanted) {
      ids = wanted;
    }

    @Override
    public void restored() {}
  }
}
