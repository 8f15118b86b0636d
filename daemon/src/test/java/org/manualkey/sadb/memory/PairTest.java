package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.Draft.update;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;

final class PairTest {
  private static final int PAIRED = SaFlag.PAIRED.bit();

  private final Bench bench = new Bench();

  private Message pair() {
    bench.granted(out(0x1000));
    return bench.granted(in(0x2000).with(new Pair(0x1000)));
  }

  private void assertPaired(int spi, String destination, int otherSpi) {
    Message told = bench.get(spi, destination);
    assertThat(Bench.flags(told) & PAIRED).isNotZero();
    assertThat(told.find(ExtensionType.X_PAIR)).isEqualTo(new Pair(otherSpi));
  }

  private void assertSingle(int spi, String destination) {
    Message told = bench.get(spi, destination);
    assertThat(Bench.flags(told) & PAIRED).isZero();
    assertThat(told.find(ExtensionType.X_PAIR)).isNull();
  }

  @Test
  @DisplayName("T121 each half knows the other")
  void add() {
    Message echo = pair();
    assertThat(Bench.flags(echo) & PAIRED).isNotZero();
    assertPaired(0x1000, R4, 0x2000);
    assertPaired(0x2000, L4, 0x1000);
  }

  @Test
  @DisplayName("T122 an ADD whose pair is refused leaves nothing")
  void refusedAdd() {
    bench.refused(in(0x2000).with(new Pair(0x1000)), Diagnostic.PAIR_INAPPROPRIATE);
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
    bench.granted(in(0x2000));
  }

  @Test
  void updatePairs() {
    bench.granted(out(0x1000));
    bench.granted(in(0x2000));
    bench.granted(update(0x1000).with(new Pair(0x2000)));
    assertPaired(0x1000, R4, 0x2000);
    assertPaired(0x2000, L4, 0x1000);
  }

  @Test
  @DisplayName("Q11b pairing those who are paired changes nothing")
  void pairingTwice() {
    pair();
    bench.granted(update(0x1000).with(new Pair(0x2000)));
    assertPaired(0x1000, R4, 0x2000);
    assertPaired(0x2000, L4, 0x1000);
  }

  @Test
  void pairingWithAnotherFreesTheFirst() {
    pair();
    bench.granted(in(0x3000));
    bench.granted(update(0x1000).with(new Pair(0x3000)));
    assertPaired(0x1000, R4, 0x3000);
    assertPaired(0x3000, L4, 0x1000);
    assertSingle(0x2000, L4);
  }

  @Test
  @DisplayName("T126 a deleted half leaves the other single")
  void deleteOneHalf() {
    pair();
    Message told = bench.granted(about(MessageType.DELETE, 0x1000));
    assertThat(Bench.flags(told) & PAIRED).isNotZero();
    assertThat(told.find(ExtensionType.X_PAIR)).isEqualTo(new Pair(0x2000));
    assertSingle(0x2000, L4);
  }

  @Test
  void aPurgedHalfLeavesTheOtherSingle() {
    pair();
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).to(R4));
    assertSingle(0x2000, L4);
  }

  @Test
  @DisplayName("T127 DELPAIR removes both")
  void delpair() {
    pair();
    Message told = bench.granted(about(MessageType.X_DELPAIR, 0x1000));
    assertThat(Bench.sa(told).spi()).isEqualTo(0x1000);
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  void delpairOfACloneRemovesBothCopies() {
    bench.granted(addEsp(0x1000).from("10.0.0.9"));
    bench.granted(about(MessageType.X_DELPAIR, 0x1000));
    assertThat(bench.dump(SaType.UNSPEC)).isEmpty();
    bench.granted(out(0x1000));
  }

  @Test
  @DisplayName("T129 UPDATEPAIR changes both")
  void updatepair() {
    pair();
    bench.granted(about(MessageType.X_UPDATEPAIR, 0x1000).from(L4).hard(0, 0, 500, 0));
    Lifetime expected = new Lifetime(Lifetime.Kind.HARD, 0, 0, 500, 0);
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_HARD)).isEqualTo(expected);
    assertThat(bench.get(0x2000, L4).find(ExtensionType.LIFETIME_HARD)).isEqualTo(expected);
  }

  @Test
  void updatepairOfACloneChangesBothCopies() {
    bench.granted(addEsp(0x1000).from("10.0.0.9"));
    bench.granted(about(MessageType.X_UPDATEPAIR, 0x1000).from("10.0.0.9").hard(0, 0, 500, 0));
    Draft getInbound = about(MessageType.GET, 0x1000).flags(SaFlag.INBOUND);
    assertThat(bench.granted(getInbound).find(ExtensionType.LIFETIME_HARD)).isNotNull();
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_HARD)).isNotNull();
  }

  @Test
  void ipv6SasPair() {
    bench.granted(out(0x1000).from(Draft.L6).to(Draft.R6));
    bench.granted(in(0x2000).from(Draft.R6).to(Draft.L6).with(new Pair(0x1000)));
    assertPaired(0x1000, Draft.R6, 0x2000);
  }
}
