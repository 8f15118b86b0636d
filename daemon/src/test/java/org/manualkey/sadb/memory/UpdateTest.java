package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.Draft.update;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.sadb.Draft;

final class UpdateTest {
  private final Bench bench = new Bench();

  @Test
  @DisplayName("T107 a limit of 0 leaves what was there")
  void limitsAreMerged() {
    bench.granted(out(0x1000).hard(3, 4000, 100, 0));
    Message echo = bench.granted(update(0x1000).hard(0, 0, 500, 0));
    assertThat(echo.find(ExtensionType.LIFETIME_HARD)).isEqualTo(hard(0, 0, 500, 0));
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_HARD))
        .isEqualTo(hard(3, 4000, 500, 0));
  }

  @Test
  @DisplayName("T108 a soft limit needs no hard one")
  void softWithoutHard() {
    bench.granted(out(0x1000));
    bench.granted(update(0x1000).soft(0, 1000, 60, 0));
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_SOFT)).isEqualTo(soft(0, 1000, 60, 0));
  }

  @Test
  @DisplayName("Q17 a soft limit is lowered to the hard one that the SA has")
  void softIsLoweredToHard() {
    bench.granted(out(0x1000).hard(5, 500, 50, 0));
    bench.granted(update(0x1000).soft(-1, -1, -1, 70));
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_SOFT)).isEqualTo(soft(5, 500, 50, 70));
  }

  @Test
  void idleTimesAreMerged() {
    bench.granted(out(0x1000).idle(10, 20));
    bench.granted(update(0x1000).idle(0, 30));
    assertThat(bench.get(0x1000).find(ExtensionType.X_LIFETIME_IDLE))
        .isEqualTo(new Lifetime(Lifetime.Kind.IDLE, 0, 0, 10, 30));
  }

  @Test
  void flagsAreCheckedButNotApplied() {
    bench.granted(out(0x1000));
    int flags = SaFlag.OUTBOUND.bit() | SaFlag.KM1.bit();
    Message echo = bench.granted(update(0x1000).flags(flags));
    assertThat(Bench.flags(echo)).isEqualTo(flags);
    assertThat(Bench.flags(bench.get(0x1000))).isEqualTo(SaFlag.OUTBOUND.bit());
  }

  @Test
  void aCookieCanBeSetOnceAndCompleted() {
    bench.granted(out(0x1000));
    bench.granted(update(0x1000).with(new KmCookie(3, 0)));
    bench.granted(update(0x1000).with(new KmCookie(0, 8)));
    assertThat(bench.get(0x1000).find(ExtensionType.X_KM_COOKIE)).isEqualTo(new KmCookie(3, 8));
    bench.granted(update(0x1000).with(new KmCookie(3, 9))); // IKEv2 may
    assertThat(bench.get(0x1000).find(ExtensionType.X_KM_COOKIE)).isEqualTo(new KmCookie(3, 9));
  }

  @Test
  void anIdleTimeIsComparedWithWhatTheSaHas() {
    bench.granted(out(0x1000).hard(0, 0, 500, 0).soft(0, 0, 400, 0));
    bench.refused(update(0x1000).idle(450, 0), Diagnostic.ADDTIME_HSERR);
    bench.granted(update(0x1000).idle(400, 0));
    bench.refused(update(0x1000).hard(0, 0, 300, 0).soft(0, 0, 300, 0), Diagnostic.ADDTIME_HSERR);
  }

  @Test
  void anUpdateThatTouchesNoLimitIsNotComparedWithThem() {
    bench.granted(out(0x1000).soft(0, 0, 400, 0).idle(450, 0));
    bench.granted(update(0x1000).with(new KmCookie(3, 0)));
  }

  @Test
  void aRefusedUpdateHasChangedNothing() {
    bench.granted(out(0x1000).with(new KmCookie(1, 5)));
    bench.refused(
        update(0x1000).hard(0, 0, 500, 0).with(new KmCookie(1, 6)), Diagnostic.DUPLICATE_KMC);
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_HARD)).isNull();
  }

  @Test
  void theReplayCounterOfAnSaOfAnotherNodeCanBeSet() {
    int elsewhere = SaState.ACTIVE_ELSEWHERE.code();
    bench.granted(out(0x1000).state(elsewhere).replay(32));
    bench.granted(update(0x1000).with(new ReplayValue(77, 0)));
    assertThat(bench.get(0x1000).find(ExtensionType.X_REPLAY_VALUE))
        .isEqualTo(new ReplayValue(77, 0));
  }

  @Test
  void anUpdateOfACloneChangesTheCopyItFinds() {
    bench.granted(addEsp(0x1000).from("10.0.0.9"));
    Draft update = update(0x1000).from("10.0.0.9").hard(0, 0, 500, 0);
    bench.granted(update);
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_HARD)).isNotNull();
    Draft getInbound = Draft.about(MessageType.GET, 0x1000).flags(SaFlag.INBOUND);
    assertThat(bench.granted(getInbound).find(ExtensionType.LIFETIME_HARD)).isNull();
  }

  @Test
  @DisplayName("T106 an SA that is not there")
  void unknown() {
    bench.refused(update(0x1000), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
  }

  private static Lifetime hard(int allocations, long bytes, long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.HARD, allocations, bytes, addTime, useTime);
  }

  private static Lifetime soft(int allocations, long bytes, long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.SOFT, allocations, bytes, addTime, useTime);
  }
}
