package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaType;
import org.manualkey.program.EventBroadcast;
import org.manualkey.sa.SecurityAssociation;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SadbOwnerTest {
  private final TimedSadb sadb = new TimedSadb();
  private final SadbOwner owner = new SadbOwner(sadb);

  /** Says that it is due after each request until it has aged, and who did it. */
  private static final class TimedSadb implements Sadb, Timed {
    private final BlockingQueue<String> aged = new LinkedBlockingQueue<>();
    private final List<EventSink> sinks = new ArrayList<>();
    private @Nullable Duration due;
    private boolean broken;

    @Override
    public BackEnd backEnd() {
      return new BackEnd("timed", false, Capabilities.OF_ILLUMOS);
    }

    @Override
    public Reply exchange(Message request) {
      due = Duration.ZERO;
      sinks.forEach(sink -> sink.onEvent(request));
      return new Reply.Done(request);
    }

    @Override
    public Reply dump(Message request, Consumer<? super Message> sink) {
      return new Reply.Done(request);
    }

    @Override
    public void forEach(Consumer<? super SecurityAssociation> sink) {}

    @Override
    public Subscription subscribe(EventScope hearing, EventSink sink) {
      sinks.add(sink);
      return () -> sinks.remove(sink);
    }

    @Override
    public Optional<Duration> untilDue() {
      return Optional.ofNullable(due);
    }

    @Override
    public void age() {
      due = broken ? Duration.ZERO : null;
      broken = false;
      aged.add(Thread.currentThread().getName());
      if (due != null) {
        throw new IllegalStateException("broken");
      }
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void close() {
    owner.close();
  }

  private static Message flush() {
    return Draft.of(MessageType.FLUSH, SaType.ESP).build();
  }

  @Test
  void aDatabaseAgesOnTheThreadThatOwnsIt() throws InterruptedException {
    owner.call(each -> Exchanges.exchange(each, flush()));
    assertThat(sadb.aged.take()).isEqualTo("sadb");
    owner.call(each -> Exchanges.exchange(each, flush()));
    assertThat(sadb.aged.take()).isEqualTo("sadb");
    assertThat(sadb.aged).isEmpty();
  }

  @Test
  void whatIsDueSoonerComesSooner() throws InterruptedException {
    owner.call(_ -> sadb.due = Duration.ofDays(1));
    owner.call(each -> Exchanges.exchange(each, flush()));
    assertThat(sadb.aged.take()).isEqualTo("sadb");
  }

  @Test
  void ageingThatFailsIsTriedAgain() throws InterruptedException {
    sadb.broken = true;
    owner.call(each -> Exchanges.exchange(each, flush()));
    sadb.aged.take();
    assertThat(sadb.aged.take()).isEqualTo("sadb");
    owner.call(each -> Exchanges.exchange(each, flush()));
  }

  @Test
  void closingDoesNotWaitForWhatIsDueLater() {
    owner.call(_ -> sadb.due = Duration.ofDays(1));
    owner.close();
    assertThat(sadb.aged).isEmpty();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> owner.call(each -> Exchanges.exchange(each, flush())));
  }

  @Test
  void workGivenBeforeClosingIsDone() {
    List<Integer> done = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      var _ = owner.submit(_ -> done.add(number));
    }
    owner.close();
    assertThat(done).hasSize(1000).isSorted();
  }

  @Test
  void aSubscriptionIsOfTheThreadOfTheDatabase() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Subscription subscription =
        owner.subscribe(
            EventScope.ORDINARY,
            new ForwardingSink(_ -> heard.add(Thread.currentThread().getName())));
    owner.call(each -> Exchanges.exchange(each, flush()));
    assertThat(heard.take()).isEqualTo("sadb");
    subscription.close();
    owner.call(each -> Exchanges.exchange(each, flush()));
    assertThat(heard).isEmpty();
  }

  @Test
  void aSubscriptionMayEndAfterTheDatabase() {
    Subscription subscription = owner.subscribe(EventScope.ORDINARY, new ForwardingSink(_ -> {}));
    owner.close();
    assertThatCode(subscription::close).doesNotThrowAnyException();
  }

  @Test
  void aFanOfTheOwnerSpreadsItsEvents() throws InterruptedException {
    try (EventBroadcast fan =
        new EventBroadcast(sink -> owner.subscribe(EventScope.ORDINARY, sink))) {
      EventBroadcast.Listener listener = fan.listen(10);
      Message request = flush();
      owner.call(each -> Exchanges.exchange(each, request));
      assertThat(listener.next()).isEqualTo(new EventBroadcast.Delivery.Event(request));
    }
  }
}
