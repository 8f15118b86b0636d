package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.RecordingSadb;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.SadbOwner;
import org.slf4j.LoggerFactory;

/** The service with the embedded database, a real directory and a log that can be searched. */
final class ServiceFixture implements AutoCloseable {
  final RecordingSadb sadb = new RecordingSadb();
  final ScriptedResolver resolver = new ScriptedResolver().with("peer", "192.0.2.7");
  final Path keyFile;

  private final Path directory;
  final Configuration configuration;
  private final KeyFileReader reader;
  final SadbOwner owner = new SadbOwner(sadb);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Level level = log.getLevel();
  private Instant now = Instant.ofEpochSecond(1_700_000_000);

  ServiceFixture(Path directory) throws IOException {
    this.directory = directory;
    keyFile = directory.resolve("ipseckeys");
    Path file =
        Files.writeString(
            directory.resolve("properties"), "config/config_file = " + keyFile + "\n");
    configuration = Configuration.read(file, directory.resolve("state"));
    reader = new KeyFileReader(uid());
    log.setLevel(Level.TRACE);
    appender.start();
    // The console is spared what is searched here.
    log.iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(log::detachAppender);
    log.addAppender(appender);
  }

  private int uid() throws IOException {
    return (Integer) Files.getAttribute(directory, "unix:uid");
  }

  /** A service as a daemon makes it when it starts. */
  ManualKeyService service() {
    return service(reader);
  }

  /** The same of a daemon for which systemd copied the key file. */
  ManualKeyService serviceWithCopies() throws IOException {
    return service(new KeyFileReader(uid(), directory));
  }

  private ManualKeyService service(KeyFileReader reader) {
    return new ManualKeyService(
        configuration,
        new Enablement(directory.resolve("state")),
        new OwnedSas(directory.resolve("state"), () -> now),
        new AeadKeys(directory.resolve("state"), Path.of("/dev/null")),
        reader,
        new CommandPipeline(AlgorithmsFile.builtIn(), resolver, RecordingSadb::new),
        owner,
        () -> now);
  }

  Path stateDirectory() {
    return directory.resolve("state");
  }

  void write(String text) throws IOException {
    Files.writeString(keyFile, text);
    mode("rw-------");
  }

  void mode(String permissions) throws IOException {
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString(permissions));
  }

  void later() {
    now = now.plusSeconds(60);
  }

  Instant now() {
    return now;
  }

  /** All that was logged, whatever the level, with the messages of exceptions. */
  List<String> logged() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : appender.list) {
      lines.add(event.getLevel() + " " + event.getFormattedMessage());
      for (var e = event.getThrowableProxy(); e != null; e = e.getCause()) {
        lines.add(e.getMessage());
      }
    }
    return lines;
  }

  void forgetLog() {
    appender.list.clear();
  }

  static ServiceStatus done(CompletableFuture<ServiceStatus> change) throws Exception {
    return change.get(30, TimeUnit.SECONDS);
  }

  /** What a change brought, which is also what the service says afterwards. */
  static ServiceStatus after(
      ManualKeyService service, Callable<CompletableFuture<ServiceStatus>> change)
      throws Exception {
    ServiceStatus status = done(change.call());
    assertThat(service.status()).isEqualTo(status);
    return status;
  }

  @Override
  public void close() {
    owner.close();
    log.detachAppender(appender);
    others.forEach(log::addAppender);
    log.setLevel(level);
  }
}
