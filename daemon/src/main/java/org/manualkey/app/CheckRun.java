package org.manualkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.libc.ProcessSecrecy;
import org.manualkey.program.AlgorithmTable;
import org.manualkey.program.CheckConditions;
import org.manualkey.program.OfflineCheck;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.illumos.IllumosCapabilities;
import org.manualkey.sadb.illumos.IllumosSadb;
import org.manualkey.sadb.memory.MemoryCapabilities;
import org.manualkey.sadb.rules.BackEndJudge;
import org.manualkey.service.Configuration;
import org.manualkey.service.ServiceProperties;

/**
 * {@code manual-keyd --check}: judges a file as the daemon of this host does, in this process. What
 * its judgement depends on is asked of the daemon; without one, the configuration counts as far as
 * the caller can read it.
 */
final class CheckRun {
  private static final String MEMORY = "memory";

  private final Options options;
  private final HostKernel kernel;

  CheckRun(Options options, HostKernel kernel) {
    this.options = options;
    this.kernel = kernel;
  }

  /** Checks the file; returns the exit status. */
  int run(Path file) {
    try {
      ProcessSecrecy.begin();
      CheckConditions conditions = conditions();
      Algorithms algorithms =
          AlgorithmTable.of(conditions.algorithms(), "algorithms of manual-keyd").algorithms();
      return new OfflineCheck(
              DaemonModule.pipeline(algorithms, DaemonModule.resolver(DaemonModule.names())),
              new KeyFileReader(conditions.uid()),
              judge(conditions, algorithms))
          .run(file, options.numeric(), options.json(), options.program(), new ProcessConsole());
    } catch (UncheckedIOException e) {
      return 1; // nobody reads the output
    } catch (IOException e) {
      print(String.valueOf(e.getMessage()));
      return 1;
    } catch (OutOfMemoryError e) {
      print(DaemonMessage.CHECK_TOO_LARGE.with(file));
      return 1;
    }
  }

  private CheckConditions conditions() throws IOException {
    if (options.configured()) {
      return ofProperties(options.configuration(null).properties());
    }
    try {
      return DaemonQuestion.ask(options.socket());
    } catch (IOException e) {
      CheckConditions delivered = delivered();
      warn(
          DaemonMessage.CHECKED_WITHOUT_DAEMON.with(
              delivered.backend(), String.valueOf(e.getMessage())));
      return delivered;
    }
  }

  /** The conditions of a daemon that would be started here, as far as this user can tell. */
  private CheckConditions delivered() {
    try {
      return ofProperties(
          Configuration.asFarAsReadable(options.config(), options.stateDirectory()).properties());
    } catch (IOException e) {
      warn(DaemonMessage.CHECKED_WITH_DEFAULTS.with(String.valueOf(e.getMessage())));
      return new CheckConditions(backend(), false, 0, "");
    }
  }

  private CheckConditions ofProperties(ServiceProperties properties) throws IOException {
    String table = AlgorithmTable.read(properties.algorithmsFile()).text();
    return new CheckConditions(backend(), properties.sha256With96Bits(), 0, table);
  }

  private String backend() {
    return switch (options.backend()) {
      case MEMORY -> MEMORY;
      case XFRM, PFKEY ->
          kernel.name() == HostKernel.Name.OTHER
              ? MEMORY
              : options.backend().name().toLowerCase(Locale.ROOT);
      case AUTO ->
          switch (kernel.name()) {
            case LINUX -> LinuxBackEnds.expected();
            case ILLUMOS -> IllumosSadb.NAME;
            case OTHER -> MEMORY;
          };
    };
  }

  private Judge judge(CheckConditions conditions, Algorithms algorithms) {
    InterfaceAddresses addresses = new InterfaceAddresses();
    return new BackEndJudge(table(conditions), algorithms, addresses);
  }

  /** Two back ends have the name {@code pfkey}, one on each system. */
  private Capabilities table(CheckConditions conditions) {
    if (kernel.isLinux()) {
      Capabilities linux = LinuxBackEnds.table(conditions.backend(), conditions.sha256With96Bits());
      return linux == null ? MemoryCapabilities.TABLE : linux;
    }
    return conditions.backend().equals(IllumosSadb.NAME)
        ? IllumosCapabilities.TABLE
        : MemoryCapabilities.TABLE;
  }

  private void warn(String message) {
    print("warning: " + message);
  }

  @SuppressWarnings("SystemOut") // of a process without a log
  private void print(String message) {
    System.err.println(options.program() + ": " + message);
  }
}
