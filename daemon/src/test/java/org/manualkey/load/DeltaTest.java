package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.language.Problem;
import org.manualkey.language.ProblemCode;
import org.manualkey.pfkey.MessageType;
import org.manualkey.sa.SaId;
import org.manualkey.secret.KeyMaterial;

/** Loads that send differences only. */
final class DeltaTest extends LoadsByPolicy {
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

  @Test
  void keysAreWipedAfterwards() {
    loaded(LoaderTest.RICH);
    loaded(LoaderTest.RICH.replace("9bdb8d9e", "8adb8d9e"));
    assertThat(sadb.keys()).isNotEmpty().allMatch(KeyMaterial::isAllZero);
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
