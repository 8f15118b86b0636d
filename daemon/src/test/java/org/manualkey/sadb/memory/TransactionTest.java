package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.Draft.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.Direction;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Transaction;

final class TransactionTest {
  private final Bench bench = new Bench();

  private List<String> contents() {
    return bench.dump(SaType.UNSPEC).stream().map(TransactionTest::text).sorted().toList();
  }

  private static String text(Message sa) {
    List<String> extensions = new ArrayList<>();
    sa.extensions().forEach(each -> extensions.add(text(each)));
    return sa.header().saType() + " " + extensions;
  }

  private static String text(org.manualkey.pfkey.Extension extension) {
    return extension instanceof org.manualkey.pfkey.Key key
        ? key.kind() + " " + Draft.digest(key)
        : extension.toString();
  }

  /** A pair, a clone, an SA that is used, and one that ages. */
  private void fill() {
    bench.granted(out(0x1000));
    bench.granted(in(0x2000).with(new Pair(0x1000)));
    bench.granted(
        Draft.addEsp(0x3000)
            .from(Draft.R4)
            .to(Draft.R4B)
            .flags(SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit()));
    bench.granted(out(0x4000).hard(0, 0, 100, 0).idle(50, 0));
    assertThat(bench.packet(Direction.OUTBOUND, 0x1000, Draft.R4, 64)).isTrue();
  }

  private Transaction begin(Transaction.Start start) {
    return bench.sadb().begin(start);
  }

  private static void granted(Transaction transaction, Draft draft) {
    assertThat(transaction.copy().exchange(draft.build())).isInstanceOf(Reply.Done.class);
  }

  @Test
  void copyThatTakesItsPlaceUnchangedIsTheSame() {
    fill();
    List<String> before = contents();
    try (Transaction transaction = begin(Transaction.Start.AS_IT_IS)) {
      transaction.commit();
    }
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void copyThatIsGivenUpChangesNothing() {
    fill();
    List<String> before = contents();
    try (Transaction transaction = begin(Transaction.Start.AS_IT_IS)) {
      granted(transaction, Draft.of(MessageType.FLUSH, SaType.UNSPEC));
      granted(transaction, out(0x5000));
      assertThat(contents()).isEqualTo(before);
    }
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void changesTakeEffectTogether() {
    fill();
    try (Transaction transaction = begin(Transaction.Start.AS_IT_IS)) {
      granted(transaction, out(0x5000));
      granted(transaction, update(0x4000).hard(0, 0, 500, 0));
      granted(transaction, about(MessageType.DELETE, 0x1000).to(Draft.R4));
      assertThat(bench.get(0x1000).find(ExtensionType.X_PAIR)).isEqualTo(new Pair(0x2000));
      transaction.commit();
      assertThat(Exchanges.exchange(bench.sadb(), about(MessageType.GET, 0x1000).build()))
          .extracting(reply -> reply.header().errno())
          .isNotEqualTo(0);
    }
    assertThat(bench.get(0x2000, Draft.L4).find(ExtensionType.X_PAIR)).isNull();
    bench.get(0x5000);
  }

  @Test
  void sasAgeAsIfTheyHadNotBeenCopied() {
    fill();
    List<Message> expired = new ArrayList<>();
    try (Transaction transaction = begin(Transaction.Start.AS_IT_IS)) {
      granted(transaction, out(0x5000));
      transaction.commit();
    }
    bench.sadb().subscribe(EventScope.ORDINARY, new ForwardingSink(expired::add));
    bench.ageAt(51);
    assertThat(expired)
        .singleElement()
        .satisfies(m -> assertThat(m.find(ExtensionType.X_LIFETIME_IDLE)).isNotNull());
    bench.ageAt(101);
    assertThat(expired).hasSize(2);
    bench.ageAt(110);
    assertThat(contents()).hasSize(4);
  }

  @Test
  void keysOfWhatStaysAreThereUntilItGoes() {
    fill();
    try (Transaction given = begin(Transaction.Start.AS_IT_IS)) {
      granted(given, Draft.of(MessageType.FLUSH, SaType.UNSPEC));
    }
    List<String> before = contents(); // a key that was overwritten cannot be shown
    try (Transaction first = begin(Transaction.Start.AS_IT_IS)) {
      granted(first, about(MessageType.DELETE, 0x4000).to(Draft.R4));
      first.commit();
    }
    try (Transaction second = begin(Transaction.Start.AS_IT_IS)) {
      granted(second, out(0x4000).hard(0, 0, 100, 0).idle(50, 0));
      second.commit();
    }
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void keysOfWhatGoesAreOverwritten() {
    fill();
    StoredKeys gone = bench.sadb().stored(Direction.OUTBOUND, id(0x4000)).keys();
    StoredKeys kept = bench.sadb().stored(Direction.OUTBOUND, id(0x1000)).keys();
    try (Transaction transaction = begin(Transaction.Start.AS_IT_IS)) {
      granted(transaction, about(MessageType.DELETE, 0x4000).to(Draft.R4));
      transaction.commit();
    }
    assertThat(gone.auth().material().isAllZero()).isTrue();
    assertThat(kept.auth().material().isAllZero()).isFalse();
    bench.granted(about(MessageType.DELETE, 0x1000).to(Draft.R4));
    assertThat(kept.auth().material().isAllZero()).isTrue();
  }

  private static SaId id(int spi) {
    return SaId.of(
        SaType.ESP.code(),
        spi,
        Objects.requireNonNull(IpAddress.of(Draft.socketAddress(Draft.R4))));
  }

  @Test
  void emptyOneTakesThePlaceOfAll() {
    fill();
    try (Transaction transaction = begin(Transaction.Start.EMPTY)) {
      granted(transaction, out(0x1000));
      transaction.commit();
    }
    assertThat(contents()).hasSize(1);
    bench.granted(in(0x2000).with(new Pair(0x1000)));
  }

  @Test
  void subscribersHearWhatWasChangedOnceItIs() {
    List<MessageType> heard = new ArrayList<>();
    bench
        .sadb()
        .subscribe(
            EventScope.ORDINARY, new ForwardingSink(event -> heard.add(event.header().type())));
    try (Transaction transaction = begin(Transaction.Start.EMPTY)) {
      granted(transaction, out(0x1000));
    }
    assertThat(heard).isEmpty();
    try (Transaction transaction = begin(Transaction.Start.EMPTY)) {
      granted(transaction, Draft.of(MessageType.FLUSH, SaType.UNSPEC));
      granted(transaction, out(0x1000));
      transaction.commit();
      assertThat(heard).isEmpty();
    }
    assertThat(heard).containsExactly(MessageType.FLUSH, MessageType.ADD);
  }

  @Test
  void subscribersHearHowManyEventsHadNoRoom() {
    long[] lost = new long[1];
    List<Message> heard = new ArrayList<>();
    bench
        .sadb()
        .subscribe(
            EventScope.ORDINARY,
            new EventSink() {
              @Override
              public void onEvent(Message message) {
                heard.add(message);
              }

              @Override
              public void lost(long messages) {
                lost[0] += messages;
              }

              @Override
              public void end() {}
            });
    try (Transaction transaction = begin(Transaction.Start.EMPTY)) {
      for (int i = 0; i < 2000; i++) {
        granted(transaction, out(0x1000 + i));
      }
      transaction.commit();
    }
    assertThat(heard.size() + lost[0]).isEqualTo(2000);
    assertThat(lost[0]).isPositive();
  }
}
