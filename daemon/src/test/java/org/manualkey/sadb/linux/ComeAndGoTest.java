package org.manualkey.sadb.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.FakeLinuxKernel.Call;
import org.manualkey.sadb.linux.afkey.AfKeyCapabilities;
import org.manualkey.sadb.rules.IllumosJudge;

/** SAs that come and go leave nothing behind. */
final class ComeAndGoTest {
  private static final int ROUNDS = 100;
  private static final int EACH = 10_000;
  private static final int TOGETHER = 500;

  private static final Message OUT = Draft.out(1).build();
  private static final Message BACK = Draft.in(1).build();
  private static final Message DELETE = Draft.about(MessageType.DELETE, 1).build();
  private static final Message DELETE_BACK = Draft.about(MessageType.DELETE, 1).to(L4).build();

  private final FakeLinuxKernel kernel =
      new FakeLinuxKernel(AfKeyCapabilities.table(true), Draft.PID);
  private final FakeLinuxKernel other = kernel.doorOf(Draft.PID + 1);
  private final LinuxSadb sadb = Databases.over(kernel, Draft.PID);

  @Test
  void aMillionSasThatComeAndGoLeaveNothingBehind() {
    int spi = 0x1000;
    for (int round = 0; round < ROUNDS; round++) {
      for (int sent = 0; sent < EACH; sent += TOGETHER) {
        add(spi, TOGETHER);
        assertThat(sadb.recorded()).isLessThanOrEqualTo(2 * EACH);
        spi += TOGETHER;
      }
      goAway(round);
    }
    assertNothingIsLeft();
  }

  /** In each round another way, and in some of them all ways. */
  private void goAway(int round) {
    List<SaId> ids = kernel.ids();
    for (int i = 0; i < ids.size(); i++) {
      switch ((round + (round % 7 == 0 ? i : 0)) % 5) {
        case 0 -> kernel.expire(ids.get(i));
        case 1 -> other.delete(ids.get(i), null);
        case 2 -> {
          kernel.age(ids.get(i));
          kernel.expire(ids.get(i));
        }
        case 3 -> {} // flushed by others
        default ->
            sadb.exchange(
                with(ids.get(i).destination().equals(R4) ? DELETE : DELETE_BACK, ids.get(i).spi()));
      }
    }
    if (round % 5 == 3 || round % 7 == 0) {
      other.flush(SaType.ESP);
    }
    assertThat(kernel.size()).isZero();
  }

  /** Every other two of them a pair. */
  private void add(int spi, int count) {
    List<Message> adds = new ArrayList<>(count);
    for (int i = 0; i < count; i += 2) {
      adds.add(with(OUT, spi + i));
      adds.add(i % 4 == 0 ? with(BACK, spi + i + 1, new Pair(spi + i)) : with(BACK, spi + i + 1));
    }
    assertThat(sadb.exchangeAll(adds)).allMatch(Reply.Done.class::isInstance);
  }

  /** A request with another SPI, and more extensions. */
  private static Message with(Message request, int spi, Extension... more) {
    List<Extension> extensions = new ArrayList<>(request.extensions());
    extensions.replaceAll(extension ->
        extension instanceof Sa sa
            ? new Sa(spi, sa.replay(), sa.stateCode(), sa.auth(), sa.encrypt(), sa.flags())
            : extension);
    extensions.addAll(List.of(more));
    return new Message(request.header(), extensions);
  }

  private void assertNothingIsLeft() {
    sadb.exchange(Draft.about(MessageType.GET, 1).build());
    assertThat(sadb.recorded()).isZero();
    assertThat(ObjectGraph.count(sadb, RecordedSa.class, kernel)).isZero();
    assertThat(ObjectGraph.count(sadb, SaId.class, kernel)).isZero();
  }

  @Test
  void sasThatGoWhileOthersComeLeaveNothingBehind() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    Thread time =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get() || kernel.size() > 0) {
                for (SaId id : kernel.ids()) {
                  if (id.spi() % 2 == 0) {
                    kernel.expire(id);
                  } else {
                    other.delete(id, null);
                  }
                }
                Thread.onSpinWait();
              }
            });
    try {
      for (int spi = 0x1000; spi < 0x1000 + 100_000; spi += TOGETHER) {
        List<Message> adds = new ArrayList<>(TOGETHER);
        for (int i = 0; i < TOGETHER; i++) {
          adds.add(with(OUT, spi + i));
        }
        assertThat(sadb.exchangeAll(adds)).allMatch(Reply.Done.class::isInstance);
      }
    } finally {
      over.set(true);
      time.join();
    }
    assertNothingIsLeft();
  }

  @Test
  void aFewSasThatGoCostAFewLooksAndNoDump() {
    add(0x1000, 10_000);
    kernel.countAnew();
    List<SaId> ids = kernel.ids();
    for (int i = 0; i < 2000; i++) {
      kernel.expire(ids.get(i));
    }
    sadb.exchange(Draft.about(MessageType.GET, 1).build());

    assertThat(sadb.recorded()).isEqualTo(8000);
    assertThat(kernel.calls(Call.DUMP)).isZero();
    assertThat(kernel.calls(Call.GET)).isEqualTo(2001);
  }

  @Test
  void whatOthersDoToTheirOwnSasCostsNothing() {
    for (int i = 0; i < 1000; i++) {
      other.add(
          List.of(
              Objects.requireNonNull(
                  SecurityAssociation.requested(Draft.addEsp(0x1000 + i).build()))));
    }
    other.delete(Databases.id(0x1000, R4), null);
    other.flush(SaType.ESP);
    kernel.countAnew();
    sadb.exchange(Draft.about(MessageType.GET, 1).to(L4).build());

    assertThat(kernel.calls(Call.DUMP)).isZero();
    assertThat(kernel.calls(Call.GET)).isOne();
  }

  /** Of what was asked for then nobody knows whether it was done. */
  @Test
  void aKernelThatFailsOnceLeavesNothingOnRecordThatIsNotThere() {
    add(0x1000, 20);
    for (int taken = 0; taken < 30; taken++) {
      int spi = 0x2000 + 100 * taken;
      kernel.failAfter(taken);
      assertThatThrownBy(
              () -> {
                add(spi, 30);
                for (int i = 0; i < 30; i += 2) {
                  sadb.exchange(with(DELETE, spi + i));
                }
              })
          .isInstanceOf(SadbException.class);

      sadb.exchange(with(DELETE, 1));
      assertThat(sadb.recorded()).isLessThanOrEqualTo(kernel.size());
    }
    other.flush(SaType.ESP);
    assertNothingIsLeft();
  }

  /** What an event did not say, because it was lost, the next dump does. */
  @Test
  void aDumpRemovesRecordsOfSasThatVanishedWithoutAnEvent() {
    add(0x1000, 100);
    kernel.lose(Databases.id(0x1000, R4));
    assertThat(sadb.recorded()).isEqualTo(100);

    sadb.forEach(sa -> sa.keys().wipe());

    assertThat(sadb.recorded()).isEqualTo(99);
  }

  /**
   * A dump of all says what is there, whatever was in doubt: a second one before it says no more.
   */
  @Test
  void aDumpInDoubtIsOneDump() {
    add(0x1000, 100);
    other.flush(SaType.AH);
    kernel.countAnew();

    sadb.forEach(sa -> sa.keys().wipe());

    assertThat(kernel.calls(Call.DUMP)).isEqualTo(IllumosJudge.SA_TYPES.size());
    assertThat(sadb.recorded()).isEqualTo(100);
  }

  /** An SA from elsewhere may be in the place of the first; one that names no source is any. */
  @Test
  void onlyADeletionThatNamesASourceLooksAtAnSaInDoubt() {
    add(0x1000, 2);
    try (PreparedRequests requests = sadb.prepare()) {
      requests.add(with(DELETE, 0x1000));
      requests.add(Draft.about(MessageType.DELETE, 0x1001).to(L4).from(R4).build());
      other.flush(SaType.AH);
      kernel.countAnew();

      assertThat(requests.send(0)).isNull();
      assertThat(kernel.calls(Call.GET)).isZero();
      assertThat(requests.send(1)).isNull();
      assertThat(kernel.calls(Call.GET)).isOne();
    }
    assertThat(kernel.size()).isZero();
  }
}
