package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Parser;
import org.manualkey.netlink.Attribute.Replay;
import org.manualkey.pfkey.Message;
import org.manualkey.request.RequestBuilder;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Sadb;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.FakeLinuxKernel;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;
import org.manualkey.sadb.linux.xfrm.XfrmCapabilities;
import org.manualkey.secret.SecretText;

/** The ADDs of a text are prepared for a kernel during its check; other texts are parsed again. */
final class PreparedFillingTest {
  private static final String KEYS =
      " encralg aes encrkey 000102030405060708090a0b0c0d0e0f authalg sha1 authkey "
          + "9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n";
  private static final SaId FIRST = Databases.id(0x1000, "10.0.0.2");
  private static final Replay SENT = new Replay(70_000, 0, 0);
  private static final String TWO = add(0x1000) + add(0x1001);

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();
  private final ScriptedResolver resolver =
      new ScriptedResolver().with("several", "10.0.0.8", "10.0.0.9");

  /** How many commands were parsed. */
  private int parsed;

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private static String add(int spi) {
    return "add esp spi 0x%x src 10.0.0.1 dst 10.0.0.2%s".formatted(spi, KEYS);
  }

  private LoadResult load(String text, Sadb into) {
    return load(text, into, into.judge());
  }

  private LoadResult load(String text, Sadb into, Judge judge) {
    parsed = 0;
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return new CommandPipeline(AlgorithmsFile.builtIn(), resolver, kernel::openAnother)
        .loader(CommandPipeline.NameLookup.ON, judge, () -> parsed++)
        .load(SecretText.taking("keys", octets), into, LoadPolicy.DEFAULT, Ownership.NOBODY);
  }

  private void granted(String text, Sadb into) {
    assertThat(load(text, into)).isInstanceOf(LoadResult.Applied.class);
  }

  /** A name with two addresses is not among those that are prepared. */
  @ParameterizedTest
  @CsvSource({"10.0.0.2, 1", "several, 2"})
  void textOfAddsIsParsedOnce(String last, int passes) {
    granted(TWO, sadb);
    assertThat(parsed).as("into an empty kernel").isEqualTo(2);

    granted(TWO + add(0x1002).replace("10.0.0.2", last), sadb);

    assertThat(parsed).as("over SAs that are there").isEqualTo(passes * 3);
    assertThat(kernel.size()).isEqualTo(last.equals("several") ? 4 : 3);
  }

  @Test
  void saThatThisDaemonAddedGoesOnWithItsNumbers() {
    granted(TWO, sadb);
    kernel.count(FIRST, SENT);

    granted(TWO, sadb);

    assertThat(parsed).isEqualTo(2);
    assertThat(kernel.counters(FIRST)).isEqualTo(SENT);
  }

  /** That it is there is known after the ADDs were prepared, without a place for its numbers. */
  @Test
  void saThatAnotherDaemonAddedGoesOnWithItsNumbers() {
    granted(TWO, sadb);
    kernel.count(FIRST, SENT);
    try (LinuxSadb another = kernel.openAnother()) {
      granted(TWO, another);
    }

    assertThat(parsed).isEqualTo(2 * 2);
    assertThat(kernel.counters(FIRST)).isEqualTo(SENT);
  }

  /** What it adds is not there, so that nothing need go on. */
  @Test
  void saOfOthersThatIsFlushedDoesNotMatter() {
    granted(TWO, sadb);
    try (LinuxSadb another = kernel.openAnother()) {
      granted(add(0x2000), another);
    }

    assertThat(parsed).isEqualTo(1);
    assertThat(kernel.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add esp spi 0 dst 10.0.0.2",
        "add esp spi 0x2000 dst 0.0.0.0",
        "add esp spi 0x1000 dst 10.0.0.2",
        "nonsense"
      })
  void errorBehindTheAddsSendsNothingAndLeavesNoRecord(String wrong) {
    granted(add(0x900), sadb);
    var _ = kernel.requests();

    assertThat(load(TWO + wrong + KEYS, sadb)).isInstanceOf(LoadResult.Rejected.class);

    assertThat(kernel.requests()).isEmpty();
    assertThat(Databases.recorded(sadb)).isEqualTo(1);
  }

  /** A refused SA does not count as added: what follows is judged as without it. */
  @Test
  void saThatIsWrongOnceIsReportedOnce() {
    String weak = " encralg des encrkey 0101010101010101\n";
    String right = " encralg des encrkey 0123456789abcdef\n";
    String name = "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2";

    LoadResult result = load(name + weak + name + right, sadb);

    assertThat(((LoadResult.Rejected) result).count().invalid()).isEqualTo(1);
  }

  /** The service judges by its own rules after those of the database. */
  @Test
  void judgementThatRefusesMoreIsAskedOnceForEachSa() {
    AtomicInteger judged = new AtomicInteger();
    granted("", sadb);

    LoadResult result = load(TWO, sadb, new Stricter(sadb.judge(), judged));

    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    assertThat(parsed).isEqualTo(2);
    assertThat(judged).hasValue(2);
  }

  private record Stricter(Judge database, AtomicInteger judged) implements Judge {
    @Override
    public Refusal judge(Message request) {
      judged.incrementAndGet();
      return database.judge(request);
    }

    @Override
    public boolean covers(Judge other) {
      return database.covers(other);
    }
  }

  /** Nothing is prepared for a judgement that is another's: it would not be judged. */
  @Test
  void textThatWasJudgedByOthersIsJudgedWhenItIsPrepared() {
    String weak =
        "add esp spi 0x1000 src 10.0.0.1 dst 10.0.0.2 encralg des encrkey " + "0101010101010101\n";

    LoadResult result = load(weak, sadb, _ -> null);

    assertThat(result).isInstanceOf(LoadResult.RolledBack.class);
    assertThat(kernel.size()).isZero();
  }

  /** The database has the last word, and says so: no SA is left out. */
  @Test
  void whatIsRefusedOnlyWhenItIsPreparedIsReported() {
    Judge lenient =
        new Judge() {
          @Override
          public @Nullable Refusal judge(Message request) {
            return null;
          }

          @Override
          public boolean covers(Judge other) {
            return true;
          }
        };

    LoadResult result = load(TWO + add(0x1002).replace("10.0.0.2", "0.0.0.0"), sadb, lenient);

    assertThat(result).isInstanceOf(LoadResult.RolledBack.class);
    assertThat(((LoadResult.RolledBack) result).refusals())
        .singleElement()
        .satisfies(refused -> assertThat(refused.line()).isEqualTo(3));
    assertThat(kernel.size()).isZero();
  }

  @Test
  void checkThatIsStoppedLeavesNoPlaces() {
    int[] turns = new int[1];
    Loader loader =
        new CommandPipeline(AlgorithmsFile.builtIn(), resolver, kernel::openAnother)
            .loader(
                CommandPipeline.NameLookup.ON,
                sadb.judge(),
                () -> {
                  if (++turns[0] == 2) {
                    throw new CancellationException();
                  }
                });
    SecretText text = SecretText.taking("keys", TWO.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> loader.load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY))
        .isInstanceOf(CancellationException.class);

    assertThat(Databases.recorded(sadb)).isZero();
  }

  /** Once there was an SA with a mark, each deletion is preceded by a look. */
  @Test
  void markInATextWithErrorsDoesNotMatter() {
    granted(TWO, sadb);
    String marked = add(0x2000).replace(" encralg", " mark 7/0xff encralg");
    assertThat(load(marked + "nonsense\n", sadb)).isInstanceOf(LoadResult.Rejected.class);
    var _ = kernel.looks();

    granted(TWO, sadb);

    assertThat(kernel.looks()).isZero();
  }

  /** It is left for the next request to find out what others did. */
  @Test
  void errorSendsNothingWhateverOthersDid() {
    FakeLinuxKernel fake = new FakeLinuxKernel(XfrmCapabilities.table(false), Draft.PID);
    try (LinuxSadb first = Databases.over(fake, Draft.PID);
        LinuxSadb another = Databases.over(fake.doorOf(Draft.PID + 1), Draft.PID + 1)) {
      granted(TWO, first);
      granted("flush esp\n", another);
      fake.failAfter(0);

      assertThat(load(TWO + "nonsense\n", first)).isInstanceOf(LoadResult.Rejected.class);
    }
  }

  @Test
  void placesStayWhenOtherRequestsAreDone() {
    try (PreparedRequests ahead = Objects.requireNonNull(sadb.prepareAhead())) {
      assertThat(ahead.add(Draft.addEsp(0x1000).build())).isNull();

      sadb.prepare().close();

      assertThat(Databases.recorded(sadb)).isEqualTo(1);
      assertThat(sadb.held()).as("there").isZero();
    }
    assertThat(Databases.recorded(sadb)).isZero();
  }

  /** There is no memory to be had for them once changes are made. */
  @Test
  void placesStayWhateverADumpShows() {
    granted(TWO, sadb);
    try (PreparedRequests ahead = Objects.requireNonNull(sadb.prepareAhead());
        LinuxSadb another = kernel.openAnother()) {
      for (int spi : List.of(0x1000, 0x1001, 0x1002)) {
        assertThat(ahead.add(Draft.addEsp(spi).build())).isNull();
      }
      granted("flush esp\n", another);

      sadb.forEach(_ -> {});

      assertThat(Databases.recorded(sadb)).isEqualTo(3);
      assertThat(ahead.send(0)).isNull();
    }
    assertThat(Databases.recorded(sadb)).isEqualTo(1);
  }

  @Test
  void whatThereIsNoMoreMemoryForIsGivenUp() {
    assertThat(isFilled(2)).isTrue();
    assertThat(isFilled(1)).isFalse();
    assertThat(Databases.recorded(sadb)).isZero();
  }

  private boolean isFilled(int room) {
    RequestBuilder requests = new RequestBuilder(resolver, true);
    PreparedRequests ahead = Objects.requireNonNull(sadb.prepareAhead());
    try (PreparedFilling filling = new PreparedFilling(ahead, room)) {
      CheckResult result =
          new Checker(
                  new Parser(AlgorithmsFile.builtIn(), true),
                  requests,
                  sadb.judge(),
                  kernel::openAnother,
                  WantedSas.UNHEARD)
              .check(
                  SecretText.taking("keys", TWO.getBytes(StandardCharsets.UTF_8)), filling, null);
      assertThat(result).isInstanceOf(Checked.class);
      return filling.isFilled();
    }
  }
}
