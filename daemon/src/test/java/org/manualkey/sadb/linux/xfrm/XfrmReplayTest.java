package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.Attribute.LongReplay;
import org.manualkey.netlink.Attribute.Replay;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxSadb;

/** An SA that is deleted and added again goes on counting, and takes no packet twice. */
final class XfrmReplayTest {
  private static final int SPI = 0x1000;
  private static final SaId ID = Databases.id(SPI, Draft.R4);
  private static final String OTHER_KEY = "000102030405060708090a0b0c0d0e10";
  private static final XfrmSettings LONG_NUMBERS = new XfrmSettings(0, 0, 0, 0, true, 0, false, 0);

  private final SimulatedXfrm kernel = new SimulatedXfrm();
  private final LinuxSadb sadb = kernel.open();

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
  }

  private static Draft sa(int window) {
    return Draft.addEsp(SPI).replay(window);
  }

  private static Draft rekeyed(Draft sa) {
    return sa.without(ExtensionType.KEY_ENCRYPT).encryptKey(128, OTHER_KEY);
  }

  private static Draft from(int value, Draft sa) {
    return sa.with(new ReplayValue(value, 0));
  }

  private static Message delete(int spi) {
    return Draft.about(MessageType.DELETE, spi).from(Draft.L4).build();
  }

  private static void take(PreparedRequests requests, Message... messages) {
    for (Message message : messages) {
      assertThat(requests.add(message)).isNull();
    }
  }

  /** Adds an SA, lets packets pass, and puts another one in its place. */
  private Attribute replaced(Draft before, Attribute passed, Draft after) {
    try (PreparedRequests requests = sadb.prepare()) {
      take(requests, before.build(), delete(SPI), after.build());
      assertThat(requests.send(0)).isNull();
      kernel.count(ID, passed);
      assertThat(requests.send(1)).isNull();
      assertThat(requests.send(2)).isNull();
      return kernel.counters(ID);
    }
  }

  @Test
  void theSameKeysGoOnWithNumbersAndBitmap() {
    Replay passed = new Replay(70_000, 5_000, 0b1011);

    assertThat(replaced(sa(32), passed, sa(32))).isEqualTo(passed);
  }

  @Test
  void anotherKeyBeginsAtZero() {
    assertThat(replaced(sa(32), new Replay(70_000, 5_000, 0b1011), rekeyed(sa(32))))
        .isEqualTo(new Replay(0, 0, 0));
  }

  @Test
  void numbersBelowTheOldWindowCountAsReceivedInALargerOne() {
    assertThat(replaced(sa(8), new Replay(0, 100, 0b0101), sa(32)))
        .isEqualTo(new Replay(0, 100, 0xffff_ff05));
  }

  /** Of 100 and 98, of 69 to 72, and of all below, in a ring: the bit of 65 is the first. */
  @Test
  void aBitmapOf32NumbersBecomesALargerWindow() {
    assertThat(replaced(sa(32), new Replay(7, 100, 0xf000_0005), sa(64)))
        .isEqualTo(new LongReplay(7, 100, 0, 0, 64, List.of(0xff, 0xffff_fffa)));
  }

  @Test
  void aLargerWindowBecomesABitmapOf32Numbers() {
    assertThat(replaced(sa(64), new LongReplay(7, 100, 0, 0, 64, List.of(0xff, 0xa)), sa(32)))
        .isEqualTo(new Replay(7, 100, 0xf000_0005));
  }

  @Test
  void aWindowThatIsNoPowerOfTwoStaysAsItIs() {
    LongReplay passed = new LongReplay(7, 1_234, 0, 0, 100, List.of(0x1234_5678, 0x55, -1, 0x9));

    assertThat(replaced(sa(100), passed, sa(100))).isEqualTo(passed);
  }

  @Test
  void numbersOf64BitsGoOn() {
    Draft sa = sa(64).with(LONG_NUMBERS);
    LongReplay passed = new LongReplay(-2, 17, 3, 4, 64, List.of(0x1_0001, 0));

    assertThat(replaced(sa, passed, sa)).isEqualTo(passed);
  }

  @Test
  void numbersOf32BitsDoNotBecomeNumbersOf64() {
    assertThat(
            replaced(
                sa(64), new LongReplay(9, 9, 0, 0, 64, List.of(3, 0)), sa(64).with(LONG_NUMBERS)))
        .isEqualTo(new LongReplay(0, 0, 0, 0, 64, List.of(0, 0)));
  }

  @Test
  void aValueOfTheLineThatIsFurtherOnIsTaken() {
    assertThat(replaced(sa(32), new Replay(70, 50, 0b1011), from(1_000, sa(32))))
        .isEqualTo(new Replay(1_000, 1_000, -1));
  }

  @Test
  void aValueOfTheLineNeverLeadsBack() {
    Replay passed = new Replay(70_000, -5, 0b1011);

    assertThat(replaced(sa(32), passed, from(1_000, sa(32)))).isEqualTo(passed);
  }

  @Test
  void aValueOfTheLineIsTakenForAnotherKey() {
    assertThat(replaced(sa(32), new Replay(70_000, 5_000, 1), from(1_000, rekeyed(sa(32)))))
        .isEqualTo(new Replay(1_000, 1_000, -1));
  }

  /** Deleted with another key, the SA of before goes on where it was deleted itself. */
  @Test
  void anUndoGoesOnWithTheNumbersOfItsKey() {
    try (PreparedRequests load = sadb.prepare();
        PreparedRequests undo = sadb.prepare()) {
      take(load, sa(32).build(), delete(SPI), rekeyed(sa(32)).build());
      take(undo, delete(SPI), sa(32).build());
      assertThat(load.send(0)).isNull();
      kernel.count(ID, new Replay(70_000, 5_000, 0b1011));
      assertThat(load.send(1)).isNull();
      assertThat(load.send(2)).isNull();
      kernel.count(ID, new Replay(3, 4, 0b1111));
      assertThat(undo.send(0)).isNull();
      assertThat(undo.send(1)).isNull();
    }
    assertThat(kernel.counters(ID)).isEqualTo(new Replay(70_000, 5_000, 0b1011));
  }

  @Test
  void anUndoOfAnSaWithTheSameKeyGoesOnFromItsLastNumber() {
    try (PreparedRequests load = sadb.prepare();
        PreparedRequests undo = sadb.prepare()) {
      take(load, sa(32).build(), delete(SPI), sa(64).build());
      take(undo, delete(SPI), sa(32).build());
      assertThat(load.send(0)).isNull();
      kernel.count(ID, new Replay(70, 100, 0xf000_0005));
      assertThat(load.send(1)).isNull();
      assertThat(load.send(2)).isNull();
      kernel.count(ID, new LongReplay(80, 101, 0, 0, 64, List.of(0xff, 0xffff_fffa | 1 << 4)));
      assertThat(undo.send(0)).isNull();
      assertThat(undo.send(1)).isNull();
    }
    assertThat(kernel.counters(ID)).isEqualTo(new Replay(80, 101, 0xe000_000b));
  }

  @Test
  void preparedChangesThatAreGivenUpAreNotWrittenTo() {
    try (PreparedRequests load = sadb.prepare()) {
      take(load, sa(32).build(), delete(SPI));
      try (PreparedRequests given = sadb.prepare()) {
        take(given, sa(32).build());
      }
      take(load, sa(32).build());
      assertThat(load.send(0)).isNull();
      kernel.count(ID, new Replay(70, 100, 5));
      assertThat(load.send(1)).isNull();
      assertThat(load.send(2)).isNull();
    }
    assertThat(kernel.counters(ID)).isEqualTo(new Replay(70, 100, 5));
  }

  @Test
  void manyDeletionsAreOneDatagramAndEachIsFollowed() {
    int count = PreparedRequests.BATCH;
    try (PreparedRequests load = sadb.prepare()) {
      for (int i = 0; i < count; i++) {
        take(load, Draft.addEsp(SPI + i).replay(32).build());
      }
      for (int i = 0; i < count; i++) {
        take(load, delete(SPI + i));
      }
      for (int i = 0; i < count; i++) {
        take(load, Draft.addEsp(SPI + i).replay(32).build());
      }
      assertThat(load.send(0, count)).isTrue();
      for (int i = 0; i < count; i++) {
        kernel.count(Databases.id(SPI + i, Draft.R4), new Replay(i, 2 * i, i));
      }
      assertThat(load.send(count, 2 * count)).isTrue();
      assertThat(kernel.size()).isZero();
      assertThat(load.send(2 * count, 3 * count)).isTrue();
    }
    for (int i = 1; i < count; i++) {
      assertThat(kernel.counters(Databases.id(SPI + i, Draft.R4)))
          .isEqualTo(new Replay(i, 2 * i, i));
    }
  }

  /**
   * What a load sends and what takes it back, where the dump of the load saw a counter at a value.
   */
  private Attribute replacedWithoutNotice(int seen, Draft before, Draft after, boolean undone) {
    kernel.giveNoNotices();
    try (PreparedRequests load = sadb.prepare();
        PreparedRequests undo = sadb.prepare()) {
      take(load, before.build(), delete(SPI), after.build());
      take(undo, delete(SPI), from(seen, before).build());
      assertThat(load.send(0, 3)).isTrue();
      if (undone) {
        assertThat(undo.send(0, 2)).isTrue();
      }
    }
    return kernel.counters(ID);
  }

  @Test
  void anSaWhoseLastNumbersAreNotKnownGoesOnAfterThoseThatWereSeen() {
    int sent = 70_000 + PreparedDeletions.MARGIN;

    assertThat(replacedWithoutNotice(70_000, sa(32), sa(32), false))
        .isEqualTo(new Replay(sent, 70_000, -1));
    assertThat(kernel.size()).isOne();
  }

  @Test
  void anotherKeyReceivesFromZeroWhereTheLastNumbersAreNotKnown() {
    assertThat(replacedWithoutNotice(70_000, sa(32), rekeyed(sa(32)), false))
        .isEqualTo(new Replay(PreparedDeletions.MARGIN, 0, 0));
  }

  @Test
  void anUndoGoesOnAfterAllNumbersThatMayHaveBeenSentWhereTheLastAreNotKnown() {
    int sent = 70_000 + 2 * PreparedDeletions.MARGIN;

    assertThat(replacedWithoutNotice(70_000, sa(32), sa(64), true))
        .isEqualTo(new Replay(sent, 70_000, -1));
  }

  /** What was sent began where its line told, and what takes it back goes on from there. */
  @Test
  void anUndoGoesOnAfterTheNumbersOfALineThatWasSentWhereTheLastAreNotKnown() {
    int sent = 100_000 + 2 * PreparedDeletions.MARGIN;

    assertThat(replacedWithoutNotice(70_000, sa(32), from(100_000, sa(32)), true))
        .isEqualTo(new Replay(sent, 100_000, -1));
  }

  @Test
  void anSaWithFewNumbersLeftKeepsHalfOfThem() {
    assertThat(replacedWithoutNotice(-1 - 1_000, sa(32), sa(32), false))
        .isEqualTo(new Replay(-1 - 500, -1 - 1_000, -1));
  }

  @Test
  void numbersOf64BitsPassOverTheirLowerHalf() {
    Draft sa = sa(64).with(LONG_NUMBERS);

    assertThat(replacedWithoutNotice(-1, sa, sa, false))
        .isEqualTo(new LongReplay(PreparedDeletions.MARGIN - 1, -1, 1, 0, 64, List.of(-1, -1)));
  }

  /** An SA that only sends has no numbers of what it received, which a kernel would refuse. */
  @Test
  void anSaOfOneDirectionHasTheNumbersOfItAlone() {
    Draft outbound = sa(32).flags(SaFlag.OUTBOUND.bit());

    assertThat(replaced(outbound, new Replay(70, 0, 0), outbound)).isEqualTo(new Replay(70, 0, 0));
  }
}
