package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.Draft.update;
import static org.manualkey.sadb.memory.SocketObservers.ALL;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedDump;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.ForwardingSink;

final class LifetimeTest {
  private final Bench bench = new Bench();

  /** EXPIREs since the last look. */
  private final List<Message> expired = new ArrayList<>();

  @BeforeEach
  void listen() {
    bench
        .sadb()
        .subscribe(
            EventScope.ORDINARY,
            new ForwardingSink(message -> {
              if (message.header().type() == MessageType.EXPIRE) {
                expired.add(message);
              }
            }));
  }

  /** Lets the database notice the time, and tells which SAs reached which limits. */
  private List<String> ageAt(int second) {
    bench.ageAt(second);
    return looked();
  }

  private List<String> looked() {
    List<String> told = expired.stream().map(LifetimeTest::summary).toList();
    expired.clear();
    return told;
  }

  private static String summary(Message message) {
    Sa sa = Bench.sa(message);
    String limit =
        message.find(ExtensionType.LIFETIME_HARD) != null
            ? "hard"
            : message.find(ExtensionType.LIFETIME_SOFT) != null ? "soft" : "idle";
    return limit + " " + Integer.toHexString(sa.spi()) + " " + sa.state();
  }

  private @Nullable SaState state(int spi, String destination) {
    Message told =
        Exchanges.exchange(bench.sadb(), about(MessageType.GET, spi).to(destination).build());
    return told.header().errno() == 0 ? Bench.sa(told).state() : null;
  }

  private @Nullable SaState state() {
    return state(0x1000, R4);
  }

  @Test
  @DisplayName("T107 a hard limit counts from when the SA was added, whenever it was set")
  void updatedHardLimit() {
    bench.granted(out(0x1000).hard(0, 0, 100, 0));
    bench.at(50);
    bench.granted(update(0x1000).hard(0, 0, 500, 0));
    assertThat(ageAt(499)).isEmpty();
    assertThat(ageAt(500)).containsExactly("hard 1000 DEAD");
  }

  @Test
  @DisplayName("T111 soft limits are told as they were set: there is no fuzz")
  void noFuzz() {
    Message echo = bench.granted(out(0x1000).soft(0, 0, 3600, 0));
    Lifetime soft = new Lifetime(Lifetime.Kind.SOFT, 0, 0, 3600, 0);
    assertThat(echo.find(ExtensionType.LIFETIME_SOFT)).isEqualTo(soft);
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_SOFT)).isEqualTo(soft);
  }

  @Test
  @DisplayName("T112 the soft limit makes an SA DYING, which all are told once")
  void soft() {
    SocketObservers ears = new SocketObservers(bench.sadb());
    bench.granted(out(0x1000).soft(0, 0, 10, 0).hard(0, 0, 20, 0));
    ears.forget();
    assertThat(ageAt(9)).isEmpty();
    assertThat(ageAt(11)).containsExactly("soft 1000 DYING");
    assertThat(state()).isEqualTo(SaState.DYING);
    ears.heard(SocketObservers.Ear.PROMISCUOUS).removeIf(m -> m.header().type() == MessageType.GET);
    assertThat(ears.sameFor(ALL))
        .singleElement()
        .extracting(Message::header)
        .isEqualTo(Header.request(MessageType.EXPIRE, SaType.ESP, 0, 0));
    assertThat(ageAt(12)).isEmpty();
  }

  @Test
  @DisplayName("T113 the hard limit kills an SA, which is removed later without a word")
  void hard() {
    bench.granted(out(0x1000).soft(0, 0, 10, 0).hard(0, 0, 20, 0));
    ageAt(11);
    assertThat(ageAt(25)).containsExactly("hard 1000 DEAD");
    assertThat(state()).isEqualTo(SaState.DEAD);
    bench.refused(out(0x1000), Errno.EEXIST, Diagnostic.NONE);
    bench.refused(update(0x1000), Errno.ESRCH, Diagnostic.NONE);
    assertThat(ageAt(33)).isEmpty();
    assertThat(state()).isNull();
    bench.granted(out(0x1000));
  }

  @Test
  @DisplayName("T114 of a soft and a hard limit that are both over only the hard one counts")
  void bothAtOnce() {
    bench.granted(out(0x1000).soft(0, 0, 10, 0).hard(0, 0, 20, 0));
    assertThat(ageAt(30)).containsExactly("hard 1000 DEAD");
  }

  @Test
  @DisplayName("T115 the end of an idle period is told once, until the SA is used or updated")
  void idle() {
    bench.granted(out(0x1000).idle(5, 0));
    assertThat(ageAt(6)).containsExactly("idle 1000 MATURE");
    assertThat(ageAt(14)).isEmpty();
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 100);
    assertThat(ageAt(18)).isEmpty();
    assertThat(ageAt(19)).containsExactly("idle 1000 MATURE");
    bench.granted(update(0x1000).idle(7, 0));
    assertThat(ageAt(25)).isEmpty();
    assertThat(ageAt(26)).containsExactly("idle 1000 MATURE");
  }

  @Test
  void everyUseBeginsAnotherIdlePeriod() {
    bench.granted(out(0x1000).idle(5, 0));
    for (int second = 4; second <= 40; second += 4) {
      assertThat(ageAt(second)).isEmpty();
      assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isTrue();
    }
    assertThat(ageAt(45)).containsExactly("idle 1000 MATURE");
  }

  @Test
  void anIdleLimitOfUseTimeCountsOnceUpdated() {
    bench.granted(out(0x1000).idle(0, 5));
    assertThat(ageAt(10)).isEmpty();
    bench.granted(update(0x1000).idle(9, 0));
    assertThat(ageAt(14)).isEmpty();
    assertThat(ageAt(15)).containsExactly("idle 1000 MATURE");
  }

  @Test
  void whatIsDyingIsNotIdle() {
    bench.granted(out(0x1000).soft(0, 0, 3, 0).idle(5, 0));
    assertThat(ageAt(3)).containsExactly("soft 1000 DYING");
    assertThat(ageAt(100)).isEmpty();
  }

  @Test
  @DisplayName("T116 a limit of use time counts from the first use")
  void useTime() {
    bench.granted(out(0x1000).hard(0, 0, 0, 10));
    assertThat(ageAt(100)).isEmpty();
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 1);
    bench.at(105);
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 1);
    assertThat(ageAt(109)).isEmpty();
    assertThat(ageAt(110)).containsExactly("hard 1000 DEAD");
  }

  @Test
  void theSoonerOfTwoLimitsCounts() {
    bench.granted(out(0x1000).hard(0, 0, 20, 50));
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 1);
    assertThat(ageAt(20)).containsExactly("hard 1000 DEAD");
    bench.granted(out(0x2000).soft(0, 0, 50, 5));
    bench.packet(Direction.OUTBOUND, 0x2000, R4, 1);
    assertThat(ageAt(25)).containsExactly("soft 2000 DYING");
  }

  private void pair(Draft outbound, Draft inbound) {
    bench.granted(outbound);
    bench.granted(inbound.with(new Pair(0x1000)));
  }

  @Test
  @DisplayName("T117 when the outbound half of a pair dies the other dies without a word")
  void outboundHalf() {
    pair(out(0x1000).hard(0, 0, 10, 0), in(0x2000));
    assertThat(ageAt(10)).containsExactly("hard 1000 DEAD");
    assertThat(state(0x2000, L4)).isEqualTo(SaState.DEAD);
    assertThat(bench.get(0x1000).find(ExtensionType.X_PAIR)).isNull();
    assertThat(bench.get(0x2000, L4).find(ExtensionType.X_PAIR)).isNull();
    assertThat(ageAt(18)).isEmpty();
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  @DisplayName("T118 when the inbound half of a pair dies both are told of")
  void inboundHalf() {
    pair(out(0x1000), in(0x2000).hard(0, 0, 10, 0));
    assertThat(ageAt(10)).containsExactly("hard 2000 DEAD", "hard 1000 DEAD");
    assertThat(ageAt(18)).isEmpty();
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  void halvesThatExpireTogetherAreReportedInboundFirst() {
    pair(out(0x1000).hard(0, 0, 10, 0), in(0x2000).hard(0, 0, 10, 0));
    assertThat(ageAt(10)).containsExactly("hard 2000 DEAD", "hard 1000 DEAD");
    assertThat(ageAt(11)).isEmpty();
  }

  @Test
  void theSoftLimitOfOneHalfIsItsOwn() {
    pair(out(0x1000).soft(0, 0, 10, 0), in(0x2000));
    assertThat(ageAt(10)).containsExactly("soft 1000 DYING");
    assertThat(state(0x2000, L4)).isEqualTo(SaState.MATURE);
    assertThat(bench.get(0x1000).find(ExtensionType.X_PAIR)).isEqualTo(new Pair(0x2000));
    bench.granted(in(0x3000));
    bench.refused(
        update(0x3000).to(L4).from(R4).with(new Pair(0x1000)), Diagnostic.PAIR_INAPPROPRIATE);
  }

  @Test
  void aHalfThatIsDeletedTakesNothingWithIt() {
    pair(out(0x1000).hard(0, 0, 10, 0), in(0x2000));
    bench.granted(about(MessageType.DELETE, 0x1000));
    assertThat(ageAt(100)).isEmpty();
    assertThat(state(0x2000, L4)).isEqualTo(SaState.MATURE);
  }

  @Test
  @DisplayName("T119 a clone is told once")
  void clones() {
    bench.granted(addEsp(0x1000).from("10.0.0.9").soft(0, 0, 10, 0).hard(0, 0, 20, 0).idle(5, 0));
    assertThat(ageAt(5)).containsExactly("idle 1000 MATURE");
    assertThat(ageAt(10)).containsExactly("soft 1000 DYING");
    Draft getInbound = about(MessageType.GET, 0x1000).flags(SaFlag.INBOUND);
    assertThat(state()).isEqualTo(SaState.DYING);
    assertThat(Bench.sa(bench.granted(getInbound)).state()).isEqualTo(SaState.DYING);
    assertThat(ageAt(20)).containsExactly("hard 1000 DEAD");
    assertThat(ageAt(21)).isEmpty();
    bench.granted(out(0x1000));
  }

  @Test
  void aCopyWhoseLimitsWereUpdatedTakesTheOtherAlong() {
    bench.granted(addEsp(0x1000).from("10.0.0.9").hard(0, 0, 100, 0));
    bench.granted(update(0x1000).from("10.0.0.9").hard(0, 0, 10, 0));
    assertThat(ageAt(10)).containsExactly("hard 1000 DEAD");
    assertThat(ageAt(200)).isEmpty();
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  @DisplayName("T120 what is DYING stays so, and may live longer")
  void updateOfTheDying() {
    bench.granted(out(0x1000).soft(0, 0, 10, 0).hard(0, 0, 20, 0));
    ageAt(10);
    bench.granted(update(0x1000).soft(0, 0, 100, 0).hard(0, 0, 200, 0));
    assertThat(state()).isEqualTo(SaState.DYING);
    assertThat(ageAt(150)).isEmpty();
    assertThat(ageAt(200)).containsExactly("hard 1000 DEAD");
  }

  @Test
  void bytes() {
    bench.granted(out(0x1000).soft(0, 1000, 0, 0).hard(0, 2000, 0, 0));
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 999)).isTrue();
    assertThat(looked()).isEmpty();
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isTrue();
    assertThat(looked()).containsExactly("soft 1000 DYING");
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 500)).isTrue();
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 500)).isFalse();
    assertThat(looked()).containsExactly("hard 1000 DEAD");
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isFalse();
    assertThat(looked()).isEmpty();
    assertThat(ageAt(1)).isEmpty();
    assertThat(state()).isNull();
  }

  @Test
  void useIsReported() {
    bench.granted(out(0x1000));
    bench.at(7);
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 100);
    bench.at(9);
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 200);
    Message told = bench.get(0x1000);
    long added = Bench.NOW.getEpochSecond();
    assertThat(told.find(ExtensionType.LIFETIME_CURRENT))
        .isEqualTo(new Lifetime(Lifetime.Kind.CURRENT, 0, 300, added, added + 7));
    assertThat(Bench.flags(told)).isEqualTo(SaFlag.OUTBOUND.bit() | SaFlag.USED.bit());
  }

  @Test
  void bothCopiesOfACloneAreUsed() {
    bench.granted(addEsp(0x1000).from("10.0.0.9").hard(0, 300, 0, 0));
    bench.packet(Direction.INBOUND, 0x1000, R4, 100);
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 100);
    assertThat(bench.packet(Direction.INBOUND, 0x1000, R4, 100)).isFalse();
    assertThat(looked()).containsExactly("hard 1000 DEAD");
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isFalse();
  }

  @Test
  void noPacketPassesWhereThereIsNoSa() {
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isFalse();
    bench.granted(in(0x1000));
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, L4, 1)).isFalse();
    assertThat(bench.packet(Direction.INBOUND, 0x1000, L4, 1)).isTrue();
  }

  @Test
  @DisplayName("T99 a dump of those lately used, by the last use")
  void dumpOfTheUsed() {
    bench.granted(out(0x1000));
    bench.granted(out(0x2000));
    bench.packet(Direction.OUTBOUND, 0x1000, R4, 1);
    bench.at(10);
    Draft dump = Draft.of(MessageType.DUMP, SaType.ESP);
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 60))))
        .singleElement()
        .satisfies(told -> assertThat(Bench.sa(told).spi()).isEqualTo(0x1000));
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 10)))).hasSize(1);
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 9)))).isEmpty();
    assertThat(bench.dump(dump.with(new ExtendedDump(0, -1)))).hasSize(1);
    assertThat(bench.dump(dump.with(new ExtendedDump(0, 0)))).hasSize(2);
  }

  @Test
  void anExpireHasItsExtensionsInOrder() {
    bench.granted(
        out(0x1000)
            .hard(1, 2, 10, 4)
            .inner("192.168.1.0", 120, "192.168.2.0", 120)
            .flags(SaFlag.TUNNEL.bit() | SaFlag.OUTBOUND.bit()));
    bench.ageAt(10);
    assertThat(expired).hasSize(1);
    assertThat(expired.getFirst().extensions())
        .extracting(Extension::type)
        .containsExactly(
            ExtensionType.SA,
            ExtensionType.LIFETIME_CURRENT,
            ExtensionType.LIFETIME_HARD,
            ExtensionType.ADDRESS_SRC,
            ExtensionType.ADDRESS_DST,
            ExtensionType.ADDRESS_INNER_SRC,
            ExtensionType.X_ADDRESS_INNER_DST);
    assertThat(expired.getFirst().find(ExtensionType.LIFETIME_HARD))
        .isEqualTo(new Lifetime(Lifetime.Kind.HARD, 1, 2, 10, 4));
    assertThat(Bench.address(expired.getFirst(), Address.Kind.INNER_SRC).prefixLength())
        .isEqualTo(24);
  }

  @Test
  void timeIsDueWhenTheNextLimitIs() {
    assertThat(bench.sadb().untilDue()).isEmpty();
    bench.granted(out(0x1000));
    assertThat(bench.sadb().untilDue()).isEmpty();
    bench.granted(out(0x2000).hard(0, 0, 50, 0));
    bench.granted(out(0x3000).soft(0, 0, 20, 0));
    bench.granted(out(0x4000).hard(0, 0, -1, 0).soft(0, 0, Long.MAX_VALUE, 0));
    bench.granted(out(0x5000).hard(0, 0, -2, 0).soft(0, 0, Long.MIN_VALUE, 0));
    assertThat(bench.sadb().untilDue()).contains(Duration.ofSeconds(20));
    bench.at(30);
    assertThat(bench.sadb().untilDue()).contains(Duration.ZERO);
    bench.granted(about(MessageType.DELETE, 0x3000));
    assertThat(bench.sadb().untilDue()).contains(Duration.ofSeconds(20));
    bench.granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    assertThat(bench.sadb().untilDue()).isEmpty();
  }

  @Test
  void noLimitIsReachedEarly() {
    bench.atMillis(900);
    bench.granted(out(0x1000).hard(0, 0, 1, 0));
    bench.granted(out(0x2000).hard(0, 0, 0, 1));
    bench.granted(out(0x3000).idle(1, 0));
    bench.packet(Direction.OUTBOUND, 0x2000, R4, 1);
    assertThat(ageAtMillis(1899)).isEmpty();
    assertThat(bench.sadb().untilDue()).contains(Duration.ofMillis(101));
    assertThat(ageAtMillis(2000))
        .containsExactlyInAnyOrder("hard 1000 DEAD", "hard 2000 DEAD", "idle 3000 MATURE");
    Draft dump = Draft.of(MessageType.DUMP, SaType.ESP).with(new ExtendedDump(0, 1));
    assertThat(bench.dump(dump)).isEmpty();
  }

  private List<String> ageAtMillis(long millis) {
    bench.atMillis(millis);
    bench.sadb().age();
    return looked();
  }

  @Test
  void deletedPurgedAndFlushedSasDoNotExpire() {
    bench.granted(out(0x1000).hard(0, 0, 10, 0));
    bench.granted(about(MessageType.DELETE, 0x1000));
    bench.granted(addEsp(0x1000).from("10.0.0.9").hard(0, 0, 10, 0));
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).to(R4));
    bench.granted(Draft.addAh(0x1000).hard(0, 0, 10, 0));
    bench.granted(Draft.of(MessageType.FLUSH, SaType.UNSPEC));
    assertThat(bench.sadb().untilDue()).isEmpty();
    assertThat(ageAt(20)).isEmpty();
  }

  private static final int ELSEWHERE = SaState.ACTIVE_ELSEWHERE.code();

  @Test
  void anSaOfAnotherNodeFallsIdleWithoutAWordAndCanBeWoken() {
    bench.granted(out(0x1000).state(ELSEWHERE).idle(5, 0).hard(0, 0, 100, 0));
    assertThat(ageAt(5)).isEmpty();
    assertThat(state()).isEqualTo(SaState.IDLE);
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, R4, 1)).isFalse();
    bench.granted(update(0x1000).state(ELSEWHERE));
    assertThat(state()).isEqualTo(SaState.ACTIVE_ELSEWHERE);
    assertThat(ageAt(10)).isEmpty();
    assertThat(state()).isEqualTo(SaState.IDLE);
    bench.granted(update(0x1000).state(SaState.ACTIVE.code()).hard(0, 0, 200, 0));
    assertThat(state()).isEqualTo(SaState.MATURE);
    assertThat(ageAt(100)).containsExactly("hard 1000 DEAD"); // waking changed no limit
  }

  @Test
  void anSaOfAnotherNodeGoesWithoutAWord() {
    bench.granted(out(0x1000).state(ELSEWHERE).hard(0, 0, 10, 0));
    bench.granted(out(0x2000).state(ELSEWHERE).idle(5, 0));
    assertThat(ageAt(5)).isEmpty();
    assertThat(ageAt(6)).isEmpty();
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x1000);
    assertThat(ageAt(10)).isEmpty();
    assertThat(bench.spis(SaType.ESP)).isEmpty();
  }

  @Test
  @DisplayName("INVALID_REPLAY: the counter of a receiver only goes up")
  void replayCounter() {
    bench.granted(in(0x1000).replay(32).soft(0, 0, 5, 0));
    ageAt(5);
    Draft update = update(0x1000).to(L4).from(R4);
    bench.granted(update.with(new ReplayValue(77, 0)));
    bench.refused(update.with(new ReplayValue(77, 0)), Diagnostic.INVALID_REPLAY);
    bench.granted(update.with(new ReplayValue(-1, 0)));
    assertThat(bench.get(0x1000, L4).find(ExtensionType.X_REPLAY_VALUE))
        .isEqualTo(new ReplayValue(-1, 0));
  }

  @Test
  void manySasOfOneSecondExpireInOnePass() {
    int many = 20_000;
    for (int spi = 1; spi <= many; spi++) {
      bench.granted(out(spi).hard(0, 0, 10, 0));
    }
    assertThat(ageAt(10)).hasSize(many);
    assertThat(ageAt(11)).isEmpty();
    assertThat(bench.dump(SaType.ESP)).isEmpty();
    assertThat(bench.sadb().untilDue()).isEmpty();
  }
}
