package org.manualkey.bench;

import java.util.concurrent.TimeUnit;
import org.manualkey.load.CheckResult;
import org.manualkey.load.CommandPipeline;
import org.manualkey.secret.SecretText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does {@code ipseckey -n -c} think about a file of 100,000 commands, and how long does it
 * take to merely look at each of its octets?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class CheckBenchmark {
  private static final int COMMANDS = 100_000;

  private final byte[] text = KeyFiles.of(COMMANDS);

  /** The text as it is read, which every run needs: nobody closes it. */
  private final SecretText secret = SecretText.taking("bench", text.clone());

  private CommandPipeline loads = KeyFiles.loads();

  /** A new numbering for each run. */
  @Setup
  public void prepare() {
    loads = KeyFiles.loads();
  }

  /** The plain scan: finds lines and words, makes nothing of them. */
  @Benchmark
  public int scan() {
    int words = 0;
    boolean inside = false;
    for (byte octet : text) {
      boolean blank = octet == ' ' || octet == '\n' || octet == '\t';
      if (inside == blank) {
        inside = !blank;
        words += inside ? 1 : 0;
      }
    }
    return words;
  }

  /** The whole check, of the text as it was read. */
  @Benchmark
  public CheckResult check() {
    return loads.loader(CommandPipeline.NameLookup.OFF, KeyFiles.judge()).check(secret);
  }
}
