package org.manualkey.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.program.EventBroadcast.Delivery;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Subscription;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class EventBroadcastTest {
  private final Source source = new Source();
  private final EventBroadcast fan = new EventBroadcast(source::subscribe);

  /** A source of events that knows whether it has a subscriber. */
  private static final class Source {
    private @Nullable EventSink sink;
    private int subscriptions;

    Subscription subscribe(EventSink wanted) {
      sink = wanted;
      subscriptions++;
      return () -> sink = null;
    }

    void tell(int seq) {
      Objects.requireNonNull(sink).onEvent(message(seq));
    }
  }

  private static Message message(int seq) {
    return Message.of(Header.request(MessageType.EXPIRE, SaType.ESP, seq, 0));
  }

  private static Delivery told(int seq) {
    return new Delivery.Event(message(seq));
  }

  @Test
  void everyListenerReceivesEverythingInOrder() throws InterruptedException {
    List<EventBroadcast.Listener> listeners =
        List.of(fan.listen(10), fan.listen(10), fan.listen(10));
    for (int seq = 0; seq < 10; seq++) {
      source.tell(seq);
    }
    for (EventBroadcast.Listener listener : listeners) {
      for (int seq = 0; seq < 10; seq++) {
        assertThat(listener.next()).isEqualTo(told(seq));
      }
    }
  }

  @Test
  void aSlowListenerIsReportedHowManyItLostWhereItLostThem() throws InterruptedException {
    EventBroadcast.Listener slow = fan.listen(2);
    EventBroadcast.Listener fast = fan.listen(100);
    for (int seq = 0; seq < 5; seq++) {
      source.tell(seq);
    }
    assertThat(slow.next()).isEqualTo(told(0));
    source.tell(5);
    assertThat(slow.next()).isEqualTo(told(1));
    assertThat(slow.next()).isEqualTo(new Delivery.Lost(3));
    assertThat(slow.next()).isEqualTo(told(5));
    for (int seq = 0; seq < 6; seq++) {
      assertThat(fast.next()).isEqualTo(told(seq));
    }
  }

  @Test
  void whatWasLostLastIsReportedThoughNothingFollows() throws InterruptedException {
    EventBroadcast.Listener slow = fan.listen(1);
    source.tell(0);
    source.tell(1);
    assertThat(slow.next()).isEqualTo(told(0));
    assertThat(slow.next()).isEqualTo(new Delivery.Lost(1));
    source.tell(2);
    assertThat(slow.next()).isEqualTo(told(2));
  }

  @Test
  void aListenerThatNeverReadsBlocksNoOtherAndDoesNotGrow() throws InterruptedException {
    EventBroadcast.Listener deaf = fan.listen(3);
    int messages = 1_000_000;
    for (int seq = 0; seq < messages; seq++) {
      source.tell(seq);
    }
    long heard = 0;
    for (int i = 0; i < 3; i++) {
      assertThat(deaf.next()).isInstanceOf(Delivery.Event.class);
      heard++;
    }
    assertThat(deaf.next()).isEqualTo(new Delivery.Lost(messages - heard));
  }

  /** A queue holds no more lines about losses than messages, however reading and telling mix. */
  @Test
  void lossesAndMessagesAddUp() throws InterruptedException {
    EventBroadcast.Listener listener = fan.listen(2);
    long heard = 0;
    for (int seq = 0; seq < 1000; seq++) {
      source.tell(seq);
      if (seq % 3 == 0) {
        heard += messages(listener.next());
      }
    }
    fan.close();
    for (Delivery next = listener.next(); next != null; next = listener.next()) {
      heard += messages(next);
    }
    assertThat(heard).isEqualTo(1000);
  }

  private static long messages(@Nullable Delivery heard) {
    return switch (Objects.requireNonNull(heard)) {
      case Delivery.Event _ -> 1;
      case Delivery.Lost(long lost) -> lost;
    };
  }

  @Test
  void thereIsASubscriptionOnlyWhileThereAreListeners() {
    assertThat(source.sink).isNull();
    EventBroadcast.Listener one = fan.listen(1);
    EventBroadcast.Listener other = fan.listen(1);
    assertThat(source.subscriptions).isEqualTo(1);
    one.close();
    one.close();
    assertThat(source.sink).isNotNull();
    other.close();
    assertThat(source.sink).isNull();
    fan.listen(1);
    assertThat(source.subscriptions).isEqualTo(2);
  }

  @Test
  void theEndOfTheSourceIsTheEndOfItsListeners() throws InterruptedException {
    EventBroadcast.Listener listener = fan.listen(2);
    source.tell(1);
    Objects.requireNonNull(source.sink).end();
    assertThat(listener.next()).isEqualTo(told(1));
    assertThat(listener.next()).isNull();
  }

  @Test
  void anEndedListenerReceivesTheRestAndNothingLater() throws InterruptedException {
    EventBroadcast.Listener listener = fan.listen(2);
    source.tell(1);
    listener.end();
    source.tell(2);
    assertThat(listener.next()).isEqualTo(told(1));
    assertThat(listener.next()).isNull();
  }

  @Test
  void closingAListenerWakesWhoWaits() {
    EventBroadcast.Listener listener = fan.listen(1);
    CompletableFuture<@Nullable Delivery> waiting = waiting(listener);
    listener.close();
    assertThat(waiting.join()).isNull();
  }

  @Test
  void closingTheBroadcastDeliversTheRestAndThenTheEnd() throws InterruptedException {
    EventBroadcast.Listener listener = fan.listen(5);
    source.tell(1);
    fan.close();
    assertThat(listener.next()).isEqualTo(told(1));
    assertThat(listener.next()).isNull();
    assertThat(source.sink).isNull();
    assertThat(fan.listen(1).next()).isNull();
    assertThat(source.subscriptions).isEqualTo(1);
  }

  @Test
  void closingTheFanWakesWhoWaits() {
    CompletableFuture<@Nullable Delivery> waiting = waiting(fan.listen(1));
    fan.close();
    assertThat(waiting.join()).isNull();
  }

  private static CompletableFuture<@Nullable Delivery> waiting(EventBroadcast.Listener listener) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return listener.next();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void aListenerThatCannotSubscribeIsNone() {
    List<Integer> asked = new ArrayList<>();
    EventBroadcast broken =
        new EventBroadcast(_ -> {
          asked.add(1);
          throw new IllegalStateException("no");
        });
    assertThatIllegalStateException().isThrownBy(() -> broken.listen(1));
    assertThatIllegalStateException().isThrownBy(() -> broken.listen(1));
    assertThat(asked).hasSize(2);
  }

  @Test
  void aQueueHasRoom() {
    assertThatIllegalArgumentException().isThrownBy(() -> fan.listen(0));
  }

  @Test
  void listenersComeAndGoWhileManyEventsArrive() throws InterruptedException {
    EventBroadcast.Listener steady = fan.listen(1);
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Integer> telling =
        CompletableFuture.supplyAsync(() -> {
          int seq = 0;
          while (!enough.get()) {
            source.tell(seq++);
          }
          return seq;
        });
    try {
      for (int visit = 0; visit < 1000; visit++) {
        try (EventBroadcast.Listener visitor = fan.listen(2)) {
          assertThat(visitor.next()).isInstanceOf(Delivery.Event.class);
        }
      }
    } finally {
      enough.set(true);
    }
    int told = telling.join();
    assertThat(steady.next()).isEqualTo(told(0));
    assertThat(steady.next()).isEqualTo(new Delivery.Lost(told - 1));
  }
}
