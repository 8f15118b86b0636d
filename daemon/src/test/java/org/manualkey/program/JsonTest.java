package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.docs.PublishedSchema;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.load.CommandPipeline;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.SadbOwner;
import org.manualkey.sadb.memory.RandomSas;
import org.manualkey.secret.KeyMaterial;
import org.manualkey.service.AeadKeys;
import org.manualkey.service.Configuration;
import org.manualkey.service.Enablement;
import org.manualkey.service.ManualKeyService;
import org.manualkey.service.OwnedSas;
import org.manualkey.service.PortWarning;
import org.manualkey.service.RecentLog;
import org.manualkey.service.SaCensus;
import org.manualkey.service.ServiceState;

/**
 * What the commands print with {@code --json}: as the schema says, and keys only when asked for.
 */
class JsonTest {
  private static final String KEY = "c167f76601f6918b4c4230bd155037c6";

  /** Digits in a row that give a key away. */
  private static final int TOO_MUCH = 12;

  @Property(tries = 100)
  void aDumpHasOneRecordForEachSa(@ForAll long seed) {
    try (SadbOwner owner = filled(seed)) {
      List<Message> sas = owner.call(RandomSas::dump);

      List<JsonNode> records = PublishedSchema.check(run(owner, "--json", "dump"));

      assertThat(records).hasSameSizeAs(sas);
      for (int i = 0; i < sas.size(); i++) {
        assertThat(records.get(i).get("record").asText()).isEqualTo("sa");
        assertThat(records.get(i).get("spi").asInt()).isEqualTo(sas.get(i).sa().spi());
      }
    }
  }

  @Property(tries = 100)
  void keysAreThereOnlyWithKeys(@ForAll long seed) {
    try (SadbOwner owner = filled(seed)) {
      List<Message> sas = owner.call(RandomSas::dump);

      assertSecret(sas, run(owner, "--json", "dump"));
      assertSecret(sas, run(owner, "--json", "-v", "dump"));
      assertSecret(sas, run(owner, "-p", "--json", "--keys", "dump"));
      assertSecret(sas, runUnderSmf(owner, "--json", "--keys", "dump"));

      List<JsonNode> records = PublishedSchema.check(run(owner, "--keys", "--json", "dump"));
      for (int i = 0; i < sas.size(); i++) {
        assertKey(sas.get(i).key(Key.Kind.AUTH), records.get(i).get("authkey"));
        assertKey(sas.get(i).key(Key.Kind.ENCRYPT), records.get(i).get("encrkey"));
      }
    }
  }

  @Test
  void getPrintsOneSa() {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      owner.call(sadb -> Exchanges.exchange(sadb, Draft.out(0x2112).build()));
      String sa = run(owner, "-n", "--json", "get", "esp", "spi", "0x2112", "dst", Draft.R4);
      assertThat(PublishedSchema.check(sa)).hasSize(1);
      assertThat(sa).contains("\"spi_hex\":\"0x2112\"").doesNotContain(Draft.AES_KEY);
    }
  }

  @Test
  void aRefusedGetIsARecordAndAnErrorLine() {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      MemoryConsole console = new MemoryConsole(true);
      int status =
          Commands.ipseckey(owner)
              .run(List.of("--json", "get", "esp", "spi", "7", "dst", "192.0.2.1"), console);
      assertThat(status).isEqualTo(ExitStatus.FAILED);
      JsonNode error = PublishedSchema.check(console.printed()).getFirst();
      assertThat(error.get("record").asText()).isEqualTo("error");
      assertThat(error.get("errno_name").asText()).isEqualTo("ESRCH");
      assertThat(error.get("dst").asText()).isEqualTo("192.0.2.1");
      assertThat(console.complained()).contains(error.get("text").asText());
    }
  }

  @Test
  void whoMayNotDumpGetsNothing() {
    try (SadbOwner owner = filled(1)) {
      for (String[] argv :
          new String[][] {
            {"--json", "--keys", "dump"}, {"--json", "monitor"}, {"--json", "dump"}
          }) {
        MemoryConsole console = new MemoryConsole(false);
        assertThat(Commands.ipseckey(owner).run(List.of(argv), console)).isEqualTo(1);
        assertThat(console.printed()).isEmpty();
        assertThat(console.complained()).contains("permission denied");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--json flush",
        "--json save esp",
        "--json delete esp spi 1 dst ::1",
        "--json help",
        "--json",
        "--keys dump",
        "--json -f file",
        "dump --json"
      })
  void otherUsesAreErrors(String words) {
    try (SadbOwner owner = filled(1)) {
      int before = owner.call(RandomSas::dump).size();
      MemoryConsole console = new MemoryConsole(true);
      assertThat(Commands.ipseckey(owner).run(List.of(words.split(" ")), console)).isEqualTo(1);
      assertThat(console.printed()).isEmpty();
      assertThat(console.complained()).startsWith("ipseckey: ");
      assertThat(owner.call(RandomSas::dump)).hasSize(before);
    }
  }

  @Test
  void problemsOfAFileAreRecordsThatShowNoKey(@TempDir Path folder) throws IOException {
    Path file =
        write(
            folder,
            "add esp spi 5 dst 192.0.2.1 encr_alg aes encrkey "
                + KEY
                + "\n"
                + "add esp sip 6 dst 192.0.2.1 encr_alg aes encrkey "
                + KEY
                + "\n"
                + "add esp spi 7 dst 192.0.2.1 encr_alg aes encrkey x"
                + KEY
                + "\n"
                + "add esp spi 8 dst 192.0.2.1 encr_alg aes "
                + KEY
                + "\n");
    try (SadbOwner owner = new SadbOwner(RandomSas.open());
        FileInputStream stream = new FileInputStream(file.toFile())) {
      MemoryConsole console = new MemoryConsole(false).pass(stream.getFD());
      int status = Commands.ipseckey(owner).run(List.of("--json", "-c", file.toString()), console);

      assertThat(status).isEqualTo(1);
      assertThat(console.complained()).isEmpty();
      assertThat(console.printed()).doesNotContain(KEY.substring(0, TOO_MUCH));
      List<JsonNode> records = PublishedSchema.check(console.printed());
      assertThat(records)
          .map(json -> json.get("record").asText())
          .contains("problem")
          .endsWith("check");
      assertThat(records)
          .anySatisfy(json -> {
            assertThat(json.path("code").asText()).isEqualTo("unknown-extension");
            assertThat(json.path("line").asInt()).isEqualTo(2);
            assertThat(json.path("column").asInt()).isEqualTo(9);
            assertThat(json.path("token").asText()).isEqualTo("sip");
          });
      assertThat(records.getLast().get("commands").asInt()).isEqualTo(4);
      assertThat(records.getLast().get("valid").asInt()).isEqualTo(1);
      assertThat(records.getLast().get("file").asText()).isEqualTo(file.toString());
    }
  }

  @Test
  void aCheckWithoutADaemonPrintsTheSame(@TempDir Path folder) throws IOException {
    Path file = write(folder, "add esp sip 6 dst 192.0.2.1\n");
    CommandPipeline loads =
        new CommandPipeline(RandomSas.ALGORITHMS, Commands.NAMELESS, RandomSas::open);
    OfflineCheck check = new OfflineCheck(loads, new KeyFileReader(0), null);
    MemoryConsole found = new MemoryConsole(false);
    assertThat(check.run(file, true, true, "ipseckey", found)).isEqualTo(1);
    assertThat(PublishedSchema.check(found.printed())).hasSize(2);

    MemoryConsole missing = new MemoryConsole(false);
    assertThat(check.run(folder.resolve("none"), true, true, "ipseckey", missing)).isEqualTo(1);
    assertThat(PublishedSchema.check(missing.printed()).getFirst().get("record").asText())
        .isEqualTo("error");
    assertThat(missing.complained()).contains("no such file");
  }

  private static AdmProgram adm(
      ManualKeyService service, Configuration configuration, SadbOwner owner) {
    Metrics metrics = new Metrics(service, new SaCensus(owner), () -> 0, () -> 0);
    return new AdmProgram(service, configuration, new RecentLog(), List::of, metrics, _ -> true);
  }

  @Test
  void statusIsOneRecordWithAllThatIsKnown(@TempDir Path folder) throws IOException {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      Configuration configuration = configuration(folder);
      ManualKeyService service = service(folder, configuration, owner);
      service.start().join();
      MemoryConsole console = new MemoryConsole(false);
      int status = adm(service, configuration, owner).run(List.of("status", "--json"), console);

      assertThat(status).isEqualTo(ExitStatus.NOT_ONLINE);
      JsonNode json = PublishedSchema.check(console.printed()).getFirst();
      assertThat(json.get("record").asText()).isEqualTo("status");
      assertThat(json.get("state").asText()).isEqualTo("disabled");
      assertThat(json.get("since_text").asText()).isEqualTo("2023-11-14T22:13:20Z");
      assertThat(json.get("protects_traffic").asBoolean()).isFalse();

      MemoryConsole other = new MemoryConsole(true);
      assertThat(adm(service, configuration, owner).run(List.of("refresh", "--json"), other))
          .isEqualTo(ExitStatus.USAGE);
    }
  }

  @Test
  void failuresOfLoads_areARecordEach(@TempDir Path folder) throws IOException {
    write(folder, "walrus\nadd esp spi 0x100 spi 0x100\n");
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      Configuration configuration = configuration(folder);
      ManualKeyService service = service(folder, configuration, owner);
      service.start().join();
      service.enable(false).join();
      MemoryConsole console = new MemoryConsole(true);
      adm(service, configuration, owner).run(List.of("log", "--failures", "--json"), console);
      List<JsonNode> failures = PublishedSchema.check(console.printed());
      assertThat(failures).hasSizeGreaterThan(1).allMatch(each -> each.get("current").asBoolean());
      assertThat(failures.getFirst().get("code").asText()).isEqualTo("unknown-command");
      assertThat(failures.getFirst().get("column").asInt()).isEqualTo(1);
      assertThat(console.printed()).doesNotContain("walrus");

      MemoryConsole text = new MemoryConsole(true);
      adm(service, configuration, owner).run(List.of("log", "--failures"), text);
      assertThat(text.printed().lines()).hasSameSizeAs(failures);
      assertThat(text.printed())
          .matches("(?s)\\S+Z current \\S+:1:1: unknown command \\[unknown-command]\n.*");
    }
  }

  @Test
  void statusListsTheSasThatAreMissing(@TempDir Path folder) throws IOException {
    write(
        folder,
        "add esp spi 0xfffffff0 src 192.0.2.1 dst 192.0.2.2 authalg sha1 authkey "
            + Draft.SHA1_KEY
            + "\n");
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      Configuration configuration = configuration(folder);
      ManualKeyService service = service(folder, configuration, owner);
      service.start().join();
      assertThat(service.enable(false).join().state()).isEqualTo(ServiceState.ONLINE);
      owner.call(sadb ->
          Exchanges.exchange(
              sadb, Message.of(Header.request(MessageType.FLUSH, SaType.ESP, 9, 9))));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (service.status().state() != ServiceState.DEGRADED) {
        assertThat(System.nanoTime()).as("still %s", service.status()).isLessThan(end);
        Thread.onSpinWait();
      }
      MemoryConsole console = new MemoryConsole(false);
      adm(service, configuration, owner).run(List.of("status", "--json"), console);
      JsonNode missing = PublishedSchema.check(console.printed()).getFirst().get("missing").get(0);
      assertThat(missing.get("sa_type").asText()).isEqualTo("esp");
      assertThat(missing.get("spi").asLong()).isEqualTo(0xfffffff0L);
      assertThat(missing.get("dst").asText()).isEqualTo("192.0.2.2");
      assertThat(missing.get("cause").asText()).isEqualTo("others");
    }
  }

  @Test
  void statusWarnsOfSasThatNoPolicyUses_andTheServiceStaysOnline(@TempDir Path folder)
      throws IOException {
    write(
        folder,
        "add esp spi 0x1000 src 192.0.2.1 dst 192.0.2.2 authalg sha1 authkey "
            + Draft.SHA1_KEY
            + "\n");
    try (SadbOwner owner = new SadbOwner(withoutPolicies())) {
      Configuration configuration = configuration(folder);
      ManualKeyService service = service(folder, configuration, owner);
      service.start().join();
      service.enable(false).join();
      AdmProgram adm = adm(service, configuration, owner);
      MemoryConsole nothing = new MemoryConsole(true);
      adm.run(List.of("status", "-x"), nothing);
      assertThat(nothing.printed()).as("before the first look").isEmpty();

      configuration.set(org.manualkey.service.Property.VERIFY_INTERVAL, "1");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (service.warnings().isEmpty()) {
        assertThat(System.nanoTime()).as("no warning").isLessThan(end);
        Thread.onSpinWait();
      }
      MemoryConsole console = new MemoryConsole(true);
      assertThat(adm.run(List.of("status", "-x"), console)).isEqualTo(ExitStatus.OK);
      assertThat(console.printed())
          .startsWith("state       online\n")
          .contains(
              "\nwarning     packets are not protected: no policy of the kernel uses 1 SA of the"
                  + " key file: esp spi 0x1000 dst 192.0.2.2\ntraffic     packets are sent")
          .contains("\nhelp        ip xfrm policy ");
      MemoryConsole json = new MemoryConsole(true);
      adm.run(List.of("status", "--json"), json);
      JsonNode warning = PublishedSchema.check(json.printed()).getFirst().get("warnings").get(0);
      assertThat(warning.get("warning").asText()).isEqualTo("unused");
      assertThat(warning.get("count").asInt()).isEqualTo(1);
      assertThat(warning.get("sas").get(0).get("spi").asInt()).isEqualTo(0x1000);
      MemoryConsole metrics = new MemoryConsole(true);
      adm.run(List.of("metrics"), metrics);
      assertThat(OpenMetrics.read(metrics.printed())).containsEntry("manual_key_unused_sas", 1.0);
    }
  }

  @Test
  void statusWarnsOfAPortThatCannotBeHad_inEveryState_andSetpropAtOnce(@TempDir Path folder)
      throws IOException {
    try (SadbOwner owner = new SadbOwner(RandomSas.open())) {
      Configuration configuration = configuration(folder);
      ManualKeyService service = service(folder, configuration, owner);
      service.warnOfPorts(() -> List.of(new PortWarning(4500, 6, "another program has it")));
      AdmProgram adm = adm(service, configuration, owner);
      String text =
          "cannot have UDP port 4500 of config/nat_t_ports over IPv6: another program has it";

      MemoryConsole console = new MemoryConsole(true);
      adm.run(List.of("status", "-x"), console);
      assertThat(console.printed())
          .contains(
              "\nwarning     " + text + "\ntraffic     encapsulated packets that arrive there")
          .contains("\nhelp        once the reason is gone, set config/nat_t_ports again");
      MemoryConsole json = new MemoryConsole(true);
      adm.run(List.of("status", "--json"), json);
      JsonNode warning = PublishedSchema.check(json.printed()).getFirst().get("warnings").get(0);
      assertThat(warning.get("warning").asText()).isEqualTo("nat-t-port");
      assertThat(warning.get("port").asInt()).isEqualTo(4500);
      assertThat(warning.get("ip_version").asInt()).isEqualTo(6);
      MemoryConsole set = new MemoryConsole(true);
      assertThat(adm.run(List.of("setprop", "config/nat_t_ports=4500"), set))
          .isEqualTo(ExitStatus.OK);
      assertThat(set.complained()).isEqualTo("manual-keyadm: warning: " + text + "\n");
    }
  }

  /** The embedded database behind a kernel that has policies, but none now. */
  private static Sadb withoutPolicies() {
    return new ForwardingSadb(RandomSas.open()) {
      @Override
      public boolean policies(Consumer<? super PolicyTemplate> sink) {
        return true;
      }
    };
  }

  private static Configuration configuration(Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("properties"),
            "config/config_file = " + folder.resolve("ipseckeys") + "\n");
    return Configuration.read(file, folder.resolve("state"));
  }

  private static ManualKeyService service(Path folder, Configuration configuration, SadbOwner owner)
      throws IOException {
    return new ManualKeyService(
        configuration,
        new Enablement(folder.resolve("state")),
        new OwnedSas(folder.resolve("state"), () -> Instant.ofEpochSecond(1_700_000_000)),
        new AeadKeys(folder.resolve("state"), Path.of("/dev/null")),
        new KeyFileReader((Integer) Files.getAttribute(folder, "unix:uid")),
        new CommandPipeline(RandomSas.ALGORITHMS, Commands.NAMELESS, RandomSas::open),
        owner,
        () -> Instant.ofEpochSecond(1_700_000_000));
  }

  private static Path write(Path folder, String text) throws IOException {
    Path file = folder.resolve("ipseckeys");
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static SadbOwner filled(long seed) {
    SadbOwner owner = new SadbOwner(RandomSas.open());
    owner.call(sadb -> {
      new RandomSas(seed).fill(sadb);
      return true;
    });
    return owner;
  }

  private static String run(SadbOwner owner, String... argv) {
    return run(owner, new MemoryConsole(true), argv);
  }

  private static String runUnderSmf(SadbOwner owner, String... argv) {
    return run(owner, MemoryConsole.underSmf(), argv);
  }

  private static String run(SadbOwner owner, MemoryConsole console, String... argv) {
    int status = Commands.ipseckey(owner).run(List.of(argv), console);
    assertThat(status).as(console.complained()).isZero();
    return console.printed();
  }

  private static void assertSecret(List<Message> sas, String printed) {
    assertThat(printed).doesNotContain("\"authkey\":", "\"encrkey\":");
    for (String key : keys(sas)) {
      for (int at = 0; at + TOO_MUCH <= key.length(); at++) {
        assertThat(printed.toLowerCase(Locale.ROOT))
            .doesNotContain(key.substring(at, at + TOO_MUCH));
      }
    }
  }

  private static List<String> keys(List<Message> sas) {
    List<String> keys = new ArrayList<>();
    for (Message sa : sas) {
      for (Key.Kind kind : Key.Kind.values()) {
        Key key = sa.key(kind);
        if (key != null) {
          keys.add(digits(key));
        }
      }
    }
    return keys;
  }

  private static void assertKey(Key key, JsonNode told) {
    assertThat(told == null ? "" : told.asText()).isEqualTo(key == null ? "" : digits(key));
  }

  /** Of key and salt, without what fills up. */
  private static String digits(Key key) {
    KeyMaterial material = key.material();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < (key.bits() + key.reserved()) / 8; i++) {
      digits.append(String.format("%02x", material.octet(i)));
    }
    return digits.toString();
  }
}
