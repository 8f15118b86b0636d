package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** What is on record of an SA that is added once more, which nobody else knows. */
final class AddedAgainTest {
  private static final int SPI = 0x1000;
  private static final int OTHER_HALF = 0x2000;
  private static final SaId ID = Databases.id(SPI, Draft.R4);

  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID);
  private final FakeLinuxKernel others = kernel.doorOf(Draft.PID + 1);
  private Duration passed = Duration.ZERO;
  private final LinuxSadb sadb =
      Databases.over(
          kernel,
          Draft.PID,
          () -> Instant.ofEpochSecond(1_000).plus(passed),
          () -> passed.toNanos());

  private List<SecurityAssociation> there() {
    List<SecurityAssociation> sas = new ArrayList<>();
    sadb.forEach(sas::add);
    return sas;
  }

  private void add(Draft draft) {
    assertThat(sadb.exchange(draft.build())).isInstanceOf(Reply.Done.class);
  }

  private static Draft named() {
    return Draft.out(SPI)
        .with(
            Identity.of(
                Identity.Kind.SRC,
                IdentityType.FQDN.code(),
                "a.example".getBytes(StandardCharsets.US_ASCII)));
  }

  /** The ADD of the SA that is there. */
  private Message again() {
    SecurityAssociation sa = there().getFirst();
    return sa.toAdd(Header.request(MessageType.ADD, sa.type(), 0, 0), sadb.directions(), false);
  }

  private void othersReplaceIt() {
    SecurityAssociation held = Objects.requireNonNull(others.get(ID, null));
    others.delete(ID, null);
    others.add(List.of(held));
  }

  private void assertNoIdentity() {
    assertThat(there())
        .singleElement()
        .satisfies(sa -> assertThat(sa.identities().source()).isNull());
  }

  @Test
  void othersThatReplaceItAfterItWasRefusedAreNoticed() {
    add(named());
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(again())).isNull();
      assertThat(requests.send(0)).isNotNull();
    }

    othersReplaceIt();

    assertNoIdentity();
  }

  @Test
  void othersThatReplacedItBeforeItWasRefusedAreNoticed() {
    add(named());
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(again())).isNull();
      othersReplaceIt();
      assertThat(requests.send(0)).isNotNull();
    }

    assertNoIdentity();
  }

  /** It was deleted, but nobody heard of that. */
  @Test
  void idlePeriodBeginsAnew() {
    add(Draft.out(SPI).idle(60, 0));
    passed = Duration.ofSeconds(50);
    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.add(again())).isNull();
      kernel.lose(ID);
      assertThat(requests.send(0)).isNull();
    }

    assertThat(sadb.untilDue()).contains(Duration.ofSeconds(60));
  }

  /** As it is new, it can be paired, whatever limit the one before had reached. */
  @Test
  void whatWasAboutToExpireIsPairedAgain() {
    add(Draft.out(SPI).soft(0, 0, 500, 0).hard(0, 0, 1_000, 0));
    add(Draft.in(OTHER_HALF).with(new Pair(SPI)));
    kernel.age(ID);
    List<SecurityAssociation> before = there();
    SecurityAssociation half = before.getFirst();
    SecurityAssociation pairing = before.getLast();
    assertThat(half.id()).isEqualTo(ID);

    try (PreparedRequests requests = sadb.prepare()) {
      assertThat(requests.deleteWhichever(half.id())).isNull();
      assertThat(requests.deleteWhichever(pairing.id())).isNull();
      assertThat(requests.addAgain(half, sadb.directions(), false)).isNull();
      assertThat(requests.addAgain(pairing, sadb.directions(), true)).isNull();
      for (int i = 0; i < requests.size(); i++) {
        assertThat(requests.send(i)).isNull();
      }
    }

    assertThat(there()).extracting(SecurityAssociation::pairSpi).containsExactly(OTHER_HALF, SPI);
  }
}
