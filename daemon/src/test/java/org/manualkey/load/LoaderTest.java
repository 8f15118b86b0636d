package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.manualkey.load.RecordingSadb.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.language.Parser;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.MessageType;
import org.manualkey.request.ScriptedResolver;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.SadbException;
import org.manualkey.secret.KeyMaterial;
import org.manualkey.secret.SecretText;

final class LoaderTest {
  private static final String AUTH =
      " authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e";
  private static final String AES = " encralg aes encrkey c167f76601f6918b4c4230bd155037c6";
  private static final String GCM =
      " encralg aes-gcm16 encrkey 00112233445566778899aabbccddeeffdeadbeef";

  /** All that an SA can have. */
  static final String RICH =
      String.join(
          "\n",
          "add ah spi 0x100 src 192.0.2.1 dst 192.0.2.2" + AUTH,
          "add esp spi 0x101 src 192.0.2.1 dst 192.0.2.2" + AES + AUTH,
          "add esp spi 0x102 src 192.0.2.1 dst 192.0.2.2" + GCM,
          "add esp spi 0x103 src 192.0.2.1 dst 192.0.2.2 reserved_bits 32" + GCM,
          "add esp spi 0x104 src 2001:db8::1 dst 2001:db8::2 soft_bytes 10 hard_bytes 20"
              + " soft_addtime 30 hard_addtime 40 soft_usetime 5 hard_usetime 6 idle_addtime 7"
              + " idle_usetime 4"
              + AUTH,
          "add esp spi 0x105 src 192.0.2.1 dst 192.0.2.2 isrc 10.0.0.0/8 idst 10.1.0.0/16 iproto 6"
              + " isport 5 idport 7"
              + AUTH,
          "add esp spi 0x106 src 192.0.2.1 dst 192.0.2.2 encap udp nat_loc 10.0.0.9 nat_lport 4500"
              + " nat_rem 10.0.0.8 nat_rport 4501"
              + AUTH,
          "add esp spi 0x107 src 192.0.2.1 sport 53 dst 192.0.2.2 dport 54 proto 17" + AUTH,
          "add esp spi 0x108 src 192.0.2.1 dst 192.0.2.2 srcidtype fqdn a.example dstidtype mailbox"
              + " b@c.example"
              + AUTH,
          "add esp spi 0x109 src 192.0.2.1 dst 192.0.2.2 inbound" + AUTH,
          "add esp spi 0x10a src 192.0.2.1 dst 192.0.2.2 outbound" + AUTH,
          "add esp spi 0x10b src 192.0.2.1 dst 192.0.2.2 inbound outbound" + AUTH,
          "add esp spi 0x10c src 192.0.2.1 dst 192.0.2.2 replay 32 replay_value 77 inbound" + AUTH,
          "add esp spi 0x10d dst 192.0.2.2" + AUTH,
          "add esp spi 0x10e src 192.0.2.1 dst 192.0.2.2 encralg des encrkey 0123456789abcdee"
              + AUTH,
          "add esp spi 0x201 src 192.0.2.1 dst 192.0.2.2 outbound" + AUTH,
          "add esp spi 0x202 src 192.0.2.2 dst 192.0.2.1 inbound pair-spi 0x201" + AUTH,
          "");

  private final ScriptedResolver resolver =
      new ScriptedResolver()
          .with("peer", "192.0.2.7")
          .with("several", "192.0.2.8", "192.0.2.9")
          .silentAbout("silent");
  private final RecordingSadb sadb = new RecordingSadb();

  private Loader loader() {
    return new CommandPipeline(AlgorithmsFile.builtIn(), resolver, RecordingSadb::new)
        .loader(CommandPipeline.NameLookup.ON, sadb.judge());
  }

  private static SecretText text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return SecretText.taking("keys", octets);
  }

  private LoadResult load(String text) {
    return loader().load(text(text), sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
  }

  private LoadResult.Applied loaded(String text) {
    LoadResult result = load(text);
    assertThat(result).isInstanceOf(LoadResult.Applied.class);
    return (LoadResult.Applied) result;
  }

  private LoadResult.Rejected rejected(String text) {
    LoadResult result = load(text);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    return (LoadResult.Rejected) result;
  }

  private LoadResult.RolledBack refused(String text) {
    LoadResult result = load(text);
    assertThat(result).isInstanceOf(LoadResult.RolledBack.class);
    return (LoadResult.RolledBack) result;
  }

  private static String add(int spi) {
    return "add esp spi " + spi + " src 192.0.2.1 dst 192.0.2.2" + AUTH + "\n";
  }

  @Test
  void loadReplacesWhatWasThere() {
    loaded(add(1000) + add(1001));
    assertThat(sadb.contents())
        .anyMatch(sa -> sa.contains("spi=1000"))
        .anyMatch(sa -> sa.contains("spi=1001"));
    LoadResult.Applied result = loaded(add(1002));
    assertThat(result.count()).isEqualTo(new Parser.Count(1, 1, 0));
    assertThat(sadb.contents()).allMatch(sa -> sa.contains("spi=1002")).isNotEmpty();
  }

  @Test
  void everyKindOfSaIsLoaded() {
    LoadResult.Applied result = loaded(RICH);
    assertThat(result.count().valid()).isEqualTo(RICH.lines().count());
    assertThat(sadb.contents()).hasSizeGreaterThanOrEqualTo((int) RICH.lines().count());
  }

  @Test
  void requestsAreSnapshotFlushAndTheSasThatTheTextLeaves() {
    loaded(add(1000) + add(1001) + "delete esp spi 1000 dst 192.0.2.2\n" + add(1002));
    assertThat(sadb.requests())
        .containsExactly(MessageType.DUMP, MessageType.FLUSH, MessageType.ADD, MessageType.ADD);
  }

  @Test
  void emptyFileEmptiesTheDatabase() {
    loaded(add(1000));
    LoadResult.Applied result = loaded("# nothing\n");
    assertThat(result.count().parsed()).isZero();
    assertThat(sadb.contents()).isEmpty();
  }

  @Test
  void flushInsideAFileFlushesWhatTheFileAddedBefore() {
    loaded(add(1000) + "flush esp\n" + add(1001));
    assertThat(sadb.contents()).allMatch(sa -> sa.contains("spi=1001")).isNotEmpty();
    loaded("add ah spi 2000 src 192.0.2.1 dst 192.0.2.2" + AUTH + "\n" + add(1000) + "flush esp\n");
    assertThat(sadb.contents()).allMatch(sa -> sa.contains("spi=2000")).isNotEmpty();
  }

  @Test
  void updateBelowTheSoftLimitOfTheSaIsAnErrorOfTheFileAtThatWord() {
    String text =
        add(1000).stripTrailing()
            + " soft_bytes 100 hard_bytes 200\nupdate esp spi 1000 dst 192.0.2.2 hard_bytes 50\n";
    assertThat(rejected(text).problems())
        .filteredOn(Problem::isError)
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.LIFETIME_ORDER);
          assertThat(problem.line()).isEqualTo(2);
          assertThat(problem.column()).isEqualTo(46);
          assertThat(problem.hint()).contains("the SA", "give both");
        });
    loaded(text.replace("hard_bytes 50", "hard_bytes 50 soft_bytes 40"));
  }

  @Test
  void updatesAndDeletesOfAFileRunInOrder() {
    loaded(
        add(1000)
            + add(1001)
            + "update esp spi 1000 dst 192.0.2.2 hard_bytes 99\ndelete esp spi 1001 dst 192.0.2.2\n");
    assertThat(sadb.contents())
        .allMatch(sa -> sa.contains("spi=1000") && sa.contains("bytes=99"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bogus\n",
        "flush foo\n",
        "dump\n",
        "add esp spi 1002 dst 192.0.2.2 authalg sha1 authkey zz\n",
        "add esp spi 1002 dst nobody authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n",
        "add esp spi 1002 dst silent authalg sha1 authkey 9bdb8d9e7f26d6fd4c2a24d5a2ab6bbd5a0b0f5e\n",
        "flush \0\n"
      })
  void fileWithAnErrorAnywhereSendsNothing(String wrong) {
    loaded(RICH);
    List<String> before = sadb.contents();
    for (String text : List.of(wrong + add(1000), add(1000) + wrong, "flush\n" + wrong)) {
      sadb.forget();
      assertThat(rejected(text).count().invalid()).isEqualTo(1);
      assertThat(sadb.requests()).isEmpty();
      assertThat(sadb.contents()).isEqualTo(before);
    }
  }

  @Test
  void allProblemsAreReported() {
    LoadResult.Rejected result = rejected("bogus\n" + add(1000) + "flush foo\nadd esp spi x\n");
    assertThat(result.count()).isEqualTo(new Parser.Count(4, 1, 0));
    assertThat(result.problems()).extracting(Problem::line).contains(1, 3, 4).doesNotContain(2);
    assertThat(result.retry()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // An SA that no command adds is missing, whatever else is wrong.
    "0x1234, true",
    // That of a command with an error will be there once the error is corrected.
    "2000, false"
  })
  void aMissingSaIsReportedBesideOtherErrorsWhenNoneOfThemMayAddIt(String spi, boolean reported) {
    String wrongKey = add(2000).replace(AUTH, AUTH + "00");
    LoadResult.Rejected result =
        rejected(wrongKey + "update esp spi " + spi + " dst 192.0.2.2 hard_bytes 10\n");
    assertThat(result.problems())
        .extracting(Problem::code)
        .containsExactly(
            reported
                ? new ProblemCode[] {ProblemCode.KEY_LENGTH, ProblemCode.NO_SUCH_SA}
                : new ProblemCode[] {ProblemCode.KEY_LENGTH});
  }

  @Test
  void anErrorIsReportedHoweverManyWarningsPrecedeIt() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Checker.MAX_PROBLEMS + 1; i++) {
      text.append(add(1000 + i).replace(AUTH, AUTH + " replay 4"));
    }
    LoadResult.Rejected result = rejected(text + "bogus\n");
    assertThat(result.count().invalid()).isEqualTo(1);
    assertThat(result.count().warnings()).isEqualTo(Checker.MAX_PROBLEMS + 1);
    assertThat(result.problems()).anyMatch(Problem::isError);
    assertThat(result.problems())
        .isSortedAccordingTo(java.util.Comparator.comparingInt(Problem::line));
  }

  @Test
  void problemsThatAreKeptAreBounded() {
    LoadResult.Rejected result = rejected("bogus\n".repeat(5000));
    assertThat(result.count().invalid()).isEqualTo(5000);
    assertThat(result.problems()).hasSize(Checker.MAX_PROBLEMS);
  }

  @Test
  void silentNameServiceMayBeTriedAgainUnlessSomethingElseIsWrong() {
    String silent = add(1000).replace("192.0.2.2", "silent");
    assertThat(rejected(silent + add(1001)).retry()).isTrue();
    assertThat(rejected(silent + "bogus\n").retry()).isFalse();
    assertThat(rejected(add(1001).replace("192.0.2.2", "nobody") + silent).retry()).isFalse();
  }

  @Test
  void namesAreAskedForOnceInTheWholeLoad() {
    String named = add(1000).replace("192.0.2.2", "peer") + add(1001).replace("192.0.2.2", "peer");
    loaded(named);
    assertThat(resolver.asked()).containsExactly("peer");
    loaded(named);
    assertThat(resolver.asked()).containsExactly("peer", "peer");
  }

  @Test
  void nameThatNeedsNoKeyIsLookedUpBeforeAnythingIsSent() {
    rejected("flush\ndelete esp spi 256 dst nobody\n");
    assertThat(sadb.requests()).isEmpty();
  }

  @Test
  void refusalHalfWayPutsBackEverything() {
    loaded(RICH);
    List<String> before = sadb.contents();
    sadb.refusing(spi(MessageType.ADD, 1001), Errno.ENOMEM.code());
    LoadResult.RolledBack result = refused("\n" + add(1000) + "flush ah\n" + add(1001) + add(1002));
    assertThat(result.refusals().getFirst().line()).isEqualTo(4);
    assertThat(result.refusals().getFirst().refusal().errno()).isEqualTo(Errno.ENOMEM.code());
    assertThat(result.lost()).isEmpty();
    assertThat(sadb.contents()).isEqualTo(before);
  }

  @Test
  void nothingIsSentAfterTheAddsAmongWhichOneIsRefusedButTheUndoing() {
    loaded(add(999));
    sadb.forget();
    sadb.refusing(spi(MessageType.ADD, 1001), Errno.ENOMEM.code());
    refused(add(1000) + add(1001) + add(1002) + "flush ah\n");
    assertThat(sadb.requests())
        .containsExactly(
            MessageType.DUMP,
            MessageType.FLUSH,
            MessageType.ADD,
            MessageType.ADD,
            MessageType.ADD,
            MessageType.FLUSH,
            MessageType.ADD);
  }

  /** What every database of this kind refuses, each with the problem that it is. */
  static Stream<Arguments> whatIsRefused() {
    return Stream.of(
        arguments("encr_alg aes encrkey 0123456789abcdef0123456789abcdef01234567", "key-length"),
        arguments("auth_alg sha1 authkey 0123456789abcdef0123456789abcdef012345", "key-length"),
        arguments("encr_alg aes-gcm encrkey 0123456789abcdef0123456789abcdef", "key-length"),
        arguments("encr_alg des encrkey 0101010101010101", "weak-key"),
        arguments(
            "encr_alg 3des encrkey 0123456789abcdef0123456789abcdef0023456789abcdef", "weak-key"),
        arguments("encr_alg aes encrkey 00000000000000000000000000000000", "unusable-key"),
        arguments("encr_alg aes authkey 0123456789abcdef0123456789abcdef01234567", "missing-key"),
        arguments("encr_alg 99 encrkey 0123456789abcdef0123456789abcdef", "unusable-algorithm"),
        arguments(
            "encr_alg null encrkey 0123456789abcdef auth_alg sha1 authkey"
                + " 0123456789abcdef0123456789abcdef01234567",
            "key-with-null"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef soft_bytes 9 hard_bytes 8",
            "lifetime-order"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef isrc 10.0.0.0/8 idst 10.0.0.0/33",
            "tunnel"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef encap udp nat_loc 2001:db8::7",
            "unusable-address"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef encap udp nat_lport 4500"
                + " nat_rport 4500",
            "unusable-address"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef isrc 10.1.0.0/16 idst"
                + " 2001:db8::/32",
            "tunnel"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef isrc several",
            "several-addresses"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef outbound pair-spi 0x77",
            "pairing"),
        arguments(
            "encr_alg aes encrkey 0123456789abcdef0123456789abcdef\n"
                + "delete esp spi 0x78 dst 192.0.2.2",
            "no-such-sa"));
  }

  @ParameterizedTest
  @MethodSource("whatIsRefused")
  void loadThatIsJudgedBadSendsNothingThatChangesTheDatabase(String words, String code) {
    loaded(RICH);
    List<String> before = sadb.contents();
    String text = add(1000) + "add esp spi 0x76 src 192.0.2.1 dst 192.0.2.2 " + words + "\n";
    for (LoadPolicy.Refresh refresh : LoadPolicy.Refresh.values()) {
      for (LoadPolicy.Scope scope : LoadPolicy.Scope.values()) {
        sadb.forget();
        LoadResult result =
            loader().load(text(text), sadb, new LoadPolicy(refresh, scope), Ownership.NOBODY);
        assertThat(((LoadResult.Rejected) result).problems())
            .filteredOn(Problem::isError)
            .extracting(problem -> problem.code().id())
            .containsExactly(code);
        assertThat(sadb.requests()).isEmpty();
        assertThat(sadb.contents()).isEqualTo(before);
      }
    }
    assertThat(((LoadResult.Rejected) loader().check(text(text))).count().invalid()).isEqualTo(1);
  }

  @Test
  void whatIsMissingBesideAPortOfNatTraversalIsNamed() {
    LoadResult.Rejected rejected =
        rejected("add esp spi 0x701 src 192.0.2.1 dst 192.0.2.2 encap udp nat_rport 4500" + AUTH);
    Problem problem = rejected.problems().getFirst();
    assertThat(problem.withoutWords()).contains("nat_rport needs nat_rem");
    assertThat(problem.column()).isEqualTo(67);
    loaded("add esp spi 0x701 src 192.0.2.1 dst 192.0.2.2 encap udp nat_lport 4500" + AUTH);
    loaded(
        "add esp spi 0x701 src 192.0.2.1 dst 192.0.2.2 isrc 10.0.0.1 encap udp nat_rport 4500"
            + AUTH);
  }

  @Test
  void commentThatHidesALineIsNoReasonToOverlookWhatFollows() {
    LoadResult.Rejected rejected =
        rejected("# c \\\nx\n" + add(1000) + "delete esp spi 0x999 dst 192.0.2.2\n");
    assertThat(rejected.problems())
        .filteredOn(Problem::isError)
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.NO_SUCH_SA);
          assertThat(problem.line()).isEqualTo(4);
        });
  }

  @Test
  void refusedFlushChangesNothing() {
    loaded(RICH);
    List<String> before = sadb.contents();
    sadb.refusing(request -> request.header().type() == MessageType.FLUSH, Errno.EPERM.code());
    LoadResult.RolledBack result = refused(add(1000));
    assertThat(result.refusals().getFirst().line()).isZero();
    assertThat(result.refusals().getFirst().refusal().errno()).isEqualTo(Errno.EPERM.code());
    assertThat(sadb.contents()).isEqualTo(before);
  }

  @Test
  void sasThatCannotBeRestoredAreCounted() {
    loaded(add(1000) + add(1001) + add(1002));
    sadb.refusing(spi(MessageType.ADD, 1001).or(spi(MessageType.ADD, 2000)), Errno.ENOMEM.code());
    LoadResult.RolledBack result = refused(add(2000));
    assertThat(result.lost()).extracting(SaId::spi).containsExactly(1001);
    assertThat(sadb.contents())
        .anyMatch(sa -> sa.contains("spi=1000"))
        .noneMatch(sa -> sa.contains("spi=1001"));
  }

  @Test
  void replyThatDoesNotComeUndoesTheLoad() {
    loaded(RICH);
    List<String> before = sadb.contents();
    sadb.losing(spi(MessageType.ADD, 1001));
    assertThatThrownBy(() -> load(add(1000) + add(1001)))
        .isInstanceOf(SadbException.class)
        .hasMessageContaining("rolled back");
    assertThat(sadb.contents()).isEqualTo(before);
    assertKeysAreWiped();
  }

  @Test
  void undoingThatLosesAReplyIsDoneAgain() {
    loaded(RICH);
    List<String> before = sadb.contents();
    AtomicInteger asked = new AtomicInteger();
    // Of the SAs of before: the first time only, and so in the middle of the first undoing.
    sadb.losing(spi(MessageType.ADD, 0x104).and(request -> asked.incrementAndGet() == 1));
    sadb.refusing(spi(MessageType.ADD, 1000), Errno.ENOMEM.code());
    assertThatThrownBy(() -> load(add(1000)))
        .isInstanceOf(SadbException.class)
        .hasMessageContaining("rolled back");
    assertThat(sadb.contents()).isEqualTo(before);
    assertKeysAreWiped();
  }

  @Test
  void databaseThatCannotBeDumpedIsNotTouched() {
    loaded(RICH);
    List<String> before = sadb.contents();
    sadb.refusing(request -> request.header().type() == MessageType.DUMP, Errno.ENOMEM.code());
    assertThatThrownBy(() -> load(add(1000))).isInstanceOf(SadbException.class);
    assertThat(sadb.contents()).isEqualTo(before);
    assertKeysAreWiped();
  }

  @Test
  void dumpThatBreaksOffLeavesNoKeys() {
    loaded(RICH);
    List<String> before = sadb.contents();
    sadb.losing(request -> request.header().type() == MessageType.DUMP);
    assertThatThrownBy(() -> load(add(1000))).isInstanceOf(SadbException.class);
    assertThat(sadb.contents()).isEqualTo(before);
    assertKeysAreWiped();
  }

  @Test
  void keysOfCommandsAndSnapshotAreWipedAfterALoad() {
    loaded(RICH);
    loaded(RICH);
    assertKeysAreWiped();
  }

  @Test
  void keysOfCommandsAndSnapshotAreWipedAfterAnUndoing() {
    loaded(RICH);
    sadb.refusing(spi(MessageType.ADD, 1000), Errno.ENOMEM.code());
    refused(add(1000));
    assertKeysAreWiped();
  }

  @Test
  void checkSendsNothing() {
    Loader loader = loader();
    assertThat(loader.check(text(RICH))).isInstanceOf(Checked.class);
    assertThat(loader.check(text("bogus"))).isInstanceOf(LoadResult.Rejected.class);
    assertThat(sadb.requests()).isEmpty();
  }

  @Test
  void textIsLeftToItsOwner() {
    SecretText text = text(add(1000));
    loader().load(text, sadb, LoadPolicy.DEFAULT, Ownership.NOBODY);
    assertThat(text.isBlank()).isFalse();
  }

  @Test
  void resultsPrintNoKeys() {
    loaded(RICH);
    LoadResult applied = loaded(RICH);
    sadb.refusing(spi(MessageType.ADD, 1000), Errno.ENOMEM.code());
    for (LoadResult result : List.of(applied, refused(add(1000)), rejected(RICH + "bogus"))) {
      assertThat(result.toString()).doesNotContain("9bdb8d9e", "c167f766", "00112233", "deadbeef");
    }
  }

  private void assertKeysAreWiped() {
    assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
  }
}
