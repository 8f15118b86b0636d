package org.manualkey.load;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.Attribute.Replay;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.LogName;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.xfrm.SimulatedXfrm;
import org.slf4j.LoggerFactory;

/** Loads, and what takes them back, leave the sequence numbers of SAs whose keys stay. */
final class XfrmCountersTest {
  private static final SaId OUT = Databases.id(0x1001, "10.0.0.2");
  private static final SaId MARKED = OUT.withMark(XfrmSettings.ofMark(7, 0xff).wholeMark());
  private static final SaId IN = Databases.id(0x1002, "10.0.0.1");
  private static final SaId OTHERS = Databases.id(0x1003, "10.0.0.3");
  private static final Attribute SENT = new Replay(70_000, 0, 0);
  private static final Attribute RECEIVED = new Replay(0, 5_000, 0b1011);
  private static final Attribute ANEW = new Replay(0, 0, 0);
  private static final String ADD_OUT = "add esp spi 0x1001 src 10.0.0.1 dst 10.0.0.2";
  private static final String ADD_IN = "add esp spi 0x1002 src 10.0.0.2 dst 10.0.0.1 replay 32";
  private static final String ADD_OTHER = "add esp spi 0x1003 src 10.0.0.1 dst 10.0.0.3";
  private static final String SAME = ADD_OUT + keys(1) + ADD_IN + keys(2);

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();

  /** Both SAs of the file, and one of another program; packets pass after the next dump. */
  @BeforeEach
  void load() {
    assertThat(load(LoadPolicy.Refresh.FLUSH, SAME + ADD_OTHER + keys(3)))
        .isInstanceOf(LoadResult.Applied.class);
    var _ = kernel.requests();
    kernel.meanwhile(() -> {
      kernel.count(OUT, SENT);
      kernel.count(IN, RECEIVED);
      kernel.count(OTHERS, SENT);
    });
  }

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private static String keys(int key) {
    return " encralg aes encrkey %032x authalg sha1 authkey %040x\n"
        .formatted(key, 0x1111111100L + key);
  }

  private LoadResult load(LoadPolicy.Refresh refresh, String text) {
    return LoadAllocationContract.load(
        text, sadb, new LoadPolicy(refresh, LoadPolicy.Scope.ALL), Ownership.NOBODY);
  }

  @Test
  void aFlushOfTheSameFileChangesNoNumber() {
    assertThat(load(LoadPolicy.Refresh.FLUSH, SAME)).isInstanceOf(LoadResult.Applied.class);

    assertThat(kernel.requests())
        .isEqualTo(List.of("delete", "delete", "delete", "flush", "flush", "add", "add"));
    assertThat(kernel.counters(OUT)).isEqualTo(SENT);
    assertThat(kernel.counters(IN)).isEqualTo(RECEIVED);
  }

  @Test
  void anotherKeyBeginsAtZeroAndTheOthersGoOn() {
    assertThat(load(LoadPolicy.Refresh.FLUSH, ADD_OUT + keys(9) + ADD_IN + keys(2)))
        .isInstanceOf(LoadResult.Applied.class);

    assertThat(kernel.counters(OUT)).isEqualTo(ANEW);
    assertThat(kernel.counters(IN)).isEqualTo(RECEIVED);
  }

  @Test
  void aReplacementByADeltaGoesOn() {
    assertThat(
            load(
                LoadPolicy.Refresh.DELTA, ADD_OUT + keys(1) + ADD_IN.replace("32", "24") + keys(2)))
        .isInstanceOf(LoadResult.Applied.class);

    // What a window of 24 does not know of a window of 32 is not asked for.
    assertThat(kernel.counters(IN)).isEqualTo(RECEIVED);
  }

  /** Where the kernel does not tell the last numbers, those that the dump showed are known. */
  @ParameterizedTest
  @EnumSource
  void withoutNoticesOfTheKernelNoNumberIsUsedTwice(LoadPolicy.Refresh refresh) {
    kernel.count(OUT, new Replay(60_000, 0, 0));
    kernel.count(IN, RECEIVED);
    kernel.giveNoNotices();

    assertThat(load(refresh, ADD_OUT + " replay 8" + keys(1) + ADD_IN.replace("32", "8") + keys(2)))
        .isInstanceOf(LoadResult.Applied.class);

    assertThat(((Replay) kernel.counters(OUT)).sent()).isEqualTo(60_000 + (1 << 24));
    assertThat(((Replay) kernel.counters(IN)).received()).isEqualTo(((Replay) RECEIVED).received());
  }

  @Test
  void theLogSaysOfHowManySasTheLastNumbersAreNotKnown() {
    Logger logger = (Logger) LoggerFactory.getLogger(LogName.SADB);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      kernel.giveNoNotices();
      assertThat(load(LoadPolicy.Refresh.FLUSH, SAME)).isInstanceOf(LoadResult.Applied.class);
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .singleElement()
        .satisfies(event ->
            assertThat(event.getFormattedMessage())
                .startsWith(
                    "the kernel did not report the last sequence numbers of 3 deleted SAs"));
  }

  /** The FLUSH behind it deletes the SA, and tells no numbers. */
  @Test
  void anSaWhoseDeletionAloneIsRefusedUsesNoNumberTwice() {
    kernel.count(OUT, SENT);
    kernel.refuse(kernel.changes());

    assertThat(load(LoadPolicy.Refresh.FLUSH, SAME)).isInstanceOf(LoadResult.Applied.class);

    assertThat(((Replay) kernel.counters(OUT)).sent()).isEqualTo(70_000 + (1 << 24));
  }

  /** The higher number of an SA is all that a dump shows. */
  @Test
  void withoutNoticesTwiceWhatWasReceivedStaysAsItWas() {
    kernel.count(OUT, SENT);
    kernel.count(IN, RECEIVED);
    kernel.giveNoNotices();

    for (int loads = 0; loads < 2; loads++) {
      assertThat(load(LoadPolicy.Refresh.FLUSH, SAME)).isInstanceOf(LoadResult.Applied.class);
    }

    assertThat(((Replay) kernel.counters(IN)).received()).isEqualTo(((Replay) RECEIVED).received());
  }

  /** Nobody has sent with the number that a refused text asks for: peers are taken as before. */
  @Test
  void withoutNoticesAnUndoDoesNotBeginWhereTheTextAskedFor() {
    kernel.count(IN, RECEIVED);
    kernel.giveNoNotices();
    kernel.refuse(kernel.changes() + 1); // after the DELETE

    assertThat(
            load(
                LoadPolicy.Refresh.DELTA,
                ADD_OUT + keys(1) + ADD_IN.replace("32", "8") + " replay_value 1000000" + keys(2)))
        .isInstanceOf(LoadResult.RolledBack.class);

    assertThat(((Replay) kernel.counters(IN)).received()).isEqualTo(((Replay) RECEIVED).received());
  }

  /** The last ADD is refused: everything is as it was, that of the other program as well. */
  @ParameterizedTest
  @EnumSource
  void anUndoRestoresTheNumbers(LoadPolicy.Refresh refresh) {
    int changes = kernel.changes();
    kernel.refuse(changes + (refresh == LoadPolicy.Refresh.FLUSH ? 6 : 3));

    assertThat(load(refresh, ADD_OUT + keys(8) + ADD_IN + keys(9)))
        .isInstanceOfSatisfying(
            LoadResult.RolledBack.class, undone -> assertThat(undone.lost()).isEmpty());

    assertThat(kernel.counters(OUT)).isEqualTo(SENT);
    assertThat(kernel.counters(IN)).isEqualTo(RECEIVED);
    assertThat(kernel.counters(OTHERS)).isEqualTo(SENT);
  }

  /** What was deleted before that comes back, with its numbers. */
  @Test
  void aFlushThatIsRefusedTakesNothingAway() {
    kernel.refuse(kernel.changes() + 3);

    assertThat(load(LoadPolicy.Refresh.FLUSH, SAME))
        .isInstanceOfSatisfying(
            LoadResult.RolledBack.class, undone -> assertThat(undone.lost()).isEmpty());

    assertThat(kernel.size()).isEqualTo(3);
    assertThat(kernel.counters(OUT)).isEqualTo(SENT);
    assertThat(kernel.counters(OTHERS)).isEqualTo(SENT);
  }

  /** Or else what is saved cannot be loaded. */
  @Test
  void anSaWithAMarkIsShownBeforeTheOneThatHidesIt() {
    assertThat(load(LoadPolicy.Refresh.FLUSH, ADD_OUT + " mark 7/0xff" + keys(4) + SAME))
        .isInstanceOf(LoadResult.Applied.class);
    List<SaId> shown = new ArrayList<>();

    sadb.forEach(sa -> {
      shown.add(sa.id());
      sa.keys().wipe();
    });

    assertThat(shown).containsSubsequence(MARKED, OUT);
  }

  /**
   * Only in the order in which they were added can SAs of one name be added again, and only in the
   * reverse order be deleted. The second time it is known that there are marks.
   */
  @Test
  void anUndoRestoresAnSaWithAMarkThatOneForAnyMarkHides() {
    assertThat(load(LoadPolicy.Refresh.FLUSH, ADD_OUT + " mark 7/0xff" + keys(4) + SAME))
        .isInstanceOf(LoadResult.Applied.class);

    for (int packets = 100; packets <= 200; packets += 100) {
      Replay sent = new Replay(packets, 0, 0);
      kernel.meanwhile(() -> kernel.count(MARKED, sent));
      kernel.refuse(kernel.changes() + 6);

      assertThat(load(LoadPolicy.Refresh.FLUSH, ADD_OUT + keys(8) + ADD_IN + keys(9)))
          .isInstanceOfSatisfying(
              LoadResult.RolledBack.class, undone -> assertThat(undone.lost()).isEmpty());

      assertThat(((Replay) kernel.counters(MARKED)).sent()).isEqualTo(sent.sent());
      assertThat(((Replay) kernel.counters(OUT)).sent()).isEqualTo(70_000);
    }
  }
}
