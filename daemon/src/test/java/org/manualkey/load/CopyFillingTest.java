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
import org.manualkey.language.Problem;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.Transaction;
import org.manualkey.sadb.memory.MemorySadb;
import org.manualkey.secret.SecretText;

/** Texts of ADDs fill the copy of an embedded database during their check; others do not. */
final class CopyFillingTest {
  private static final String KEY =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";

  /** What the language lets through, and the database does not. */
  private static final String REFUSED = "add esp spi 2000 dst 0.0.0.0" + KEY;

  private static final int IN_REFUSED = 22;

  private static final LoadPolicy FLUSH = LoadPolicy.DEFAULT;

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

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Loader loader(Sadb sadb) {
    return new CommandPipeline(AlgorithmsFile.builtIn(), resolver, CopyFillingTest::embedded)
        .loader(CommandPipeline.NameLookup.ON, sadb.judge(), () -> parsed++);
  }

  private LoadResult load(String text, Sadb sadb) {
    return loader(sadb)
        .load(SecretText.taking("keys", octets(text)), sadb, FLUSH, Ownership.NOBODY);
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
  @ParameterizedTest
  @ValueSource(
      strings = {
        "add esp spi 3000 dst 192.0.2.2", // the copy is filled to the end
        "add esp spi 3000 dst several", // it is given up before
      })
  void whatTheCopyRefusesIsReportedWithItsPlace(String last) {
    try (MemorySadb sadb = embedded()) {
      assertThat(errors(add(1000) + REFUSED + last + KEY, sadb)).containsExactly("2:" + IN_REFUSED);
      assertThat(parsed).isEqualTo(2 * 3);
      assertThat(spis(sadb)).isEmpty();
    }
  }

  /** A text of short commands has more SAs than there is room for in the copy. */
  @ParameterizedTest
  @ValueSource(ints = {0, 56, 57, 58, 59})
  void whatIsWrongBeyondTheRoomOfTheCopyIsReportedOnce(int wrong) {
    String weak = "encralg des encrkey 0101010101010101\n";
    String right = "encralg 2 encrkey 0123456789abcdef\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("add esp spi ").append(300 + i).append(" dst ::2 ");
      text.append(i == wrong ? weak : right);
    }
    text.append("add esp spi ").append(300 + wrong).append(" dst ::2 ").append(right);
    try (MemorySadb sadb = embedded()) {
      assertThat(errors(text.toString(), sadb)).containsExactly((wrong + 1) + ":45");
    }
  }

  /** Both are wrong with it, and it is what the database would have said first. */
  @Test
  void whatIsAddedTwiceIsJudgedFirst() {
    try (MemorySadb sadb = embedded()) {
      String des = " encralg des encrkey 0123456789abcdef\n";
      String weak = " encralg des encrkey 0101010101010101\n";
      String name = "add esp spi 1000 dst 192.0.2.2";
      assertThat(errors(name + des + name + weak, sadb)).containsExactly("2:52");
      assertThat(errors(name + des + name + des, sadb)).containsExactly("2:13");
    }
  }

  private List<String> errors(String text, Sadb sadb) {
    LoadResult result = load(text, sadb);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    return ((LoadResult.Rejected) result)
        .problems().stream()
            .filter(Problem::isError)
            .map(problem -> problem.line() + ":" + problem.column())
            .toList();
  }

  /** So that the keys in it are overwritten. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "add esp spi 2000 dst several",
        "add esp spi 2000 dst 0.0.0.0",
        "delete esp spi 1000 dst 192.0.2.2"
      })
  void copyIsClosedWhateverBecomesOfIt(String last) {
    List<Transaction> open = new ArrayList<>();
    try (Sadb sadb = new Watched(embedded(), open)) {
      String text = add(1000) + (last.isEmpty() ? "" : last + KEY);
      load(text, sadb);
      assertThat(open).isEmpty();
      PlanResult plan =
          loader(sadb).plan(SecretText.taking("keys", octets(text)), sadb, FLUSH, _ -> true);
      if (plan instanceof Planned planned) {
        planned.close();
      }
      assertThat(open).isEmpty();
    }
  }

  /** A database of which is known which transactions are open. */
  private static final class Watched extends ForwardingSadb {
    private final List<Transaction> open;

    Watched(Sadb sadb, List<Transaction> open) {
      super(sadb);
      this.open = open;
    }

    @Override
    public boolean hasTransactions() {
      return true;
    }

    @Override
    public Transaction begin(Transaction.Start start) {
      Transaction transaction = sadb().begin(start);
      assertThat(transaction).isNotNull();
      Transaction watched =
          new Transaction() {
            @Override
            public Sadb copy() {
              return transaction.copy();
            }

            @Override
            public void commit() {
              transaction.commit();
            }

            @Override
            public void close() {
              transaction.close();
              open.remove(this);
            }
          };
      open.add(watched);
      return watched;
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
      byte[] octets = octets(add(1000) + add(1001));
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
