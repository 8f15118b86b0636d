package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.language.Parser;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** Texts of ADDs fill the copy of an embedded database during their check; others do not. */
final class CopyFillingTest {
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  private final ScriptedResolver resolver =
      new ScriptedResolver()
          .with("peer", "192.0.2.7")
          .with("several", "192.0.2.8", "192.0.2.9")
          .silentAbout("silent");

  /** How many commands were parsed. */
  private int parsed;

  private static String add(int spi) {
    return "add esp spi " + spi + " dst 192.0.2.2" + KEY;
  }

  private static MemorySadb embedded() {
    return new MemorySadb(
        AlgorithmsFile.builtIn(), InstantSource.system(), new InterfaceAddresses());
  }

  private LoadResult load(String text, Sadb sadb) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return new CommandPipeline(AlgorithmsFile.builtIn(), resolver, CopyFillingTest::embedded)
        .loader(CommandPipeline.NameLookup.ON, sadb.judge(), () -> parsed++)
        .load(SecretText.taking("keys", octets), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
  }

  private static List<Integer> spis(Sadb sadb) {
    List<Integer> spis = new ArrayList<>();
    sadb.forEach(sa -> spis.add(sa.id().spi()));
    spis.sort(null);
    return spis;
  }

  /** A name with two addresses has two SAs with the same keys, a pair needs a trial. */
  @ParameterizedTest
  @CsvSource({
    "dst 192.0.2.2, 1",
    "dst peer, 1",
    "dst several, 2",
    "src 192.0.2.2 dst 192.0.2.1 inbound pair-spi 1001, 3"
  })
  void textOfAddsIsParsedOnce(String words, int passes) {
    try (MemorySadb sadb = embedded()) {
      load(add(999), sadb);
      parsed = 0;
      String outbound =
          add(1001).replace(" dst", " src 192.0.2.1 dst").replace(KEY, " outbound" + KEY);
      String text = add(1000) + outbound + "add esp spi 2000 " + words + KEY;
      assertThat(load(text, sadb)).isInstanceOf(LoadResult.Applied.class);
      assertThat(parsed).isEqualTo(passes * 3);
      assertThat(spis(sadb)).startsWith(1000, 1001, 2000).doesNotContain(999);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add esp spi 0 dst 192.0.2.2",
        "add esp spi 2000 dst 0.0.0.0",
        "add esp spi 1000 dst 192.0.2.2",
        "add esp spi 2000 dst silent",
        "nonsense"
      })
  void errorBehindTheAddsLeavesTheDatabaseAsItWas(String wrong) {
    try (MemorySadb sadb = embedded()) {
      load(add(999), sadb);
      assertThat(load(add(1000) + add(1001) + wrong + KEY, sadb))
          .isInstanceOf(LoadResult.Rejected.class);
      assertThat(spis(sadb)).containsExactly(999);
    }
  }

  /** It is found by the copy alone, which does not say where it is. */
  @Test
  void whatTheCopyRefusesIsReportedWithItsPlace() {
    try (MemorySadb sadb = embedded()) {
      LoadResult result = load(add(1000) + "add esp spi 2000 dst 0.0.0.0" + KEY + add(3000), sadb);
      assertThat(result).isInstanceOf(LoadResult.Rejected.class);
      assertThat(((LoadResult.Rejected) result).problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.line()).isEqualTo(2));
      assertThat(parsed).isEqualTo(2 * 3);
      assertThat(spis(sadb)).isEmpty();
    }
  }

  @Test
  void copyForWhichThereIsNoMoreMemoryIsGivenUp() {
    try (MemorySadb sadb = embedded()) {
      assertThat(filled(sadb, 2)).isTrue();
      assertThat(filled(sadb, 1)).isFalse();
    }
  }

  private boolean filled(Sadb sadb, int room) {
    RequestBuilder requests = new RequestBuilder(resolver, true);
    Transaction transaction = sadb.begin(Transaction.Start.EMPTY);
    assertThat(transaction).isNotNull();
    try (CopyFilling copy = new CopyFilling(transaction, requests, room)) {
      byte[] octets = (add(1000) + add(1001)).getBytes(StandardCharsets.UTF_8);
      CheckResult result =
          new Checker(
                  new Parser(AlgorithmsFile.builtIn(), true),
                  requests,
                  sadb.judge(),
                  CopyFillingTest::embedded,
                  WantedSas.UNHEARD)
              .check(SecretText.taking("keys", octets), copy, null);
      assertThat(result).isInstanceOf(Checked.class);
      return copy.isFilled();
    }
  }
}
