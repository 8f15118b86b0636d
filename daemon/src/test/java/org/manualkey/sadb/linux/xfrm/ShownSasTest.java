package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.Limits;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.Selector;
import org.manualkey.netlink.Usage;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Part;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.rules.BackEndJudge;
import org.manualkey.secret.KeyMaterial;

/** What XFRM is asked for is what it shows, in the terms of PF_KEY. */
final class ShownSasTest {
  private static final int UDP = 17;
  private static final long NOW = 2_000_000_000;
  private static final XfrmCodec CODEC = XfrmCodec.ofHost();
  private static final XfrmAlgorithms ALGORITHMS = XfrmAlgorithms.of(false);
  private static final ShownSas SHOWN =
      new ShownSas(ALGORITHMS, InstantSource.fixed(Instant.ofEpochSecond(NOW)));

  static Stream<Draft> drafts() {
    Draft esp = Draft.addEsp(0x1000);
    return Stream.of(
        esp,
        esp.from(Draft.L6).to(Draft.R6),
        Draft.addAh(0x1000),
        esp.replay(32),
        esp.replay(200),
        esp.replay(4096),
        esp.with(new XfrmSettings(5, 0, 0, 0, false, 0, false, 0)),
        esp.with(new XfrmSettings(0, 7, 0xff, 0, false, 0, false, 0)),
        esp.with(new XfrmSettings(0, 0, 0, 3, false, 0, false, 0)),
        esp.replay(32).with(new XfrmSettings(-1, 7, -1, -1, true, 80, false, 0)),
        esp.replay(32)
            .flags(SaFlag.OUTBOUND)
            .with(new XfrmSettings(0, 0, 0, 0, true, 0, false, 0), new ReplayValue(77, 0)),
        esp.with(new ReplayValue(77, 0)),
        esp.replay(32).flags(SaFlag.OUTBOUND).with(new ReplayValue(77, 0)),
        esp.replay(256).flags(SaFlag.INBOUND).with(new ReplayValue(-2, 0)),
        esp.hard(9, 1L << 40, 600, 700).soft(8, 1L << 39, 500, 0),
        esp.soft(0, 0, 500, 0),
        esp.hard(0, 0, -1, -1),
        esp.hard(-1, -2, Long.MAX_VALUE - 1, 0),
        esp.without(ExtensionType.KEY_ENCRYPT).algorithms(Draft.SHA1, 11),
        esp.without(ExtensionType.KEY_AUTH).algorithms(0, Draft.AES_CBC),
        esp.without(ExtensionType.KEY_AUTH)
            .algorithms(0, 20)
            .encryptKey(160, "000102030405060708090a0b0c0d0e0f10111213"),
        esp.without(ExtensionType.KEY_AUTH)
            .algorithms(0, 14)
            .encryptKey(152, "000102030405060708090a0b0c0d0e0f101112"),
        esp.without(ExtensionType.KEY_AUTH)
            .algorithms(0, 23)
            .encryptKey(160, "000102030405060708090a0b0c0d0e0f10111213"),
        esp.without(ExtensionType.KEY_AUTH).algorithms(0, 28).encryptKey(288, "5a".repeat(36)),
        esp.algorithms(Draft.SHA1, 13).encryptKey(160, "000102030405060708090a0b0c0d0e0f10111213"),
        esp.algorithms(Draft.SHA1, 22).encryptKey(256, "a5".repeat(32)),
        esp.algorithms(9, Draft.AES_CBC).authKey(128, "5a".repeat(16)),
        Draft.addAh(0x1000).algorithms(250, 0).authKey(128, "5a".repeat(16)),
        esp.address(Address.Kind.SRC, Draft.L4, UDP, 0, 53)
            .address(Address.Kind.DST, Draft.R4, UDP, 0, 1053),
        tunnel("10.1.0.0", 96 + 16, "10.2.3.0", 96 + 24),
        tunnel("2001:db8:1::", 48, "2001:db8:2::", 64),
        esp.flags(SaFlag.TUNNEL.bit())
            .address(Address.Kind.INNER_SRC, "10.1.0.0", UDP, 96 + 16, 53)
            .address(Address.Kind.INNER_DST, "10.2.0.0", UDP, 96 + 16, 1053),
        esp.flags(SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit())
            .address(Address.Kind.NATT_LOC, Draft.L4, 0, 0, 4500)
            .address(Address.Kind.NATT_REM, Draft.R4, 0, 0, 12345));
  }

  private static Draft tunnel(String from, int fromPrefix, String to, int toPrefix) {
    return Draft.addEsp(0x1000).inner(from, fromPrefix, to, toPrefix);
  }

  private static SecurityAssociation asked(Draft draft) {
    return Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
  }

  private static XfrmMessage.Sa message(Draft draft) {
    return new AskedSas(ALGORITHMS, true).add(asked(draft));
  }

  private static @Nullable SecurityAssociation shown(XfrmMessage.Sa message) {
    ByteBuffer octets = ByteBuffer.allocate(XfrmCodec.LONGEST_DATAGRAM);
    CODEC.encode(message, 0, 1, 2, octets);
    octets.flip();
    NetlinkHeader header = Objects.requireNonNull(CODEC.header(octets));
    return SHOWN.sa((XfrmMessage.Sa) CODEC.decode(header, octets));
  }

  private static SecurityAssociation shown(XfrmMessage.Sa message, SaInfo info, Attribute... more) {
    List<Attribute> attributes = new ArrayList<>(message.attributes());
    attributes.addAll(List.of(more));
    return Objects.requireNonNull(
        shown(new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, info, attributes)));
  }

  @ParameterizedTest
  @MethodSource("drafts")
  void whatIsAskedForIsWhatIsShown(Draft draft) {
    SecurityAssociation asked = asked(draft);

    SecurityAssociation shown = Objects.requireNonNull(shown(message(draft)));

    assertThat(shown.difference(asked, Directions.UNKNOWN)).isNull();
    assertThat(shown.replayValue()).isEqualTo(asked.replayValue());
    assertThat(shown.lifetimes()).isEqualTo(asked.lifetimes());
    assertThat(shown.others()).noneMatch(other -> other instanceof UnknownExtension);
    assertThat(shown.oneWay()).isEqualTo(asked.oneWay());
    assertThat(shown.current()).isNotNull();
  }

  /** The bitmap says that they were: none of them can be replayed. */
  @Test
  void numbersUpToTheReplayValueOfAnInboundSaCountAsReceived() {
    Draft in = Draft.addEsp(0x1000).flags(SaFlag.INBOUND.bit()).with(new ReplayValue(77, 0));
    assertThat(message(in.replay(32)).attributes()).contains(new Attribute.Replay(0, 77, -1));
    assertThat(message(in.replay(64)).attributes())
        .contains(new Attribute.LongReplay(0, 77, 0, 0, 64, List.of(-1, -1)));
  }

  @Test
  void theReplayValueOfAnOutboundSaIsTheNumberSentLast() {
    Draft out = Draft.addEsp(0x1000).flags(SaFlag.OUTBOUND.bit()).with(new ReplayValue(77, 0));
    assertThat(message(out.replay(32)).attributes()).contains(new Attribute.Replay(77, 0, 0));
    assertThat(new AskedSas(ALGORITHMS, false).add(asked(out.replay(64))).attributes())
        .contains(new Attribute.LongReplay(77, 0, 0, 0, 64, List.of(0, 0)));
  }

  @Test
  void aCounterThatWentOnIsNoDifferenceAndOneThatFellBehindIs() {
    Draft add = Draft.addEsp(0x1000);
    SecurityAssociation wanted = asked(add.with(new ReplayValue(77, 0)));
    assertThat(asked(add.with(new ReplayValue(78, 0))).isSame(wanted, Directions.UNKNOWN)).isTrue();
    assertThat(asked(add.with(new ReplayValue(76, 0))).difference(wanted, Directions.UNKNOWN))
        .isEqualTo(Part.REPLAY_VALUE);
  }

  @Test
  void checkValueOfAnotherLengthIsShownAsSuch() {
    Draft draft = Draft.addEsp(0x1000).algorithms(5, Draft.AES_CBC).authKey(256, "5a".repeat(32));
    XfrmMessage.Sa truncated = new AskedSas(XfrmAlgorithms.of(true), true).add(asked(draft));

    SecurityAssociation shown = Objects.requireNonNull(shown(truncated));

    assertThat(shown.sa().auth()).isEqualTo(5);
    assertThat(shown.settings().checkBits()).isEqualTo(96);
    assertThat(shown.difference(asked(draft), Directions.UNKNOWN)).isEqualTo(Part.SETTINGS);
    assertThat(shown.isSame(asked(draft.with(bits(96))), Directions.UNKNOWN)).isTrue();
  }

  /** Where 96 bits are usual, a line without a length means them, and one with 128 does not. */
  @Test
  void theLengthOfTheConfigurationIsNoDifferenceAndIsNoted() {
    Draft draft = Draft.addEsp(0x1000).algorithms(5, Draft.AES_CBC).authKey(256, "5a".repeat(32));
    ShownSas truncating =
        new ShownSas(XfrmAlgorithms.of(true), InstantSource.fixed(Instant.ofEpochSecond(NOW)));
    SecurityAssociation shown =
        Objects.requireNonNull(
            truncating.sa(new AskedSas(XfrmAlgorithms.of(true), true).add(asked(draft))));

    assertThat(shown.isSame(asked(draft), Directions.UNKNOWN)).isTrue();
    assertThat(shown.isSame(asked(draft.with(bits(96))), Directions.UNKNOWN)).isTrue();
    assertThat(shown.difference(asked(draft.with(bits(128))), Directions.UNKNOWN))
        .isEqualTo(Part.SETTINGS);
  }

  @Test
  void theUsualLengthMayBeNamed() {
    Draft draft = Draft.addEsp(0x1000);
    SecurityAssociation shown = Objects.requireNonNull(shown(message(draft)));
    assertThat(shown.isSame(asked(draft.with(bits(96))), Directions.UNKNOWN)).isTrue();
    assertThat(shown.isSame(asked(draft.with(bits(80))), Directions.UNKNOWN)).isFalse();
  }

  private static XfrmSettings bits(int checkBits) {
    return new XfrmSettings(0, 0, 0, 0, false, checkBits, false, 0);
  }

  @Test
  void theOneDirectionThatIsNamedIsAskedForAndBothAreNot() {
    Draft add = Draft.addEsp(0x1000).replay(32);
    int both = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();
    assertThat(message(add.flags(SaFlag.INBOUND)).attributes())
        .contains(new Attribute.OneDirection(Attribute.OneDirection.IN));
    assertThat(message(add.flags(both)).attributes())
        .noneMatch(each -> each instanceof Attribute.OneDirection);
    assertThat(message(add).attributes()).noneMatch(each -> each instanceof Attribute.OneDirection);
    assertThat(new AskedSas(ALGORITHMS, false).add(asked(add.flags(SaFlag.INBOUND))).attributes())
        .noneMatch(each -> each instanceof Attribute.OneDirection);
  }

  /** The kernel refuses it; the SA is the same as one with a window nevertheless. */
  @Test
  void anSaThatOnlySendsIsAskedForWithoutAWindow() {
    Draft add = Draft.addEsp(0x1000).flags(SaFlag.OUTBOUND).replay(200);
    XfrmMessage.Sa message = message(add);
    assertThat(message.info().replayWindow()).isZero();
    assertThat(message.attributes())
        .contains(new Attribute.OneDirection(Attribute.OneDirection.OUT))
        .noneMatch(each -> each instanceof Attribute.LongReplay);
    SecurityAssociation shown = Objects.requireNonNull(shown(message));
    assertThat(shown.isSame(asked(add), Directions.UNKNOWN)).isTrue();
  }

  /** The kernel has no window of it, without which no command takes numbers of 64 bits. */
  @Test
  void anSaThatOnlySendsWithNumbersOf64BitsCanBeAskedForAgain() {
    Draft add =
        Draft.addEsp(0x1000)
            .flags(SaFlag.OUTBOUND)
            .replay(64)
            .with(new XfrmSettings(0, 0, 0, 0, true, 0, false, 0));
    XfrmMessage.Sa message = message(add);
    SecurityAssociation shown = Objects.requireNonNull(shown(message));

    Message again =
        shown.toAdd(Header.request(MessageType.ADD, SaType.ESP, 0, 0), Directions.UNKNOWN, false);

    Judge judge =
        new BackEndJudge(
            XfrmCapabilities.table(false, true), AlgorithmsFile.builtIn(), Databases.HOST);
    assertThat(judge.judge(again)).isNull();
    SecurityAssociation asked = Objects.requireNonNull(SecurityAssociation.requested(again));
    assertThat(new AskedSas(ALGORITHMS, true).add(asked).attributes())
        .contains(new Attribute.LongReplay(0, 0, 0, 0, 0, List.of()));
    assertThat(shown.isSame(asked(add), Directions.UNKNOWN)).isTrue();
  }

  @Test
  void anSaOfOneDirectionIsNotOneOfBothAndOneOfBothMayBeTakenForIt() {
    Draft add = Draft.addEsp(0x1000);
    SecurityAssociation directed =
        Objects.requireNonNull(shown(message(add.flags(SaFlag.OUTBOUND))));
    assertThat(directed.difference(asked(add), Directions.UNKNOWN)).isEqualTo(Part.DIRECTION);
    SecurityAssociation free = Objects.requireNonNull(shown(message(add)));
    assertThat(free.isSame(asked(add.flags(SaFlag.OUTBOUND)), Directions.UNKNOWN)).isTrue();
  }

  @Test
  void aRestoredSaIsOfOneDirectionOnlyIfItWasBefore() {
    Header header = Header.request(MessageType.ADD, SaType.ESP, 0, 0);
    SecurityAssociation workedOut =
        Objects.requireNonNull(shown(message(Draft.addEsp(0x1000))))
            .withFlags(SaFlag.OUTBOUND.bit());
    SecurityAssociation directed =
        Objects.requireNonNull(shown(message(Draft.addEsp(0x1000).flags(SaFlag.OUTBOUND))));
    Directions elsewhere = (_, _) -> new Directions.Given(SaFlag.INBOUND.bit(), false);

    assertThat(wayBack(workedOut.toAdd(header, elsewhere, false))).isZero();
    assertThat(wayBack(directed.toAdd(header, Directions.UNKNOWN, false)))
        .isEqualTo(SaFlag.OUTBOUND.bit());
  }

  private static int wayBack(Message add) {
    return Objects.requireNonNull(SecurityAssociation.requested(add)).oneWay();
  }

  /** An undo asks for them; no command does. */
  @Test
  void numbersOf64BitsComeBackWithTheirSa() {
    XfrmSettings longNumbers = new XfrmSettings(0, 0, 0, 0, true, 0, false, 0);
    XfrmMessage.Sa message = message(Draft.addEsp(0x1000).replay(64).with(longNumbers));
    Attribute counters = new Attribute.LongReplay(5, 9, 1, 0, 64, List.of(1, 0));

    SecurityAssociation shown = shown(message, message.info(), counters);

    assertThat(shown.replayValue()).isEqualTo(0x1_0000_0005L);
    assertThat(shown.others()).noneMatch(other -> other instanceof UnknownExtension);
    Header header = Header.request(MessageType.ADD, SaType.ESP, 0, 0);
    SecurityAssociation asked =
        Objects.requireNonNull(
            SecurityAssociation.requested(shown.toAdd(header, Directions.UNKNOWN, false)));
    assertThat(new AskedSas(XfrmAlgorithms.of(false), false).add(asked).attributes())
        .contains(new Attribute.LongReplay(5, 5, 1, 1, 64, List.of(-1, -1)));
  }

  /** TFCPAD, EXTRA_FLAGS, OFFLOAD_DEV, SET_MARK and its mask, SA_PCPU, and one to come. */
  @ParameterizedTest
  @ValueSource(ints = {22, 24, 28, 29, 30, 35, 42})
  void anAttributeThatNoCommandCanSayIsNoted(int type) {
    XfrmMessage.Sa plain = message(Draft.addEsp(0x1000));
    Attribute attribute = new Attribute.Unknown(type, 4, KeyMaterial.of(8, i -> i));

    assertThat(shown(plain, plain.info(), attribute).others())
        .containsExactly(UnknownExtension.of(UnknownExtension.SETTINGS));
  }

  @Test
  void whatElseNoCommandCanSayIsNoted() {
    XfrmMessage.Sa plain = message(Draft.addEsp(0x1000));

    assertThat(
            shown(
                    plain,
                    plain.info(),
                    new Attribute.Encapsulation(7, 1, 2, NetlinkAddress.UNSPECIFIED))
                .others())
        .containsExactly(UnknownExtension.of(UnknownExtension.ENCAPSULATION));
    Selector ofUser =
        new Selector(
            plain.info().selector().destination(),
            plain.info().selector().source(),
            0,
            0,
            0,
            0,
            SaInfo.AF_INET,
            0,
            0,
            0,
            0,
            1000);
    assertThat(shown(plain, with(plain.info(), ofUser, Limits.NONE, Usage.NONE)).others())
        .containsExactly(UnknownExtension.of(UnknownExtension.SELECTOR));
  }

  @Test
  void anSaWhoseSoftLimitIsReachedIsDying() {
    XfrmMessage.Sa plain = message(Draft.addEsp(0x1000).soft(0, 0, 500, 0));
    Limits limits = plain.info().limits();

    assertThat(stateAfter(plain, limits, 499)).isEqualTo(SaState.MATURE);
    assertThat(stateAfter(plain, limits, 500)).isEqualTo(SaState.DYING);
  }

  private static SaState stateAfter(XfrmMessage.Sa sa, Limits limits, long seconds) {
    Usage usage = new Usage(0, 0, NOW - seconds, 0);
    return shown(sa, with(sa.info(), sa.info().selector(), limits, usage)).sa().state();
  }

  @Test
  void anSaWithoutAlgorithmsIsNone() {
    XfrmMessage.Sa plain = message(Draft.addEsp(0x1000));
    assertThat(shown(new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, plain.info(), List.of())))
        .isNull();
  }

  private static SaInfo with(SaInfo info, Selector selector, Limits limits, Usage usage) {
    return new SaInfo(
        selector,
        info.name(),
        info.source(),
        limits,
        usage,
        info.failures(),
        info.seq(),
        info.requestId(),
        info.mode(),
        info.replayWindow(),
        info.flags());
  }

  /** On some systems, to ask for the time takes longer than all else about an SA. */
  @Test
  void theTimeIsAskedForOnlyWhereThereIsALimitOfTime_andOnceForMany() {
    AtomicInteger asked = new AtomicInteger();
    ShownSas shown =
        new ShownSas(
            ALGORITHMS,
            () -> {
              asked.incrementAndGet();
              return Instant.ofEpochSecond(NOW);
            });
    Draft limited = Draft.addEsp(0x1000).soft(0, 0, 500, 0);

    assertThat(shown.sa(message(Draft.addEsp(0x1000)))).isNotNull();
    assertThat(asked).hasValue(0);
    assertThat(shown.sa(message(limited))).isNotNull();
    assertThat(asked).hasValue(1);
    ShownSas now = shown.now();
    for (int i = 0; i < 3; i++) {
      assertThat(now.sa(message(limited))).isNotNull();
    }
    assertThat(asked).hasValue(2);
  }
}
