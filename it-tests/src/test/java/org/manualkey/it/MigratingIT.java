package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.it.GuestKernel.Result;

/** {@code docs/MIGRATING.md}: its commands of {@code ip xfrm} and ours make the same SAs. */
@NeedsGuest
@Order(4)
@TestInstance(Lifecycle.PER_CLASS)
class MigratingIT {

  private static final Document DOCUMENT = Document.of("MIGRATING.md");
  private static final Pattern KEY = Pattern.compile("0x\\p{XDigit}{9,}");

  private static final long FIRST = 0x2001;

  /** Lengths of keys that do not have 128 bits. */
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("aes-gcm", 160),
          Map.entry("aes-ccm", 152),
          Map.entry("chacha20-poly1305", 288),
          Map.entry("aes-gmac", 160),
          Map.entry("aes-ctr", 160),
          Map.entry("3des", 192),
          Map.entry("des", 64),
          Map.entry("sha1", 160),
          Map.entry("sha256", 256),
          Map.entry("sha384", 384),
          Map.entry("sha512", 512));

  private final Host host;
  private final GuestDaemon daemon;

  MigratingIT(GuestKernel guest) {
    host = guest.host();
    daemon = GuestDaemon.start(host, "xfrm", "config/refresh = delta\nconfig/scope = owned");
  }

  @BeforeEach
  void noSas() {
    host.shell("ip xfrm state flush; ip xfrm policy flush").expectSuccess();
  }

  @AfterAll
  void end() {
    daemon.close();
    host.close();
  }

  /** Theirs and ours, which follow each other. */
  static Stream<Arguments> examples() {
    List<String> blocks = DOCUMENT.blocks("Security associations");
    List<Arguments> pairs =
        Stream.iterate(1, i -> i < blocks.size(), i -> i + 1)
            .filter(i -> blocks.get(i - 1).startsWith("ip xfrm state add "))
            .map(i -> Arguments.of(name(blocks.get(i)), blocks.get(i - 1), blocks.get(i)))
            .toList();
    assertThat(pairs).hasSize(10);
    return pairs.stream();
  }

  /** What an example is called: it has keys. */
  private static String name(String block) {
    return block.substring(0, block.indexOf(" src "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void bothMakeTheSameSa(String name, String theirs, String ours) {
    host.shell(theirs).expectSuccess();
    String made = host.run("ip", "xfrm", "state").expectSuccess().out();
    host.run("ip", "xfrm", "state", "flush").expectSuccess();
    daemon.load(ours).expectSuccess();
    String loaded = host.run("ip", "xfrm", "state").expectSuccess().out();

    assertThat(without(loaded)).as(name).isEqualTo(without(made));
    assertThat(loaded.equals(made)).as("the keys of %s", name).isTrue();
  }

  private static String without(String sas) {
    return KEY.matcher(sas).replaceAll("KEY");
  }

  @Test
  void ourNamesAreThoseAlgorithmsOfTheKernel() {
    List<List<String>> rows = DOCUMENT.table("Algorithms");
    assertThat(rows).hasSize(18);
    StringBuilder keys = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      keys.append("add esp spi 0x%x dst 192.0.2.2 ".formatted(FIRST + row))
          .append(sa(rows.get(row).getLast(), FIRST + row));
    }
    daemon.load(keys.toString()).expectSuccess();

    String held = host.run("ip", "xfrm", "state", "list", "nokeys").expectSuccess().out();
    for (int row = 0; row < rows.size(); row++) {
      String spi = "spi 0x%08x".formatted(FIRST + row);
      String theirs =
          rows.get(row).stream()
              .filter(word -> word.matches("(enc|aead|auth-trunc) .*"))
              .findFirst()
              .orElseThrow();
      assertThat(held.split("(?m)^(?=src )", -1))
          .filteredOn(sa -> sa.contains(spi))
          .singleElement()
          .asString()
          .contains("\t" + theirs + " ");
    }
  }

  /** What an SA has for its algorithm and key. */
  private static String sa(String algorithm, long spi) {
    String name = algorithm.substring(algorithm.indexOf(' ') + 1);
    int bits = BITS.getOrDefault(name, 128);
    String key = new ManualSa.Algorithm(name, name, bits, 0).key(spi);
    return name.equals("null")
        ? "authalg md5 authkey %s encralg null%n".formatted(key)
        : "%s %skey %s%n".formatted(algorithm, algorithm.substring(0, 4), key);
  }

  @Test
  void ourCommandsDoWhatTheTableSays() {
    String keys = DOCUMENT.blocks("Security associations").get(2);
    daemon.store(keys);
    daemon.adm("enable", "-s").expectSuccess();
    List<String> commands =
        DOCUMENT.table("Commands").stream()
            .map(List::getLast)
            .filter(command -> !command.endsWith("monitor")) // it has no end
            .toList();
    assertThat(commands).hasSize(14);

    for (String command : commands) {
      Result result =
          host.shell(
              "cd %s; export %s; cp ipseckeys FILE; chmod 600 FILE; %s"
                  .formatted(daemon.directory(), daemon.environment(), command));
      // That of the file is there already.
      result.expect(command.contains(" -f ") ? 1 : 0);
    }
    assertThat(XfrmSa.of(host)).isEmpty();
  }

  @Test
  void policiesAreAddedAsWritten() {
    host.shell(DOCUMENT.blocks("Policies").get(1)).expectSuccess();

    assertThat(host.run("ip", "xfrm", "policy").expectSuccess().out())
        .contains("src 192.0.2.1/32 dst 192.0.2.2/32")
        .contains("tmpl src 192.0.2.1 dst 198.51.100.7");
  }

  /** What the page says of SAs that are there before. */
  @Test
  void sasOfTheOldScriptAreKeptAndAreNotOurs() {
    List<String> blocks = DOCUMENT.blocks("Security associations");
    host.shell(blocks.get(1)).expectSuccess();
    daemon.store(blocks.get(2));

    assertThat(daemon.adm("refresh", "--dry-run").expectSuccess().out())
        .contains("0 added, 0 deleted, 0 replaced, 0 updated");
    daemon.adm("enable", "-s").expectSuccess();
    daemon.adm("disable", "-s").expectSuccess();
    assertThat(XfrmSa.spis(host)).containsExactly(0x1001L);
  }
}
