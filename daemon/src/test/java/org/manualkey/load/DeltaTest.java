package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.manualkey.load.RecordingSadb.spi;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaContents;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.KeyMaterial;
import org.manualkey.secret.SecretText;

/** Loads that send differences only, and loads that leave alone what is not theirs. */
final class DeltaTest {
  private static final LoadPolicy FLUSH =
      new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.ALL);
  private static final LoadPolicy DELTA =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL);
  private static final LoadPolicy OWNED =
      new LoadPolicy(LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.OWNED);
  private static final LoadPolicy FLUSH_OWNED =
      new LoadPolicy(LoadPolicy.Refresh.FLUSH, LoadPolicy.Scope.OWNED);
  private static final String AUTH =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final String OTHER =
      " authalg sha1 authkey 0bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";

  private final RecordingSadb sadb = new RecordingSadb();
  private final Owned owned = new Owned();

  /** A record of ownership that lives as long as the test. */
  private static final class Owned implements Ownership {
    private Set<SaId> ids = Set.of();
    private Set<SaId> before = Set.of();

    @Override
    public Set<SaId> owned() {
      return ids;
    }

    @Override
    public void begin(Set<SaId> wanted) {
      before = ids;
      Set<SaId> both = new HashSet<>(before);
      both.addAll(wanted);
      ids = both;
    }

    @Override
    public void commit(Set<SaId> wanted) {
      ids = wanted;
    }

    @Override
    public void restored() {
      ids = before;
    }
  }

  private Loader loader() {
    ScriptedResolver names =
        new ScriptedResolver()
            .with("multi.test", "192.0.2.21", "192.0.2.22", "192.0.2.23")
            .with("router", "192.0.2.1");
    return new CommandPipeline(AlgorithmsFile.builtIn(), names, RecordingSadb::new)
        .loader(
            CommandPipeline.NameLookup.ON,
            sadb.judge(),
            () -> {},
            new ContentsOfLoad(new SaContents()));
  }

  private static SecretText text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return SecretText.taking("keys", octets);
  }

  private LoadResult load(String text, LoadPolicy policy) {
    return loader().load(text(text), sadb, policy, owned);
  }

  private Plan loaded(String text) {
    return loaded(text, DELTA);
  }

  private Plan loaded(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return ((LoadResult.Applied) result).plan();
  }

  private LoadResult.RolledBack refused(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.RolledBack.class);
    return (LoadResult.RolledBack) result;
  }

  private LoadResult.Rejected rejected(String text, LoadPolicy policy) {
    LoadResult result = load(text, policy);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    return (LoadResult.Rejected) result;
  }

  /** What the same text leaves in an empty database by flushing. */
  private static List<String> flushed(String text) {
    DeltaTest other = new DeltaTest();
    other.loader().load(text(text), other.sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    return other.sadb.contents();
  }

  private static String add(int spi) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2" + AUTH + "\n";
  }

  private static String in(int spi) {
    return add(spi).replace("\n", " inbound\n");
  }

  private static String out(int spi) {
    return add(spi).replace("\n", " outbound\n");
  }

  private List<String> actions(Plan plan) {
    return plan.changes().stream().map(change -> change.word() + " " + change.id().spi()).toList();
  }

  private static LoadPolicy lingering(int millis) {
    return new LoadPolicy(
        LoadPolicy.Refresh.DELTA, LoadPolicy.Scope.ALL, Duration.ofMillis(millis));
  }

  @Test
  void saThatAnotherOneSucceedsStaysAfterTheLoad_andIsStillOwned() {
    loaded(in(1) + out(2));
    Plan plan = loaded(in(3) + out(4), lingering(50));
    assertThat(actions(plan)).containsExactly("add 3", "add 4", "delete 2", "delete 1");
    assertThat(plan.lingering()).extracting(deletion -> deletion.id().spi()).containsExactly(2, 1);
    assertThat(plan.summary())
        .isEqualTo("2 added, 2 deleted (2 after 50 ms), 0 replaced, 0 updated, 0 kept");
    assertThat(owned.ids).extracting(SaId::spi).containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(sadb.contents()).hasSize(4);
    assertThat(plan.lingering())
        .allSatisfy(deletion ->
            assertThat(sadb.exchange(deletion.request())).isInstanceOf(Reply.Done.class));
    assertThat(sadb.contents()).isEqualTo(flushed(in(3) + out(4)));
  }

  @Test
  void saWithoutSuccessorIsDeletedByTheLoad() {
    String elsewhere = "add esp spi 5 src 192.0.2.1 dst 192.0.2.9" + AUTH + "\n";
    String otherProtocol = add(6).replace("esp", "ah");
    String tunnel = add(7).replace("\n", " innersrc 10.0.0.0/8 innerdst 10.1.0.0/16\n");
    loaded(elsewhere + otherProtocol + tunnel);
    Plan plan = loaded(add(8), lingering(50));
    assertThat(plan.lingering()).isEmpty();
    assertThat(sadb.contents()).isEqualTo(flushed(add(8)));
  }

  @Test
  void saThatLingeredIsKept_whenTheFileHasItAgain() {
    loaded(add(1));
    loaded(add(2), lingering(50));
    Plan plan = loaded(add(1) + add(2), lingering(50));
    assertThat(plan.changes()).isEmpty();
    assertThat(owned.ids).hasSize(2);
  }

  @Test
  void successorMayBeAnSaThatWasThereBefore() {
    loaded(add(1) + add(2));
    Plan plan = loaded(add(2), lingering(50));
    assertThat(plan.lingering()).hasSize(1);
    assertThat(loaded("", lingering(50)).lingering()).isEmpty();
  }

  @Test
  void sameFileTwiceSendsNothingButTheDump() {
    loaded(LoaderTest.RICH);
    sadb.forget();
    Plan plan = loaded(LoaderTest.RICH);
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.kept()).isEqualTo((int) LoaderTest.RICH.lines().count());
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
  }

  /** Without pairs the file is compared as it stands, with them as it comes out of a shadow. */
  @Test
  void plainFileTwiceSendsNothingButTheDump() {
    String plain =
        LoaderTest.RICH
            .lines()
            .filter(line -> !line.contains("pair-spi"))
            .reduce("", (all, line) -> all + line + "\n");
    loaded(plain);
    assertThat(sadb.contents()).isEqualTo(flushed(plain));
    sadb.forget();
    assertThat(loaded(plain).changes()).isEmpty();
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
  }

  /** A tunnel is found by its addresses alone: what is said of its outside selects nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sport 443 dport 443",
        "sport 443",
        "dport 443",
        "idport 4789 iproto 17",
        "idport 4789",
      })
  void portsAndProtocolAroundATunnelAreNoDifference(String selectors) {
    String text =
        "add esp spi 0x2001 src 192.0.2.1 dst 198.51.100.9 "
            + selectors
            + " isrc 10.1.0.0/16 idst 10.2.0.0/16 encralg aes"
            + " encrkey 326f1a0c9b8d7e6f5a4b3c2d1e0f9a02"
            + AUTH
            + "\n";
    loaded(text);

    Plan again = loaded(text);

    assertThat(again.changes()).isEmpty();
    assertThat(again.kept()).isEqualTo(1);
  }

  @Test
  void bitsBehindAPrefixAreNoDifference() {
    String tunnels =
        add(1000).replace("\n", " isrc 10.1.2.3/8 idst 10.200.0.0/12\n")
            + "add esp spi 1001 src 2001:db8::1 dst 2001:db8::2 isrc 2001:db8:1::1/20"
            + " idst 2001:db8:2::ffff/90"
            + AUTH
            + "\n";
    loaded(tunnels);
    assertThat(loaded(tunnels).changes()).isEmpty();
  }

  @Test
  void differencesAloneAreSent_newBeforeOld_inboundBeforeOutbound() {
    loaded(out(1000) + in(1001) + in(1002) + out(1003));
    sadb.forget();
    Plan plan = loaded(in(1002) + out(1003) + out(1004) + in(1005));
    assertThat(actions(plan)).containsExactly("add 1005", "add 1004", "delete 1000", "delete 1001");
    assertThat(plan.summary()).isEqualTo("2 added, 2 deleted, 0 replaced, 0 updated, 2 kept");
    assertThat(sadb.requests())
        .containsExactly(
            MessageType.DUMP,
            MessageType.ADD,
            MessageType.ADD,
            MessageType.DELETE,
            MessageType.DELETE);
    assertThat(sadb.contents()).isEqualTo(flushed(in(1002) + out(1003) + out(1004) + in(1005)));
  }

  @Test
  void anotherKeyForTheSameSpiIsDeletedAndAdded_andPlannedAsAReplacement() {
    loaded(add(1000) + add(1001));
    sadb.forget();
    String changed = add(1000) + add(1001).replace(AUTH, OTHER);
    Plan plan = loaded(changed);
    assertThat(actions(plan)).containsExactly("replace 1001");
    assertThat(sadb.requests())
        .containsExactly(MessageType.DUMP, MessageType.DELETE, MessageType.ADD);
    assertThat(sadb.contents()).isEqualTo(flushed(changed));
  }

  @Test
  void lifetimesThatAreSetOrChangedAreUpdated_andOneThatIsTakenAwayMeansANewSa() {
    loaded(out(1000));
    String soft = out(1000).replace("\n", " soft_bytes 5 hard_bytes 9\n");
    assertThat(actions(loaded(soft))).containsExactly("update 1000");
    assertThat(sadb.contents()).isEqualTo(flushed(soft));
    String more = out(1000).replace("\n", " soft_bytes 50 hard_bytes 90\n");
    assertThat(actions(loaded(more))).containsExactly("update 1000");
    assertThat(sadb.contents()).isEqualTo(flushed(more));
    assertThat(actions(loaded(out(1000)))).containsExactly("replace 1000");
    assertThat(sadb.contents()).isEqualTo(flushed(out(1000)));
  }

  @Test
  void fileThatFlushesDeletesAndUpdatesIsTriedOutFirst_andItsEndIsTheTarget() {
    String text =
        add(1)
            + "flush esp\n"
            + out(1000)
            + add(1001)
            + "delete esp spi 1001 dst 192.0.2.2\n"
            + "update esp spi 1000 dst 192.0.2.2 hard_bytes 99\n";
    loaded(out(1000) + add(1001) + add(1002));
    sadb.forget();
    assertThat(actions(loaded(text))).containsExactly("update 1000", "delete 1001", "delete 1002");
    assertThat(sadb.contents()).isEqualTo(flushed(text));
    sadb.forget();
    assertThat(loaded(text).changes()).isEmpty();
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
  }

  @Test
  void pairsAreMadeKeptAndUnmade() {
    String pair =
        out(0x201)
            + "add esp spi 0x202 src 192.0.2.2 dst 192.0.2.1 inbound pair-spi 0x201"
            + AUTH
            + "\n";
    String others = pair.replace("0x202", "0x302");
    for (String text :
        List.of(pair, others, out(0x201), pair, others.replace(AUTH, OTHER), "#\n")) {
      loaded(text);
      assertThat(sadb.contents()).as(text).isEqualTo(flushed(text));
    }
  }

  @Test
  void doubleSaOfAFileIsRefusedBeforeAnythingIsTouched() {
    loaded(add(1000));
    sadb.forget();
    for (LoadPolicy policy : List.of(DELTA, FLUSH)) {
      assertThat(rejected(add(1001) + add(1001), policy).problems())
          .extracting(Problem::line, Problem::code)
          .containsExactly(tuple(2, ProblemCode.ALREADY_EXISTS));
    }
    assertThat(sadb.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageType.class,
      names = {"ADD", "UPDATE", "DELETE"})
  void refusalOfAnyStepTakesBackTheStepsBefore(MessageType type) {
    String before = LoaderTest.RICH + out(3000) + out(3001) + out(3002);
    String after =
        LoaderTest.RICH.replace("9bdb8d9e", "8adb8d9e")
            + out(3000).replace("\n", " hard_bytes 7\n")
            + out(3001).replace("\n", " hard_bytes 8\n")
            + out(4000);
    loaded(before);
    List<String> contents = sadb.contents();
    Set<SaId> ids = owned.owned();
    for (int nth = 1; nth < 50; nth++) {
      AtomicInteger left = new AtomicInteger(nth);
      sadb.refusing(
          request -> request.header().type() == type && left.decrementAndGet() == 0,
          Errno.ENOMEM.code());
      LoadResult result = load(after, DELTA);
      if (result instanceof LoadResult.Applied) {
        assertThat(nth).isGreaterThan(1);
        return;
      }
      assertThat(((LoadResult.RolledBack) result).lost()).isEmpty();
      assertThat(sadb.contents()).as("%s %d", type, nth).isEqualTo(contents);
      assertThat(owned.owned()).isEqualTo(ids);
    }
    throw new AssertionError("never loaded");
  }

  @Test
  void everyRefusedCommandIsReportedWithItsLineAndAllIsUndone() {
    loaded(add(1000));
    List<String> before = sadb.contents();
    for (LoadPolicy policy : List.of(DELTA, FLUSH)) {
      sadb.refusing(
          request ->
              request.header().type() == MessageType.ADD
                  && Objects.requireNonNull(request.sa()).spi() % 2 == 1
                  && Objects.requireNonNull(request.sa()).spi() > 1000,
          Errno.EINVAL.code());
      String text = add(1001) + add(1002) + "\n" + add(1003) + add(1004) + add(1005);
      assertThat(refused(text, policy).refusals())
          .extracting(RefusedCommand::line)
          .containsExactly(1, 4, 6);
      sadb.refusing(_ -> false, 0);
      assertThat(sadb.contents()).isEqualTo(before);
    }
  }

  @Test
  void reportedRefusalsAreLimited() {
    StringBuilder text = new StringBuilder();
    for (int spi = 2000; spi < 2500; spi++) {
      text.append(add(spi));
    }
    sadb.refusing(request -> request.header().type() == MessageType.ADD, Errno.EINVAL.code());
    for (LoadPolicy policy : List.of(DELTA, FLUSH)) {
      sadb.forget();
      assertThat(refused(text.toString(), policy).refusals()).hasSize(20);
      assertThat(sadb.requests().stream().filter(MessageType.ADD::equals).count()).isLessThan(100);
    }
  }

  @Test
  void refusedCommandIsReportedWithItsLine() {
    loaded(add(1000));
    sadb.refusing(spi(MessageType.ADD, 1002), Errno.EINVAL.code());
    LoadResult.RolledBack refused = refused(add(1000) + add(1001) + "\n" + add(1002), DELTA);
    assertThat(refused.refusals().getFirst().line()).isEqualTo(4);
    assertThat(refused.refusals().getFirst().refusal().errno()).isEqualTo(Errno.EINVAL.code());
  }

  @Test
  void replyThatDoesNotComeTakesBackTheStepsBefore() {
    loaded(add(1000) + add(1001));
    List<String> contents = sadb.contents();
    for (MessageType type : List.of(MessageType.ADD, MessageType.DELETE)) {
      AtomicInteger asked = new AtomicInteger();
      sadb.losing(request -> request.header().type() == type && asked.incrementAndGet() == 2);
      assertThatThrownBy(() -> load(add(1002) + add(1003), DELTA))
          .isInstanceOf(SadbException.class)
          .hasMessageContaining("rolled back");
      assertThat(sadb.contents()).isEqualTo(contents);
      assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
    }
  }

  @Test
  void keysAreWipedAfterwards() {
    loaded(LoaderTest.RICH);
    loaded(LoaderTest.RICH.replace("9bdb8d9e", "8adb8d9e"));
    assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
  }

  @ParameterizedTest
  @EnumSource(LoadPolicy.Refresh.class)
  void ownedScopeNeverTouchesWhatOthersAdded(LoadPolicy.Refresh refresh) {
    loader().load(text(add(9000)), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    LoadPolicy policy = new LoadPolicy(refresh, LoadPolicy.Scope.OWNED);
    loaded("flush\n" + add(1000) + add(1001), policy);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1000) + add(1001)));
    loaded(add(1001), policy);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1001)));
    assertThat(rejected(add(9000).replace(AUTH, OTHER), policy).problems())
        .extracting(Problem::code)
        .containsExactly(ProblemCode.ALREADY_EXISTS);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1001)));
  }

  @Test
  void anothersSaThatIsAsWantedStaysAnothers() {
    loader().load(text(add(9000)), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    loaded(add(9000) + add(1000), OWNED);
    assertThat(owned.owned()).extracting(SaId::spi).containsExactly(1000);
    loaded(add(1000), OWNED);
    assertThat(sadb.contents()).isEqualTo(flushed(add(9000) + add(1000)));
  }

  @Test
  void flushOfOwnedSasReplacesThemAll() {
    loaded(add(1000) + add(1001), FLUSH_OWNED);
    assertThat(actions(loaded(add(1000) + add(1002), FLUSH_OWNED)))
        .containsExactlyInAnyOrder("replace 1000", "add 1002", "delete 1001");
  }

  @Test
  void planTouchesNothingAndHoldsNoKey() {
    loaded(add(1000) + out(1001) + add(1002));
    List<String> before = sadb.contents();
    sadb.forget();
    String text = add(1000).replace(AUTH, OTHER) + out(1001) + add(1003);
    Loader loader = loader();
    Checked checked = (Checked) loader.check(text(text));
    Plan plan;
    try (Planned planned = (Planned) loader.plan(checked, sadb, DELTA, owned::owns)) {
      plan = ((ChangePlan) planned).plan();
    }
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
    assertThat(sadb.contents()).isEqualTo(before);
    assertThat(plan.changes().stream().map(PlannedChange::describe))
        .containsExactly(
            "add esp spi 0x3eb src 192.0.2.1 dst 192.0.2.2",
            "replace esp spi 0x3e8 src 192.0.2.1 dst 192.0.2.2",
            "delete esp spi 0x3ea src 192.0.2.1 dst 192.0.2.2");
    assertThat(plan.toString() + checked).doesNotContain("9bdb", "0bdb");
    assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
  }

  @Test
  void restoreAddsMissingSasAndChangesNothingElse() {
    loaded(add(1000) + add(1001) + add(1002));
    String text = add(1000).replace(AUTH, OTHER) + add(1001) + add(1002) + add(1003);
    Set<SaId> gone = Set.of(SaId.parse("esp spi 0x3e9 dst 192.0.2.2"));
    loader().load(text(add(1000) + add(1002)), sadb, DELTA, owned);
    assertThat(loader().restore(text(text), sadb, gone)).isInstanceOf(LoadResult.Applied.class);
    assertThat(sadb.contents()).isEqualTo(flushed(add(1000) + add(1001) + add(1002)));
  }

  private static final String MULTI = "add esp spi 0x1006 dst multi.test" + AUTH + "\n";

  /** With an update, so that the target is what a trial leaves. */
  private static final String MULTI_UPDATED =
      MULTI + "update esp spi 0x1006 dst multi.test hard_bytes 9000\n";

  private static SaId multi(int last) {
    return SaId.parse("esp spi 0x1006 dst 192.0.2." + last);
  }

  /** What is there is removed by another program. */
  private void remove(SaId id) {
    Message delete =
        Message.of(
            Header.request(MessageType.DELETE, SaType.ESP, 0, 0),
            new Sa(id.spi(), 0, 0, 0, 0, 0),
            new Address(Address.Kind.DST, 0, 0, id.ip().withPort(0)));
    assertThat(sadb.exchange(delete)).isInstanceOf(Reply.Done.class);
  }

  /** The SAs of one command share its key: that one of them stays must not cost the others it. */
  @ParameterizedTest
  @ValueSource(strings = {MULTI, MULTI_UPDATED})
  void theSasOfANameWithSeveralAddressesAreComparedWithTheirKey(String text) {
    loaded(text);
    sadb.forget();
    Plan plan = loaded(text);
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.kept()).isEqualTo(3);
    assertThat(sadb.requests()).containsExactly(MessageType.DUMP);
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23})
  void theSasOfANameWithSeveralAddressesAreAddedWithTheirKey(int gone) {
    loaded(MULTI);
    remove(multi(gone));
    assertThat(loaded(MULTI).summary())
        .isEqualTo("1 added, 0 deleted, 0 replaced, 0 updated, 2 kept");
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));

    remove(multi(gone));
    assertThat(loader().restore(text(MULTI), sadb, Set.of(multi(gone))))
        .isInstanceOf(LoadResult.Applied.class);
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23})
  void theSasOfANameOfWhichOneIsAnothersAreAddedWithTheirKey(int anothers) {
    load(MULTI.replace("multi.test", "192.0.2." + anothers), FLUSH);
    owned.ids = Set.of();
    Plan plan = loaded(MULTI, OWNED);
    assertThat(plan.changes()).hasSize(2).allMatch(change -> change.word().equals("add"));
    assertThat(owned.ids).hasSize(2).doesNotContain(multi(anothers));
    assertThat(sadb.contents()).isEqualTo(flushed(MULTI));
    assertThat(loaded(MULTI, OWNED).changes()).isEmpty();
    String other = MULTI.replace(AUTH, OTHER).replace("multi.test", "192.0.2." + anothers);
    load(other, FLUSH);
    owned.ids = Set.of();
    assertThat(rejected(MULTI, OWNED).problems()).hasSize(1);
    assertThat(sadb.contents()).isEqualTo(flushed(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // What an OSPFv3 router has (RFC 4552): literal addresses are not refused for their scope.
        "add ah spi 500 src fe80::200:5eff:fe00:5301 dst ff02::5 outbound",
        "add ah spi 500 src :: dst fe80::200:5eff:fe00:5301 inbound",
        "add ah spi 500 src :: dst ff02::5 inbound outbound",
        // An end that is not given is any address of the family of the other one.
        "add esp spi 0x605 src 192.0.2.1 dst 192.0.2.9 isrc 10.1.0.0/16",
        "add esp spi 0x605 src 192.0.2.1 dst 192.0.2.9 idst 10.1.0.0/16 isport 80",
        "add esp spi 0x605 src 2001:db8::1 dst 2001:db8::9 idst 10.1.0.1",
        "add esp spi 0x605 src router dst 192.0.2.9 idst 2001:db8::/32"
      })
  void loadsAndIsTheSameAgain(String command) {
    String text = command + AUTH + "\n";
    loaded(text, FLUSH);
    assertThat(loaded(text).changes()).isEmpty();
  }
}
