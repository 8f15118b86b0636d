package org.manualkey.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.RecordingSadb;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.service.AeadKeys;
import org.manualkey.service.Configuration;
import org.manualkey.service.Enablement;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.OwnedSas;
import org.manualkey.service.ServiceStatus;

/**
 * The service of one daemon process, on real files and on a database that outlives it. Closing it
 * is the end of that process.
 */
final class ServiceUnderFaults implements AutoCloseable {
  final Configuration configuration;
  final ManualKeyService service;
  private final SadbOwner owner;

  /** What a process of the daemon makes at its start, without the start of the service. */
  ServiceUnderFaults(Path directory, RecordingSadb sadb, Steps steps) throws IOException {
    FaultyFiles files = new FaultyFiles(steps);
    Path state = files.over(directory.resolve("state"));
    configuration = Configuration.read(files.over(directory.resolve("properties")), state);
    owner = new SadbOwner(new FaultySession(sadb, steps));
    service =
        new ManualKeyService(
            configuration,
            new Enablement(state),
            new OwnedSas(state, InstantSource.system()),
            new AeadKeys(state, Path.of("/dev/null")),
            new KeyFileReader((Integer) Files.getAttribute(directory, "unix:uid")),
            new CommandPipeline(
                AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new),
            owner,
            InstantSource.system());
  }

  static ServiceStatus done(CompletableFuture<ServiceStatus> work) throws Exception {
    return work.get(60, TimeUnit.SECONDS);
  }

  /** A directory with the properties and the key file of a service. */
  static void prepare(Path directory, String keys) throws IOException {
    Files.writeString(
        directory.resolve("properties"),
        "config/config_file = "
            + directory.resolve("keys")
            + "\nconfig/verify_interval = 0\nconfig/linger = 0\n");
    writeKeys(directory, keys);
  }

  static void writeKeys(Path directory, String keys) throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), keys);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Commands that add SAs with these SPIs. */
  static String adding(Integer... spis) {
    StringBuilder text = new StringBuilder();
    for (int spi : List.of(spis)) {
      text.append("add esp spi %d dst 192.0.2.1 encralg aes encrkey %032x\n".formatted(spi, spi));
    }
    return text.toString();
  }

  @Override
  public void close() {
    owner.close();
  }
}
