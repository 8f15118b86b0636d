package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.RecordingSadb;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.KeyDigest;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.slf4j.LoggerFactory;

/** Keys of ciphers with a counter that are loaded in more than one boot of the host. */
final class AeadRestartTest {
  private static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";
  private static final String OTHER_KEY = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff10111213";

  /** Calls of a load before its first change: a dump of each SA type. */
  private static final int DUMPS = 2;

  @TempDir Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private FakeLinuxKernel kernel = kernel();

  /** Whether each load is followed by a preview of another one. */
  private boolean previews;

  private @Nullable Preview preview;

  /** Whether the kernel answers no changes. */
  private boolean broken;

  @BeforeEach
  void listen() throws IOException {
    log.start();
    logger().addAppender(log);
    boot("1b4e28ba-2fa1-11d2-883f-0016d3cca427");
  }

  @AfterEach
  void end() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(LogName.SERVICE);
  }

  private static FakeLinuxKernel kernel() {
    return new FakeLinuxKernel(XfrmCapabilities.table(false), Draft.PID);
  }

  /** Another boot: the kernel has no SAs. */
  private void boot(String id) throws IOException {
    kernel = kernel();
    Files.writeString(directory.resolve("boot_id"), id + "\n");
  }

  private Path state(String file) {
    return directory.resolve("state").resolve(file);
  }

  private static String add(int spi, String key) {
    return "add esp spi 0x%x src 10.0.0.1 dst 10.0.0.2 encralg aes-gcm encrkey %s\n"
        .formatted(spi, key);
  }

  /** A daemon starts, loads a key file, and ends. */
  private ServiceStatus load(String restart, String keys) throws Exception {
    Path keyFile = directory.resolve("ipseckeys");
    Files.writeString(keyFile, keys);
    Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    Path properties =
        Files.writeString(
            directory.resolve("properties"),
            "config/config_file = %s\nconfig/aead_restart = %s\n".formatted(keyFile, restart));
    Path state = directory.resolve("state");
    Configuration configuration = Configuration.read(properties, state);
    InstantSource clock = InstantSource.system();
    // The kernel outlives the daemon.
    FakeLinuxKernel door = kernel.doorOf(Draft.PID);
    door.failAfter(broken ? DUMPS : Integer.MAX_VALUE);
    try (SadbOwner owner = new SadbOwner(Databases.over(door, Draft.PID))) {
      ManualKeyService service =
          new ManualKeyService(
              configuration,
              new Enablement(state),
              new OwnedSas(state, clock),
              new AeadKeys(state, directory.resolve("boot_id")),
              new KeyFileReader((Integer) Files.getAttribute(directory, "unix:uid")),
              new CommandPipeline(
                  AlgorithmsFile.builtIn(), new ScriptedResolver(), RecordingSadb::new),
              owner,
              clock);
      service.enable(true).get(30, TimeUnit.SECONDS);
      if (previews) {
        preview = service.preview(() -> {}).get(30, TimeUnit.SECONDS);
      }
      return service.status();
    }
  }

  private List<String> logged() {
    return log.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }

  private void assertLoads(String restart, String keys) throws Exception {
    ServiceStatus status = load(restart, keys);
    assertThat(status.state()).as(status.reason()).isEqualTo(ServiceState.ONLINE);
  }

  /** Nothing changed, and why. */
  private void assertFails(String restart, String keys, String reason) throws Exception {
    int held = kernel.size();
    ServiceStatus status = load(restart, keys);
    assertThat(status.state()).isEqualTo(ServiceState.MAINTENANCE);
    assertThat(status.reason() + logged()).contains(reason);
    assertThat(kernel.size()).isEqualTo(held);
  }

  /** So that a load prepares what it judges: another judgement would not be that of the kernel. */
  @Test
  void judgementOfKeysIsThatOfTheDatabaseAndMore() {
    AeadKeys keys = new AeadKeys(directory.resolve("state"), directory.resolve("boot_id"));
    Judge database = _ -> null;
    Judge judge = new AeadLoad(keys, new KeyDigest(), Map.of(), "", true).judge(database);
    assertThat(judge).isNotNull();
    assertThat(judge.covers(database)).isTrue();
    assertThat(judge.covers(_ -> null)).isFalse();
  }

  @Test
  void theSameBootLoadsAKeyAgain() throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    assertLoads("refuse", add(0x1001, KEY));

    assertThat(kernel.size()).isEqualTo(1);
  }

  @Test
  void anotherBootRefusesTheKeyWithItsPlace() throws Exception {
    assertLoads("refuse", add(0x1001, OTHER_KEY) + add(0x1002, KEY));
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    assertFails("refuse", "# new\n" + add(0x1002, KEY), "2:");
    assertThat(logged()).anyMatch(line -> line.contains("[earlier-boot]"));
  }

  @Test
  void aNewKeyIsLoadedInAnotherBoot() throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    assertLoads("refuse", add(0x1001, OTHER_KEY));
  }

  @Test
  void aCipherWithoutACounterIsNotConcerned() throws Exception {
    String cbc =
        "add esp spi 0x1001 src 10.0.0.1 dst 10.0.0.2 encralg aes encrkey %s authalg sha1 authkey %s\n"
            .formatted(Draft.AES_KEY, Draft.SHA1_KEY);
    assertLoads("refuse", cbc);
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    assertLoads("refuse", cbc);
  }

  @Test
  void allowedItIsOneWarningWithTheNumberOfSas() throws Exception {
    String both = add(0x1001, KEY) + add(0x1002, KEY) + add(0x1003, OTHER_KEY);
    assertLoads("allow", both);
    assertThat(logged()).noneMatch(line -> line.contains("before this boot"));
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    assertLoads("allow", both);

    assertThat(logged().stream().filter(line -> line.contains("before this boot")))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("WARN").contains("2 keys", "for 4 SAs"));
    boot("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    assertFails("refuse", both, "[earlier-boot]");
  }

  /** The first change fails, as if the host had crashed there. */
  @Test
  void aLoadThatDidNotEndHasLoadedItsKeys() throws Exception {
    broken = true;
    assertThat(load("refuse", add(0x1001, KEY)).state()).isEqualTo(ServiceState.MAINTENANCE);
    broken = false;
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    assertFails("refuse", add(0x1001, KEY), "[earlier-boot]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"boot x\nnothing\n", "00112233445566778899aabbccddeeff 1\n"})
  void aDamagedFileIsNamedWithItsLineAndStays(String damaged) throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    Files.writeString(state("aead-keys"), damaged);
    int line = damaged.startsWith("boot") ? 2 : 1;

    assertFails("refuse", add(0x1001, KEY), state("aead-keys") + ":" + line + ": not the digest");
    assertLoads("allow", add(0x1001, KEY));

    assertThat(logged())
        .anyMatch(each -> each.startsWith("WARN " + state("aead-keys") + ":" + line));
    assertThat(state("aead-keys")).hasContent(damaged);
  }

  @Test
  void aLostSecretIsNoReasonToForget() throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    Files.delete(state("aead-secret"));

    assertFails("refuse", add(0x1001, KEY), state("aead-secret") + ":1: not the secret");
    assertThat(state("aead-secret")).doesNotExist();
  }

  @Test
  void aPreviewSaysWhyALoadWouldFail() throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    Files.delete(state("aead-secret"));
    previews = true;

    assertFails("refuse", add(0x1001, KEY), state("aead-secret") + ":1: not the secret");

    assertThat(preview)
        .isInstanceOfSatisfying(
            Preview.Failure.class,
            failure -> assertThat(failure.reason()).startsWith(state("aead-secret") + ":1: not"));
  }

  @Test
  void withoutABootIdNothingIsLoadedThatMayBeRefused() throws Exception {
    Files.delete(directory.resolve("boot_id"));

    assertFails("refuse", add(0x1001, KEY), "does not say in which boot");
    assertLoads("allow", add(0x1001, KEY));
  }

  /** Refreshes without end must not make a file that the next start cannot read. */
  @Test
  void aCountThatIsAsHighAsItGetsStays() throws Exception {
    assertLoads("refuse", add(0x1001, KEY));
    String most = Files.readString(state("aead-keys")).replace(" 1\n", " 999999999\n");
    Files.writeString(state("aead-keys"), most);
    assertLoads("refuse", add(0x1001, KEY) + add(0x1002, KEY));

    assertThat(state("aead-keys")).hasContent(most);
    boot("7d444840-9dc0-11d1-b245-5ffdce74fad2");
    assertFails("refuse", add(0x1001, KEY), "[earlier-boot]");
  }

  @Test
  void filesAreForTheOwnerAndHaveNoKey() throws Exception {
    assertLoads("allow", add(0x1001, KEY));

    for (String file : List.of("aead-keys", "aead-secret")) {
      assertThat(Files.getPosixFilePermissions(state(file)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.readString(state(file)).contains(KEY.substring(0, 16)))
          .as("a key in %s", file)
          .isFalse();
    }
  }
}
