package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.R4;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.IpAddress;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkHeader;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.BackEndOffer;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.PreparedRequests;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Subject;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxKernel;
import org.manualkey.sadb.linux.LinuxReply;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.PreparedChanges;

/**
 * What only XFRM does, on the kernel of this machine, whose SAs it flushes: the tests of the guest
 * kernel run it, by this name.
 */
final class XfrmOnlyContract {
  private static final int NO_ALGORITHM = 77;

  /** More events than the kernel keeps for a socket that asked for room. */
  private static final int MANY = 12_000;

  private LinuxSadb sadb;
  private LinuxKernel kernel;

  @BeforeEach
  void open() {
    sadb = OwnXfrm.openEmpty(Draft.PID, false);
    kernel = XfrmKernel.open(Draft.PID + 1, false);
  }

  @AfterEach
  void close() {
    kernel.close();
    sadb.close();
  }

  private static SecurityAssociation asked(Draft draft) {
    return Objects.requireNonNull(SecurityAssociation.requested(draft.build()));
  }

  private static SecurityAssociation withoutAlgorithm(int spi) {
    return asked(Draft.addEsp(spi).algorithms(NO_ALGORITHM, Draft.AES_CBC));
  }

  @Test
  void refusalsHaveTheWordsOfTheKernelEachAtItsPlace() {
    List<SecurityAssociation> sas = new ArrayList<>();
    for (int i = 0; i < kernel.window(); i++) {
      sas.add(i == 10 ? withoutAlgorithm(0x2000) : asked(Draft.addEsp(0x1000 + i % 63)));
    }

    List<LinuxReply> replies = kernel.add(sas);

    for (int i = 0; i < replies.size(); i++) {
      switch (i) {
        case 10 -> {
          assertThat(replies.get(i).errno()).isEqualTo(LinuxErrno.ENOSYS);
          assertThat(replies.get(i).text()).contains("algorithm not found");
        }
        case 63 -> assertThat(replies.get(i).errno()).isEqualTo(LinuxErrno.EEXIST);
        default -> assertThat(replies.get(i)).as("%d", i).isEqualTo(LinuxReply.DONE);
      }
    }
  }

  @Test
  void refusalsOfPreparedChangesHaveTheWordsOfTheKernelEachAtItsPlace() {
    int[] errnos = new int[3];
    try (PreparedChanges prepared = kernel.prepare()) {
      prepared.add(asked(Draft.addEsp(0x1000)), true, false);
      prepared.add(asked(Draft.addEsp(0x1001)), true, false);
      prepared.add(withoutAlgorithm(0x1002), true, false);
      prepared.add(asked(Draft.addEsp(0x1003)), true, false);
      prepared.send(1, 4, errnos);
      assertThat(errnos).containsExactly(0, LinuxErrno.ENOSYS, 0);
      assertThat(prepared.text(1)).contains("algorithm not found");
      prepared.send(0, 2, errnos);
      assertThat(errnos).startsWith(0, LinuxErrno.EEXIST);
      assertThat(prepared.text(0)).isEmpty();
    }
  }

  /** Nobody else is kept from hearing. */
  @Test
  void theKernelTellsOfTheLastOfPreparedChanges_whereNobodyLooksAtAllOfThem() throws Exception {
    BlockingQueue<Message> own = new LinkedBlockingQueue<>();
    BlockingQueue<Message> others = new LinkedBlockingQueue<>();
    sadb.subscribe(EventScope.ORDINARY, ForwardingSink.brief(own::add));
    kernel.subscribe(ForwardingSink.brief(others::add));

    sendThree(0x1000);
    assertThat(spis(own, 2)).containsExactly(0x1002, 0x1002);
    assertThat(spis(others, 6)).containsExactly(0x1000, 0x1001, 0x1002, 0x1000, 0x1001, 0x1002);

    sadb.subscribe(EventScope.ORDINARY, new ForwardingSink(_ -> {}));
    sendThree(0x2000);
    assertThat(spis(own, 6)).containsExactly(0x2000, 0x2001, 0x2002, 0x2000, 0x2001, 0x2002);
    assertThat(own).isEmpty();
  }

  /** As if it were a program of this pid in another container, with the time for a number. */
  @Test
  void whatAnotherProgramAsksForUnderThePidOfThisOneIsHeardAsOfOthers() throws Exception {
    BlockingQueue<Message> events = new LinkedBlockingQueue<>();
    sadb.subscribe(EventScope.ORDINARY, ForwardingSink.brief(events::add));
    SecurityAssociation sa = asked(Draft.addEsp(0x1000));
    XfrmCodec codec = XfrmCodec.ofHost();
    try (NetlinkSocket other = NetlinkSocket.open(6, 0, XfrmCodec.LONGEST_DATAGRAM)) {
      assertThat(kernel.add(List.of(sa))).containsExactly(LinuxReply.DONE);
      ByteBuffer out = other.messages().outgoing();
      int pid = (int) ProcessHandle.current().pid();
      codec.encode(XfrmKernel.deletion(sa.id()), NetlinkHeader.REQUEST, 1_800_000_000, pid, out);
      other.messages().send(out.position());
    }

    assertThat(Objects.requireNonNull(events.poll(20, TimeUnit.SECONDS)).header().type())
        .isEqualTo(MessageType.ADD);
    Message deleted = Objects.requireNonNull(events.poll(20, TimeUnit.SECONDS), "an event");
    assertThat(deleted.header().type()).isEqualTo(MessageType.DELETE);
    assertThat(deleted.header().pid()).isNotEqualTo(Draft.PID);
  }

  /** Three additions, and three deletions. */
  private void sendThree(int first) {
    try (PreparedRequests prepared = sadb.prepare()) {
      for (int i = 0; i < 3; i++) {
        assertThat(prepared.add(Draft.out(first + i).build())).isNull();
      }
      for (int i = 0; i < 3; i++) {
        Draft deletion = Draft.about(MessageType.DELETE, first + i).from(Draft.L4);
        assertThat(prepared.add(deletion.build())).isNull();
      }
      assertThat(prepared.send(0, 3)).isTrue();
      assertThat(prepared.send(3, 6)).isTrue();
    }
  }

  private static List<Integer> spis(BlockingQueue<Message> events, int count) throws Exception {
    List<Integer> spis = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Message event = Objects.requireNonNull(events.poll(20, TimeUnit.SECONDS), "an event");
      spis.add(Objects.requireNonNull(event.sa()).spi());
    }
    return spis;
  }

  /** In each form of the counters, and for each direction that a kernel may hold an SA to. */
  @Test
  void anSaThatIsReplacedGoesOnCounting() {
    Draft esp = Draft.addEsp(0x1000).replay(64);
    Draft longNumbers = esp.with(new XfrmSettings(0, 0, 0, 0, true, 0, false, 0));
    for (Draft flagged : List.of(esp, longNumbers)) {
      for (int flags : List.of(0, SaFlag.INBOUND.bit(), SaFlag.OUTBOUND.bit())) {
        assertGoesOn(flagged.flags(flags), new ReplayValue(77, 0));
        assertGoesOn(Draft.addEsp(0x1000).replay(32).flags(flags), new ReplayValue(-2, 0));
      }
    }
    assertGoesOn(longNumbers, new ReplayValue(1, 0x1_0000_0005L));
  }

  private void assertGoesOn(Draft draft, ReplayValue value) {
    SecurityAssociation sa = asked(draft);
    int[] errnos = new int[1];
    try (PreparedChanges prepared = kernel.prepare()) {
      prepared.add(asked(draft.with(value)), true, false);
      prepared.delete(sa.id(), null);
      prepared.add(sa, true, false);
      for (int i = 0; i < 3; i++) {
        prepared.send(i, i + 1, errnos);
        assertThat(errnos).as("%d: %s", i, prepared.text(0)).containsExactly(0);
      }
    }
    SecurityAssociation now = Objects.requireNonNull(kernel.get(sa.id(), null));
    now.keys().wipe();
    assertThat(now.replayValue()).isEqualTo(value.counter());
    assertThat(kernel.delete(sa.id(), null)).isEqualTo(LinuxReply.DONE);
  }

  /** Larger than a datagram of 32 KiB together. */
  @Test
  void sasWithTheLongestKeysAreAddedTogether() {
    List<SecurityAssociation> sas = new ArrayList<>();
    for (int i = 0; i < kernel.window(); i++) {
      sas.add(
          asked(
              Draft.addEsp(0x1000 + i)
                  .algorithms(7, Draft.AES_CBC)
                  .authKey(1024, "5a".repeat(128))
                  .encryptKey(256, "a5".repeat(32))
                  .replay(255)
                  .hard(0, 0, 600, 0)));
    }
    assertThat(kernel.add(sas)).containsOnly(LinuxReply.DONE);
    List<SecurityAssociation> shown = new ArrayList<>();
    sadb.forEach(shown::add);
    assertThat(shown)
        .hasSize(kernel.window())
        .allSatisfy(sa -> assertThat(sa.sa().replay()).isEqualTo(255));
  }

  @Test
  void saWithAMarkIsShownWithItUpdatedAndDeleted() {
    XfrmSettings mark = XfrmSettings.ofMark(7, 0xff);
    addMarked(0x1000);
    granted(Draft.addEsp(0x1000));
    List<SecurityAssociation> shown = new ArrayList<>();
    sadb.forEach(shown::add);
    assertThat(shown)
        .hasSize(2)
        .extracting(sa -> sa.settings())
        .containsExactlyInAnyOrder(mark, XfrmSettings.NONE);

    // The kernel finds the one without a mark in its place.
    assertThat(sadb.exchange(Draft.update(0x1000).hard(0, 0, 600, 0).with(mark).build()))
        .isInstanceOf(Reply.Refused.class);
    assertThat(sadb.exchange(Draft.about(MessageType.DELETE, 0x1000).with(mark).build()))
        .isInstanceOf(Reply.Refused.class);
    granted(Draft.about(MessageType.DELETE, 0x1000));
    granted(Draft.update(0x1000).hard(0, 0, 600, 0).with(mark));

    shown.clear();
    sadb.forEach(shown::add);
    assertThat(shown)
        .singleElement()
        .satisfies(sa -> {
          assertThat(sa.settings()).isEqualTo(mark);
          assertThat(Objects.requireNonNull(sa.lifetimes().hard()).addTime()).isEqualTo(600);
        });
    granted(Draft.about(MessageType.DELETE, 0x1000).with(mark));
    shown.clear();
    sadb.forEach(shown::add);
    assertThat(shown).isEmpty();
  }

  private static void addMarked(int spi) {
    try (NetlinkSocket socket = XfrmSockets.commands()) {
      XfrmMessage.Sa plain =
          new AskedSas(XfrmAlgorithms.of(false), false).add(asked(Draft.addEsp(spi)));
      List<Attribute> attributes = new ArrayList<>(plain.attributes());
      attributes.add(new Attribute.Mark(7, 0xff));
      Results results =
          new XfrmSession(socket, XfrmCodec.ofHost())
              .change(
                  List.of(new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, plain.info(), attributes)));
      assertThat(results.errno(0)).isZero();
    }
  }

  /** A listener that was held up learns that it missed events, and so does the record. */
  @Test
  void eventsThatTheKernelDroppedAreReportedAndTheSasLookedAt() throws Exception {
    granted(Draft.out(0x1000));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch lost = new CountDownLatch(1);
    sadb.subscribe(
        EventScope.ORDINARY,
        new EventSink() {
          @Override
          public void onEvent(Message message) {
            try {
              held.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void lost(long messages) {
            lost.countDown();
          }

          @Override
          public void end() {}
        });
    addMany();
    assertThat(kernel.delete(Databases.id(0x1000, R4), null).isDone()).isTrue();
    held.countDown();

    assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
    Reply reply = sadb.exchange(Draft.about(MessageType.GET, 0x7fff).build());
    assertThat(((Reply.Refused) reply).refusal().errno()).isEqualTo(Errno.ESRCH.code());
    assertThat(Databases.recorded(sadb)).as("the SA that is gone").isZero();
    assertThat(kernel.flush(SaType.ESP).isDone()).isTrue();
  }

  private void addMany() {
    List<SecurityAssociation> sas = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      sas.add(asked(Draft.addEsp(0x10000 + i).to("10.1." + i / 250 + "." + (i % 250 + 1))));
      if (sas.size() == kernel.window() || i == MANY - 1) {
        assertThat(kernel.add(sas)).containsOnly(LinuxReply.DONE);
        sas.clear();
      }
    }
  }

  @Test
  void theTrialFindsEveryAlgorithmOfTheTableAndAddsNothing() {
    List<BackEndOffer.Tried> tried = XfrmTrial.trials(AlgorithmsFile.builtIn(), false);

    assertThat(tried)
        .filteredOn(each -> each.kind() == BackEndOffer.Tried.Kind.ALGORITHM)
        .hasSizeGreaterThan(10)
        .allSatisfy(each -> assertThat(each.lack()).as(each.name()).isEmpty());
    List<SecurityAssociation> shown = new ArrayList<>();
    sadb.forEach(shown::add);
    assertThat(shown).isEmpty();
  }

  @Test
  void anAlgorithmThatTheKernelLacksIsFound() {
    try (NetlinkSocket socket = XfrmSockets.commands()) {
      XfrmAlgorithms names = XfrmAlgorithms.of(false);
      LinuxReply reply =
          new XfrmProbe(new XfrmSession(socket, XfrmCodec.ofHost()))
              .esp(new IpAddress.V4(1), List.of(names.encryption(NO_ALGORITHM, 0, null)));
      assertThat(reply.errno()).isEqualTo(LinuxErrno.ENOSYS);
    }
  }

  /** Of what the table has, this kernel lacks a made-up digest, and AES with keys of 136 bits. */
  @Test
  void theJudgeRefusesWhatThisKernelWouldRefuse_andAddsNothing() throws IOException {
    String rows =
        """
        ALG|2|3|hmac-sha1|CKM_SHA_1_HMAC_GENERAL|160|12
        ALG|2|%d|hmac-none|CKM_NONE|160|12
        ALG|3|12|aes-cbc|CKM_AES_CBC|128/128-256,8|16
        """
            .formatted(NO_ALGORITHM);
    Algorithms table =
        AlgorithmsFile.read(
            new ByteArrayInputStream(rows.getBytes(StandardCharsets.US_ASCII)), "rows");
    try (LinuxSadb judging =
        new LinuxSadb(
            XfrmKernel.open(Draft.PID + 2, false), table, Databases.HOST, Draft.PID + 2)) {
      Draft esp = Draft.addEsp(0x1000);
      Draft ah = Draft.addAh(0x1000);
      for (Draft taken :
          List.of(
              esp,
              ah,
              esp.replay(32).with(new XfrmSettings(0, 0, 0, 0, true, 0, false, 0)),
              Draft.addEsp(0x1001).with(new XfrmSettings(0, 0, 0, 0, false, 128, false, 0)))) {
        assertThat(judging.judge().judge(taken.build())).isNull();
      }
      assertRefused(
          judging,
          esp.algorithms(NO_ALGORITHM, Draft.AES_CBC),
          Subject.AUTH_ALGORITHM,
          "the kernel lacks hmac-none; the kernel reports: Requested AUTH");
      assertRefused(
          judging,
          ah.algorithms(NO_ALGORITHM, 0),
          Subject.AUTH_ALGORITHM,
          "the kernel lacks hmac-none; the kernel reports: Requested AUTH");
      assertRefused(
          judging,
          Draft.addEsp(0x1000).encryptKey(136, "a5".repeat(17)),
          Subject.ENCRYPTION_KEY,
          "the kernel takes no key of 136 bits for aes-cbc");
      List<SecurityAssociation> shown = new ArrayList<>();
      judging.forEach(shown::add);
      assertThat(shown).isEmpty();
    }
  }

  /** The kernel itself refuses with the same numbers. */
  private static void assertRefused(
      LinuxSadb judging, Draft draft, Subject subject, String reason) {
    Refusal judged = Objects.requireNonNull(judging.judge().judge(draft.build()), reason);
    assertThat(judged.reason()).startsWith(reason);
    assertThat(judged.subject()).isEqualTo(subject);
    Refusal refused = ((Reply.Refused) judging.exchange(draft.build())).refusal();
    assertThat(judged.errno()).isEqualTo(refused.errno());
    assertThat(judged.diagnostic()).isEqualTo(refused.diagnostic());
  }

  private void granted(Draft draft) {
    assertThat(sadb.exchange(draft.build())).isInstanceOf(Reply.Done.class);
  }
}
