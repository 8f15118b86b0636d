package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manualkey.sadb.Draft.R4;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.FakeLinuxKernel.Call;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;

/** SAs with idle limits, under a clock that only the test moves. */
final class IdleExpiryTest {
  private static final int SPI = 0x1000;
  private static final SaId ID = Databases.id(SPI, R4);
  private static final long EPOCH = 1_800_000_000L;

  private long nanos = 5_000_000_000L;
  private long jump;

  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID);
  private final FakeLinuxKernel other = kernel.doorOf(Draft.PID + 1);
  private final List<Message> events = new ArrayList<>();
  private final LinuxSadb sadb = open();

  private LinuxSadb open() {
    LinuxSadb opened =
        Databases.over(kernel, Draft.PID, () -> Instant.ofEpochSecond(epochSecond()), () -> nanos);
    var _ = opened.subscribe(EventScope.ORDINARY, new ForwardingSink(events::add));
    return opened;
  }

  private long epochSecond() {
    return EPOCH + Duration.ofNanos(nanos).toSeconds() + jump;
  }

  private void granted(LinuxSadb database, Draft request) {
    assertThat(database.exchange(request.build())).isInstanceOf(Reply.Done.class);
  }

  private void add(long addTime, long useTime) {
    granted(sadb, Draft.out(SPI).idle(addTime, useTime));
    events.clear();
    kernel.countAnew();
  }

  /** Time passes, and what is due meanwhile is done in time. */
  private void pass(long seconds) {
    long end = nanos + Duration.ofSeconds(seconds).toNanos();
    Duration due = sadb.untilDue().orElse(Duration.ofDays(1));
    while (nanos + due.toNanos() <= end) {
      nanos += due.toNanos();
      sadb.age();
      due = sadb.untilDue().orElse(Duration.ofDays(1));
    }
    nanos = end;
    sadb.age();
  }

  private Duration untilDue() {
    return sadb.untilDue().orElseThrow();
  }

  private static List<MessageType> types(List<Message> messages) {
    return messages.stream().map(message -> message.header().type()).toList();
  }

  @Test
  void anSaThatIsNeverUsedIsDeletedAndReportedAsExpired() {
    add(60, 0);

    pass(59);
    assertThat(kernel.ids()).containsExactly(ID);
    assertThat(kernel.calls(Call.USE)).as("asked before its time may be over").isZero();
    pass(1);

    assertThat(kernel.ids()).isEmpty();
    assertThat(sadb.recorded()).isZero();
    assertThat(sadb.untilDue()).isEmpty();
    Message expired = events.getFirst();
    assertThat(types(events)).containsExactly(MessageType.EXPIRE);
    assertThat(expired.header().pid()).isZero();
    assertThat(expired.header().saType()).isEqualTo(SaType.ESP);
    assertThat(SaId.of(expired)).isEqualTo(ID);
    assertThat(Objects.requireNonNull(expired.sa()).state()).isEqualTo(SaState.DEAD);
    assertThat(expired.find(ExtensionType.X_LIFETIME_IDLE))
        .isEqualTo(new Lifetime(Lifetime.Kind.IDLE, 0, 0, 60, 0));
    assertThat(expired.extensions())
        .extracting(extension -> extension.type())
        .containsExactly(
            ExtensionType.SA,
            ExtensionType.LIFETIME_CURRENT,
            ExtensionType.X_LIFETIME_IDLE,
            ExtensionType.ADDRESS_SRC,
            ExtensionType.ADDRESS_DST);
  }

  @Test
  void anSaThatWasUsedIsAskedOnceAndStaysUntilItsTimeIsOverSinceThen() {
    add(60, 0);
    pass(40);
    kernel.use(ID, epochSecond());

    pass(20);
    assertThat(kernel.calls(Call.USE)).isEqualTo(1);
    assertThat(kernel.calls(Call.GET)).isZero();
    assertThat(untilDue()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(41));
    pass(40);
    assertThat(kernel.ids()).as("within 60 s").containsExactly(ID);
    pass(1);
    assertThat(kernel.ids()).isEmpty();
  }

  /** By its counters only, of which nobody knows when they moved. */
  @Test
  void withoutTheTimeOfLastUseAnSaStaysUntilItsTimeIsOverSinceALook() {
    add(60, 0);
    pass(1);
    kernel.use(ID, 0);

    pass(118);
    assertThat(kernel.calls(Call.USE)).isEqualTo(1);
    assertThat(kernel.ids()).containsExactly(ID);
    pass(1);
    assertThat(kernel.ids()).isEmpty();
  }

  @Test
  void theShorterOfBothTimesCounts() {
    add(60, 30);
    pass(30);
    assertThat(kernel.ids()).isEmpty();
  }

  @Test
  void aClockThatIsSetForwardDoesNotMakeAnSaIdle() {
    add(60, 0);
    pass(59);
    kernel.use(ID, epochSecond());
    jump = 86_400;

    pass(1);

    assertThat(kernel.ids()).containsExactly(ID);
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepAnSaForLonger() {
    add(60, 0);
    pass(50);
    kernel.use(ID, epochSecond());
    jump = -86_400;

    pass(10 + 60);

    assertThat(kernel.ids()).isEmpty();
  }

  @Test
  void anUpdateOfTheIdleTimeBeginsAnewAndAnotherOneDoesNot() {
    add(60, 0);
    pass(50);
    granted(sadb, Draft.update(SPI).hard(0, 0, 600, 0).soft(0, 0, 500, 0));
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(10));
    granted(sadb, Draft.update(SPI).idle(60, 0));
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(60));
    granted(sadb, Draft.update(SPI).idle(20, 0));
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(20));
    assertThat(kernel.calls(Call.CHANGE)).as("the kernel hears of other limits only").isEqualTo(1);
  }

  @Test
  void useBeforeAnUpdateDoesNotCount() {
    add(0, 0);
    kernel.use(ID, epochSecond());
    granted(sadb, Draft.update(SPI).idle(60, 0));

    pass(60);

    assertThat(kernel.ids()).isEmpty();
  }

  @Test
  void whatIsPreparedIsWatchedOnceItIsSentAndNothingOfItIsLeftOnceItIsGone() {
    try (PreparedRequests prepared = sadb.prepare()) {
      assertThat(prepared.add(Draft.out(SPI).idle(60, 0).build())).isNull();
      assertThat(prepared.add(Draft.out(SPI + 1).build())).isNull();
      assertThat(sadb.untilDue()).isEmpty();
      assertThat(prepared.send(0, 2)).isTrue();
    }
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(60));
    pass(10);
    try (PreparedRequests prepared = sadb.prepare()) {
      assertThat(prepared.add(Draft.update(SPI).idle(90, 0).build())).isNull();
      assertThat(prepared.add(Draft.update(SPI + 1).idle(70, 0).build())).isNull();
      assertThat(untilDue()).isEqualTo(Duration.ofSeconds(50));
      assertThat(prepared.send(0, 1)).isTrue();
      assertThat(untilDue()).isEqualTo(Duration.ofSeconds(90));
      assertThat(prepared.send(1, 2)).isTrue();
    }
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(70));
    try (PreparedRequests prepared = sadb.prepare()) {
      assertThat(prepared.add(Draft.about(MessageType.DELETE, SPI + 1).build())).isNull();
      assertThat(prepared.send(0, 1)).isTrue();
    }
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(90));
    assertThat(
            sadb.exchange(Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, 1)))
                instanceof Reply.Done)
        .isTrue();
    assertThat(sadb.untilDue()).isEmpty();
  }

  @Test
  void theLimitIsShownWithoutTheKernelKnowingIt() {
    add(60, 30);
    List<Lifetime> shown = new ArrayList<>();

    sadb.forEach(sa -> shown.add(sa.lifetimes().idle()));

    assertThat(shown).containsExactly(new Lifetime(Lifetime.Kind.IDLE, 0, 0, 60, 30));
  }

  @Test
  void anSaThatAnotherProgramPutInItsPlaceIsNotDeleted() {
    add(60, 0);
    other.delete(ID, null);
    LinuxSadb theirs = Databases.over(other, Draft.PID + 1);
    granted(theirs, Draft.out(SPI).authKey(160, "5a".repeat(20)));

    pass(120);

    assertThat(kernel.ids()).containsExactly(ID);
    assertThat(sadb.untilDue()).isEmpty();
  }

  @Test
  void anSaThatIsGoneIsForgotten() {
    add(60, 0);
    kernel.lose(ID);

    pass(60);

    assertThat(sadb.recorded()).isZero();
    assertThat(sadb.untilDue()).isEmpty();
    assertThat(events).isEmpty();
  }

  /** Else a later deletion of its identity by this daemon would be reported as EXPIRE. */
  @Test
  void anSaThatAnotherProgramDeletesAtTheLastMomentDidNotExpire() {
    add(60, 0);
    kernel.beforeDeletion(() -> other.delete(ID, null));
    pass(60);
    granted(sadb, Draft.out(SPI));
    granted(sadb, Draft.about(MessageType.DELETE, SPI));

    assertThat(types(events))
        .containsExactly(MessageType.DELETE, MessageType.ADD, MessageType.DELETE);
  }

  @Test
  void aDeletionByACommandIsReportedAsOne() {
    add(60, 0);
    granted(sadb, Draft.about(MessageType.DELETE, SPI));
    assertThat(types(events)).containsExactly(MessageType.DELETE);
    assertThat(sadb.untilDue()).isEmpty();
  }

  @Test
  void aKernelThatDoesNotAnswerIsAskedAgainLater() {
    add(60, 0);
    nanos += Duration.ofSeconds(60).toNanos();
    kernel.failAfter(0);

    assertThatThrownBy(sadb::age).isInstanceOf(SadbException.class);

    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(10));
    kernel.failAfter(Integer.MAX_VALUE);
    pass(10);
    assertThat(kernel.ids()).isEmpty();
    assertThat(types(events)).containsExactly(MessageType.EXPIRE);
  }

  /** Else the log would say so ten times a second. */
  @Test
  void aKernelThatCannotBeLookedAtIsLookedAtLater() {
    add(60, 0);
    other.flush(SaType.ESP);
    nanos += Duration.ofSeconds(60).toNanos();
    kernel.failAfter(0);

    assertThatThrownBy(sadb::age).isInstanceOf(SadbException.class);

    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void manyThatAreDueTogetherLeaveTimeForOtherWork() {
    granted(sadb, Draft.out(SPI).idle(60, 0));
    IntStream.range(1, 200).forEach(i -> granted(sadb, Draft.out(SPI + i).idle(60, 0)));
    assertThat(untilDue()).isEqualTo(Duration.ofSeconds(60));
    nanos += Duration.ofSeconds(60).toNanos();

    sadb.age();
    assertThat(kernel.ids()).hasSize(200 - 64);
    assertThat(untilDue()).isEqualTo(Duration.ofMillis(100));
    sadb.age();
    assertThat(kernel.ids()).as("not before the pause is over").hasSize(200 - 64);
    pass(1);
    assertThat(kernel.ids()).isEmpty();
  }
}
