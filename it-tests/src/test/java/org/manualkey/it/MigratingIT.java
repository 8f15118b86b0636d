package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
