package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaFlag;

/** The part of {@link CapabilityContract} about pairs and their lifetimes. */
abstract class PairsContract extends LifetimesContract {
  @Test
  @Of(Capability.PAIRS)
  void anAddWithThePairSpiOfAnotherIsPairedWithIt() {
    granted(out(SPI));
    Draft add = in(BACK).with(new Pair(SPI));
    if (!refuses(Capability.PAIRS, add)) {
      granted(add);
      assertPaired(SPI, R4, BACK);
      assertPaired(BACK, L4, SPI);
    }
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateWithAPairSpiPairsAndChangesNothingElse() {
    if (lacks(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 0, 600, 0));
    granted(in(BACK));
    Draft update = Draft.update(SPI).with(new Pair(BACK));
    if (!refuses(Capability.PAIRS, update)) {
      granted(update);
      assertPaired(SPI, R4, BACK);
      assertPaired(BACK, L4, SPI);
      assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
      granted(update);
      assertPaired(SPI, R4, BACK);
    }
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateOfAPairIsRefusedForTheLimitsOfTheOtherHalf() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(Draft.update(BACK).to(L4).from(R4).soft(0, 0, 900, 0));
    refused(
        Draft.about(MessageType.X_UPDATEPAIR, SPI).from(L4).hard(0, 0, 600, 0),
        Diagnostic.ADDTIME_HSERR);
    assertShown(SPI, sa -> assertLimits(sa, null, null));
    assertShown(BACK, L4, sa -> assertLimits(sa, null, soft(0, 0, 900)));
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateOfAPairChangesBothHalves() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(Draft.about(MessageType.X_UPDATEPAIR, SPI).from(L4).hard(0, 0, 600, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
    assertShown(BACK, L4, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
    assertPaired(SPI, R4, BACK);
    assertPaired(BACK, L4, SPI);
  }

  @Test
  @Of(Capability.PAIRS)
  void aPairIsDeletedAsOne() {
    if (!addsNoPair()) {
      granted(Draft.about(MessageType.X_DELPAIR, SPI));
      assertThat(dumped()).isEmpty();
    }
  }

  @Test
  @Of(Capability.PAIRS)
  void theDeletionOfOneHalfUnpairsTheOther() {
    if (addsNoPair()) {
      return;
    }
    granted(Draft.about(MessageType.DELETE, SPI));
    assertUnpaired(BACK, L4);
    granted(out(SPI).with(new Pair(BACK)));
    assertPaired(SPI, R4, BACK);
    assertPaired(BACK, L4, SPI);
  }

  @Test
  @Of(Capability.PAIRS)
  void anSaThatIsPairedAnewLeavesItsFormerOtherHalfAlone() {
    if (addsNoPair()) {
      return;
    }
    granted(in(BACK + 1));
    granted(Draft.update(SPI).with(new Pair(BACK + 1)));
    assertPaired(SPI, R4, BACK + 1);
    assertPaired(BACK + 1, L4, SPI);
    assertUnpaired(BACK, L4);
  }

  @Test
  @Of(Capability.PAIRS)
  void impossiblePairsAreRefusedAndChangeNothing() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(in(BACK + 1));
    refused(in(BACK + 2).with(new Pair(SPI + 9)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(in(BACK + 2).with(new Pair(SPI)), Diagnostic.PAIR_ALREADY);
    refused(in(BACK + 2).with(new Pair(BACK + 2)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(out(SPI + 2).with(new Pair(SPI)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(
        Draft.update(BACK + 1).to(L4).from(R4).with(new Pair(SPI)).hard(0, 0, 600, 0),
        Diagnostic.PAIR_ALREADY);
    refused(Draft.about(MessageType.X_DELPAIR, BACK + 1).to(L4), Diagnostic.PAIR_SA_NOTFOUND);
    refused(
        Draft.about(MessageType.X_UPDATEPAIR, BACK + 1).to(L4).from(R4).hard(0, 0, 600, 0),
        Diagnostic.PAIR_SA_NOTFOUND);
    assertShown(BACK + 1, L4, sa -> assertLimits(sa, null, null));
    assertPaired(SPI, R4, BACK);
    assertThat(dumped()).hasSize(3);
  }

  @Test
  @Of(Capability.PAIRS)
  void pairsThatAreSentTogetherAreMade() {
    List<Message> adds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      adds.add(out(SPI + i).build());
      adds.add(in(BACK + i).with(new Pair(SPI + i)).build());
    }
    if (refuses(Capability.PAIRS)) {
      return;
    }
    assertThat(sadb.exchangeAll(adds)).hasSize(200).allMatch(Reply.Done.class::isInstance);
    assertThat(dumped()).hasSize(200).allMatch(sa -> sa.pairSpi() != 0);
    assertPaired(SPI + 99, R4, BACK + 99);
  }

  /** Adds SPI and BACK as a pair; or true. */
  private boolean addsNoPair() {
    if (refuses(Capability.PAIRS)) {
      return true;
    }
    granted(out(SPI));
    granted(in(BACK).with(new Pair(SPI)));
    return false;
  }

  private void assertPaired(int spi, String destination, int with) {
    assertShown(
        spi,
        destination,
        sa -> {
          assertThat(sa.pairSpi()).isEqualTo(with);
          assertThat(sa.sa().has(SaFlag.PAIRED)).isTrue();
        });
  }

  private void assertUnpaired(int spi, String destination) {
    assertShown(
        spi,
        destination,
        sa -> {
          assertThat(sa.pairSpi()).isZero();
          assertThat(sa.sa().has(SaFlag.PAIRED)).isFalse();
        });
  }
}
