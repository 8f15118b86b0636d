package org.manualkey.bench;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Ownership;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many SAs a second does a load put into the embedded SADB, from the text of the file to the
 * last reply? Into an empty one, and over the same SAs (with the snapshot that an undo would need).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class LoadBenchmark {
  private static final int COMMANDS = 100_000;

  /** Not closed: every run needs it. */
  private final SecretText text = SecretText.taking("bench", KeyFiles.of(COMMANDS));

  private final Algorithms algorithms = AlgorithmsFile.builtIn();
  private final CommandPipeline loads =
      new CommandPipeline(algorithms, (_, _) -> new Resolver.Answer.Unknown(), KeyFiles::sadb);
  private final Sadb full = empty();
  private Sadb fresh = empty();

  private Sadb empty() {
    return new MemorySadb(algorithms, InstantSource.system(), new InterfaceAddresses());
  }

  @Setup(Level.Invocation)
  public void forget() {
    fresh = empty();
  }

  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public LoadResult load() {
    return load(fresh);
  }

  @Benchmark
  @OperationsPerInvocation(COMMANDS)
  public LoadResult reload() {
    return load(full);
  }

  private LoadResult load(Sadb sadb) {
    LoadResult result =
        loads
            .loader(CommandPipeline.NameLookup.OFF, sadb.judge())
            .load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    if (!(result instanceof LoadResult.Applied)) {
      throw new IllegalStateException("not loaded: " + result);
    }
    return result;
  }
}
