package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.program.Metrics;
import org.manualkey.program.OpenMetrics;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.service.AeadKeys;
import org.manualkey.service.Configuration;
import org.manualkey.service.Enablement;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.OwnedSas;
import org.manualkey.service.Property;
import org.manualkey.service.SaCensus;

/** The file of metrics: there while there is a daemon, whole at every moment, and of now. */
final class MetricsFileTest {
  private static final String REFUSALS = "manual_key_refusals_total";

  @TempDir private Path directory;
  private final AtomicLong refusals = new AtomicLong();
  private SadbOwner owner;
  private Configuration configuration;
  private MetricsFile metrics;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    var algorithms = AlgorithmsFile.builtIn();
    var clock = InstantSource.system();
    owner = new SadbOwner(new MemorySadb(algorithms, clock, new InterfaceAddresses()));
    Path state = directory.resolve("state");
    configuration = Configuration.read(directory.resolve("none"), state);
    ManualKeyService service =
        new ManualKeyService(
            configuration,
            new Enablement(state),
            new OwnedSas(state, clock),
            new AeadKeys(state, Path.of("/dev/null")),
            new KeyFileReader(0),
            new CommandPipeline(
                algorithms,
                (_, _) -> new Resolver.Answer.Unknown(),
                () -> new MemorySadb(algorithms, clock, new InterfaceAddresses())),
            owner,
            clock);
    metrics =
        new MetricsFile(
            configuration,
            new Metrics(service, new SaCensus(owner), () -> 0, refusals::get),
            Duration.ofMillis(20));
    file = directory.resolve("manual-key.prom");
  }

  @AfterEach
  void close() {
    metrics.close();
    owner.close();
  }

  private static boolean becomes(BooleanSupplier condition) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  private double refusalsInFile() {
    try {
      return OpenMetrics.read(Files.readString(file)).get(REFUSALS);
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void file_followsTheMetrics_andEndsWithTheDaemon() throws IOException {
    configuration.set(Property.METRICS_FILE, file.toString());
    metrics.start();
    assertThat(becomes(() -> refusalsInFile() == 0)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    refusals.set(7);
    assertThat(becomes(() -> refusalsInFile() == 7)).isTrue();
    metrics.close();
    assertThat(directory.toFile().list()).containsOnly("state");
  }

  @Test
  void file_isThereWhileThePropertyNamesIt() throws IOException {
    metrics.start();
    configuration.set(Property.METRICS_FILE, file.toString());
    assertThat(becomes(() -> refusalsInFile() == 0)).isTrue();
    Path other = directory.resolve("other.prom");
    configuration.set(Property.METRICS_FILE, other.toString());
    assertThat(becomes(() -> Files.exists(other) && !Files.exists(file))).isTrue();
    configuration.set(Property.METRICS_FILE, null);
    assertThat(becomes(() -> !Files.exists(other))).isTrue();
  }

  @Test
  void fileThatIsThereAlready_isReplaced_andALinkIsNotFollowed() throws IOException {
    Path precious = Files.writeString(directory.resolve("precious"), "precious");
    Files.createSymbolicLink(file, precious);
    Files.createSymbolicLink(directory.resolve("manual-key.prom.new"), precious);
    configuration.set(Property.METRICS_FILE, file.toString());
    metrics.start();
    assertThat(becomes(() -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))).isTrue();
    assertThat(precious).hasContent("precious");
  }

  @Test
  void directoryThatIsMade_laterIsUsed() throws IOException {
    Path later = directory.resolve("later/manual-key.prom");
    configuration.set(Property.METRICS_FILE, later.toString());
    metrics.start();
    Files.createDirectory(later.getParent());
    assertThat(becomes(() -> Files.exists(later))).isTrue();
  }
}
