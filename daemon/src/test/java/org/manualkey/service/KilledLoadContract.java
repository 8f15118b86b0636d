package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.ContentsOfLoad;
import org.manualkey.load.DyingSadb;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.Ownership;
import org.manualkey.load.RecordingSadb;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.secret.SecretText;

/**
 * A daemon that is killed in the middle of a load, and the one after it, on a database that
 * outlives both.
 */
abstract class KilledLoadContract {
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";
  private static final String OTHER =
      " authalg sha1 authkey 0bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";
  private static final String FOREIGN = "add esp spi 9000 src 192.0.2.1 dst 192.0.2.2" + KEY;
  private static final String OLD =
      add(1000, KEY) + add(1001, KEY) + add(1002, KEY) + add(1003, KEY);

  /** One SA stays, one gets lifetimes, one another key, one goes, two come. */
  private static final String NEW =
      add(1000, KEY)
          + add(1001, " outbound hard_bytes 9" + KEY)
          + add(1002, OTHER)
          + add(1004, KEY)
          + add(1005, KEY);

  @TempDir Path directory;

  private final CommandPipeline loads =
      new CommandPipeline(AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new);

  /** A new session with the database. */
  protected abstract Sadb open();

  private static String add(int spi, String rest) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2" + rest;
  }

  @ParameterizedTest
  @CsvSource({
    "flush,all,true",
    "flush,all,false",
    "flush,owned,true",
    "flush,owned,false",
    "delta,all,true",
    "delta,all,false",
    "delta,owned,true",
    "delta,owned,false"
  })
  void nextStartReachesTheFile_whereverTheKillCame(String refresh, String scope, boolean arrives)
      throws Exception {
    boolean owned = scope.equals("owned");
    fill((owned ? FOREIGN : "") + NEW);
    List<String> end = contents();
    int kills = 0;
    for (boolean killed = true; killed; kills++) {
      Path run = Files.createDirectory(directory.resolve("run" + kills));
      Files.writeString(
          run.resolve("properties"),
          "config/config_file = %s\nconfig/linger = 0\nconfig/refresh = %s\nconfig/scope = %s\n"
              .formatted(run.resolve("keys"), refresh, scope));
      new Enablement(run.resolve("state")).keep(true);
      fill(owned ? FOREIGN : "");
      write(run, OLD);
      assertThat(start(run, open()).state()).isEqualTo(ServiceState.ONLINE);

      write(run, NEW);
      Sadb session = open();
      DyingSadb dying = new DyingSadb(session, kills + 1, arrives);
      ServiceState state = start(run, dying).state(); // what a dead process says nobody hears
      killed = dying.isDead();
      assertThat(state).isEqualTo(killed ? ServiceState.MAINTENANCE : ServiceState.ONLINE);
      session.close(); // as the system closes the sockets of who is gone

      assertThat(start(run, open()).state()).isEqualTo(ServiceState.ONLINE);
      assertThat(contents()).as("killed at %d", kills + 1).isEqualTo(end);
    }
    assertThat(kills).isGreaterThan(5);
  }

  private ServiceStatus start(Path run, Sadb sadb) throws Exception {
    try (SadbOwner owner = new SadbOwner(sadb)) {
      Path state = run.resolve("state");
      int uid = (Integer) Files.getAttribute(run, "unix:uid");
      ManualKeyService service =
          new ManualKeyService(
              Configuration.read(run.resolve("properties"), state),
              new Enablement(state),
              new OwnedSas(state, InstantSource.system()),
              new AeadKeys(state, Path.of("/dev/null")),
              new KeyFileReader(uid),
              loads,
              owner,
              InstantSource.system());
      return service.start().get(30, TimeUnit.SECONDS);
    }
  }

  private static void write(Path run, String text) throws Exception {
    Path keys = run.resolve("keys");
    Files.writeString(keys, text);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
  }

  /** Makes the database hold what a text says and nothing else. */
  private void fill(String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    try (Sadb sadb = open()) {
      loads
          .loader(
              CommandPipeline.NameLookup.OFF,
              sadb.judge(),
              () -> {},
              new ContentsOfLoad(new SaContents()))
          .load(SecretText.taking("keys", octets), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    }
  }

  /** What the database holds, but for counters and times. */
  private List<String> contents() {
    List<String> contents = new ArrayList<>();
    try (Sadb sadb = open()) {
      Exchanges.dump(
          sadb,
          Message.of(Header.request(MessageType.DUMP, SaType.UNSPEC, 1, 1)),
          sa -> contents.add(text(sa)));
    }
    return contents.stream().sorted().toList();
  }

  private static String text(Message sa) {
    return sa.header().saType()
        + " "
        + sa.extensions().stream()
            .filter(extension -> extension.type() != ExtensionType.LIFETIME_CURRENT)
            .map(extension ->
                extension instanceof Key key ? key + " " + fingerprint(key) : extension.toString())
            .toList();
  }

  /** Which key it is; a failing comparison prints this. */
  private static int fingerprint(Key key) {
    int hash = 1;
    for (int i = 0; i < key.octets(); i++) {
      hash = 31 * hash + key.material().octet(i);
    }
    return hash;
  }
}
