package org.manualkey.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.manualkey.algorithm.Algorithm;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.load.CheckResult;
import org.manualkey.load.Checked;
import org.manualkey.load.CommandPipeline;
import org.manualkey.load.LoadPolicy;
import org.manualkey.load.LoadResult;
import org.manualkey.load.Loader;
import org.manualkey.load.Ownership;
import org.manualkey.request.Resolver;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.sadb.rules.BackEndJudge;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.secret.SecretText;

/** Whoever types an example of a document has it accepted, whatever the back end. */
final class ExamplesTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^\\.Bd -literal.*?\n(.*?)^\\.Ed$");
  private static final Pattern TRANSLATION =
      Pattern.compile("(?m)^    (add (?:esp|ah) spi .*(?:\n      .*)*)$");
  private static final Pattern NAMED = Pattern.compile("`(encr|auth)alg (\\S+)`");
  private static final Pattern DES_KEY = Pattern.compile("encralg des encrkey ([0-9a-f]+)");
  private static final Algorithms ALGORITHMS = AlgorithmsFile.builtIn();

  /** Judgements of all back ends, without properties that somebody would have to set first. */
  private static final Map<String, Judge> JUDGES =
      Map.of(
          "illumos", new IllumosJudge(ALGORITHMS, new InterfaceAddresses()),
          "xfrm",
              new BackEndJudge(XfrmCapabilities.table(false), ALGORITHMS, new InterfaceAddresses()),
          "pfkey",
              new BackEndJudge(
                  AfKeyCapabilities.table(false), ALGORITHMS, new InterfaceAddresses()));

  static Stream<Arguments> examples() throws IOException {
    String page = Files.readString(TOP.resolve("docs/man/ipseckeys.5"));
    List<String> blocks =
        BLOCK
            .matcher(page.substring(page.indexOf("\n.Sh EXAMPLES\n")))
            .results()
            .map(block -> block.group(1).replace("\\e", "\\"))
            .filter(block -> block.contains("add ") && !block.contains("errors"))
            .filter(block -> !block.startsWith("bad:"))
            .toList();
    assertThat(blocks).hasSize(2);
    String example = Files.readString(TOP.resolve("config/ipseckeys.example"));
    return Stream.concat(blocks.stream(), Stream.of(example))
        .flatMap(text -> JUDGES.keySet().stream().map(name -> Arguments.of(name, text)));
  }

  /** Each octet of a DES key has an odd number of bits set; a peer may insist on that. */
  @Test
  void desKeysOfTheExample_haveOddParity() throws IOException {
    String example = Files.readString(TOP.resolve("config/ipseckeys.example"));
    assertThat(DES_KEY.matcher(example).results().map(match -> match.group(1)).toList())
        .hasSize(2)
        .allMatch(
            key -> {
              for (byte octet : HexFormat.of().parseHex(key)) {
                if (Integer.bitCount(octet & 0xff) % 2 == 0) {
                  return false;
                }
              }
              return true;
            },
            "octets of odd parity");
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("examples")
  void example_isAcceptedByEveryBackEnd_andLoads(String backEnd, String text) {
    MemorySadb sadb = sadb();
    Loader loader =
        new CommandPipeline(ALGORITHMS, (_, _) -> new Resolver.Answer.Unknown(), ExamplesTest::sadb)
            .loader(CommandPipeline.NameLookup.OFF, JUDGES.get(backEnd));
    CheckResult checked = loader.check(secret(text));
    assertThat(checked).isInstanceOf(Checked.class);
    assertThat(loader.load(secret(text), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY))
        .isInstanceOf(LoadResult.Applied.class);
    sadb.close();
  }

  /** SAs of {@code MIGRATING.md}, of which AF_KEY cannot do some. */
  static Stream<Arguments> translations() throws IOException {
    String page = Files.readString(TOP.resolve("docs/MIGRATING.md"));
    List<String> ours = TRANSLATION.matcher(page).results().map(found -> found.group(1)).toList();
    assertThat(ours).hasSize(10);
    return ours.stream()
        .flatMap(text -> Stream.of("illumos", "xfrm").map(name -> Arguments.of(name, text)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("translations")
  void translation_isAccepted(String backEnd, String text) {
    Loader loader =
        new CommandPipeline(ALGORITHMS, (_, _) -> new Resolver.Answer.Unknown(), ExamplesTest::sadb)
            .loader(CommandPipeline.NameLookup.OFF, JUDGES.get(backEnd));

    assertThat(loader.check(secret(text))).isInstanceOf(Checked.class);
  }

  /** Each name in the columns of {@code MIGRATING.md} for us is one of the built-in table. */
  @Test
  void algorithms_ofTheTable_exist() throws IOException {
    String page = Files.readString(TOP.resolve("docs/MIGRATING.md"));
    List<Algorithm> found =
        NAMED
            .matcher(page.substring(page.indexOf("\n## Algorithms\n")))
            .results()
            .map(name ->
                ALGORITHMS.byName(
                    name.group(1).equals("encr")
                        ? Algorithm.Kind.ENCRYPTION
                        : Algorithm.Kind.AUTHENTICATION,
                    name.group(2)))
            .toList();

    assertThat(found).hasSize(18).doesNotContainNull();
  }

  private static SecretText secret(String text) {
    byte[] octets = text.getBytes(UTF_8);
    return SecretText.taking("example", octets);
  }

  private static MemorySadb sadb() {
    return MemorySadb.timeless(ALGORITHMS, new InterfaceAddresses());
  }
}
