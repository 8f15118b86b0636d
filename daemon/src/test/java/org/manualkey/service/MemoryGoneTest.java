package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.RecordingSadb;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.memory.MemorySadb;

/**
 * Memory that is gone at any step of a load: afterwards the SADB is the old or the new one, the
 * status tells which, and the next command works.
 */
final class MemoryGoneTest {
  private static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";
  private static final String OTHER =
      " authalg sha1 authkey 0bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  /** From one to the other there are an ADD, a pair, an update, a replacement and a deletion. */
  private static final String BEFORE =
      add(1000, KEY) + add(1001, KEY) + add(1002, KEY) + add(1003, KEY);

  private static final String AFTER =
      add(1000, KEY)
          + add(1001, " hard_addtime 100000" + KEY)
          + add(1002, OTHER)
          + add(1004, KEY)
          + "add esp spi 2000 src 192.0.2.2 dst 192.0.2.1 inbound pair-spi 1000"
          + KEY;

  /** ADDs alone, which a kernel has prepared. */
  private static final String ADDS = add(1000, KEY) + add(1005, KEY) + add(1006, OTHER);

  @TempDir Path directory;
  private final Shortage shortage = new Shortage();

  private static String add(int spi, String rest) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2 outbound" + rest;
  }

  private Sadb open(boolean linux) {
    return shortage.of(
        linux
            ? new LinuxSadb(
                shortage.of(new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID)),
                ALGORITHMS,
                shortage.addresses(),
                Draft.PID)
            : new MemorySadb(ALGORITHMS, InstantSource.system(), shortage.addresses()));
  }

  private ManualKeyService service(SadbOwner owner, String refresh) throws Exception {
    Path properties =
        Files.writeString(
            directory.resolve("properties"),
            "config/config_file = "
                + keyFile()
                + "\nconfig/linger = 0\nconfig/refresh = "
                + refresh
                + "\n");
    Path state = directory.resolve("state");
    InstantSource clock =
        () -> {
          shortage.step();
          return Instant.ofEpochSecond(1_700_000_000);
        };
    return new ManualKeyService(
        Configuration.read(properties, state),
        new Enablement(state),
        new OwnedSas(state, clock),
        new AeadKeys(state, Path.of("/dev/null")),
        new KeyFileReader((Integer) Files.getAttribute(directory, "unix:uid")),
        new CommandPipeline(ALGORITHMS, new ScriptedResolver(), RecordingSadb::new),
        owner,
        InstantSource.system());
  }

  private Path keyFile() {
    return directory.resolve("ipseckeys");
  }

  private void write(String text) throws Exception {
    Files.writeString(keyFile(), text);
    Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-------"));
  }

  private static List<String> contents(SadbOwner owner) {
    return owner.call(sadb -> {
      List<String> sas = new java.util.ArrayList<>();
      sadb.forEach(sa ->
          sas.add(
              sa.id()
                  + " "
                  + sa.sa()
                  + " "
                  + sa.lifetimes()
                  + " "
                  + sa.pairSpi()
                  + " "
                  + Draft.digest(sa.keys().auth())));
      sas.sort(null);
      return sas;
    });
  }

  @ParameterizedTest
  @CsvSource({
    "false, flush, false",
    "false, delta, false",
    "true, flush, false",
    "true, delta, false",
    "true, flush, true",
    "true, delta, true",
  })
  void sadbIsTheOldOrTheNewOne(boolean linux, String refresh, boolean adds) throws Exception {
    String after = adds ? ADDS : AFTER;
    try (SadbOwner owner = new SadbOwner(open(linux))) {
      ManualKeyService service = service(owner, refresh);
      write(after);
      ServiceFixture.done(service.start());
      ServiceFixture.done(service.enable(false));
      assertThat(service.status().state()).isEqualTo(ServiceState.ONLINE);
      List<String> newSas = contents(owner);
      write(BEFORE);
      List<String> oldSas = loaded(service, owner);
      int step = 0;
      boolean felt = true;
      while (felt) {
        step++;
        write(after);
        shortage.at(step);
        ServiceStatus status = ServiceFixture.done(service.refresh());
        felt = shortage.end();
        assertTold(status, contents(owner), oldSas, newSas, step);
        assertThat(loaded(service, owner)).as("step %d, again", step).isEqualTo(newSas);
        write(BEFORE);
        assertThat(loaded(service, owner)).as("step %d, back", step).isEqualTo(oldSas);
      }
      assertThat(step).isGreaterThan(20);
    }
  }

  /** The next command works. */
  private static List<String> loaded(ManualKeyService service, SadbOwner owner) throws Exception {
    ServiceStatus status = ServiceFixture.done(service.refresh());
    assertThat(status.state()).as(status.reason()).isEqualTo(ServiceState.ONLINE);
    return contents(owner);
  }

  private static void assertTold(
      ServiceStatus status, List<String> sas, List<String> before, List<String> after, int step) {
    String reason = status.reason();
    switch (status.state()) {
      case ONLINE -> assertThat(sas).as("step %d: %s", step, reason).isEqualTo(after);
      case MAINTENANCE -> {
        if (reason.contains("the SADB is as it was before")) {
          assertThat(sas).as("step %d: %s", step, reason).isEqualTo(before);
        } else if (reason.contains("the SADB holds the SAs of")) {
          assertThat(sas).as("step %d: %s", step, reason).isEqualTo(after);
        } else {
          assertThat(reason).as("step %d", step).contains("the SADB may hold part of it");
        }
      }
      case DEGRADED, DISABLED, OFFLINE ->
          throw new AssertionError("step " + step + ": " + status.state() + " " + reason);
    }
  }
}
