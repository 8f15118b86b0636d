package org.manualkey.sadb.linux.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.PORT;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.dumped;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.granted;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.refused;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.sa;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.shown;
import static org.manualkey.sadb.linux.xfrm.ScriptedXfrm.silence;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.libc.NetlinkSocket;
import org.manualkey.libc.SocketPair;
import org.manualkey.netlink.Attribute;
import org.manualkey.netlink.NetlinkAddress;
import org.manualkey.netlink.SaInfo;
import org.manualkey.netlink.SaName;
import org.manualkey.netlink.Selector;
import org.manualkey.netlink.Template;
import org.manualkey.netlink.XfrmCodec;
import org.manualkey.netlink.XfrmMessage;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.Databases;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.ObjectGraph;

/** What a kernel may do to its user: lose replies, refuse in words, talk in between, die. */
final class XfrmFaultsTest {
  private static final int EINVAL = 22;

  /** The thread of the kernel may wait for a processor. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final int OTHER_PORT = PORT + 1;
  private static final XfrmCodec CODEC = XfrmCodec.ofHost();

  private final ScriptedXfrm kernel = new ScriptedXfrm();
  private final SocketPair broadcasts = SocketPair.open(XfrmCodec.LONGEST_DATAGRAM);
  private LinuxSadb sadb;

  /** The database, when the script is written. */
  private LinuxSadb sadb() {
    sadb =
        Databases.over(
            XfrmKernel.over(
                kernel.start(),
                new NetlinkSocket(broadcasts.near(), OTHER_PORT),
                Draft.PID,
                false,
                false,
                GRACE,
                ScriptedXfrm.NO_TRIALS),
            Draft.PID);
    return sadb;
  }

  @AfterEach
  void close() {
    sadb.close();
    kernel.close();
    broadcasts.far().close();
  }

  private static Message add(int spi) {
    return Draft.out(spi).build();
  }

  private static Message dump() {
    return Draft.of(MessageType.DUMP, SaType.ESP).build();
  }

  private static int errno(Message reply) {
    return reply.header().errno();
  }

  @Test
  void addWhoseReplyIsLostIsGrantedWhenTheSaIsThere() {
    kernel.then(silence()).then(shown(sa(Draft.addEsp(0x1000))));
    assertThat(errno(Exchanges.exchange(sadb(), add(0x1000)))).isZero();
  }

  @Test
  void addWhoseReplyIsLostIsRefusedWhenTheSaIsNotThereAndCanBeTriedAgain() {
    kernel.then(silence()).then(refused(0, LinuxErrno.ESRCH, "")).then(granted());
    LinuxSadb tried = sadb();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isNotZero();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isZero();
  }

  @Test
  void kernelThatDoesNotRespondIsAnErrorWithoutAKey() {
    kernel.then(silence()).then(silence());
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.exchange(sadb(), add(0x1000)))
        .withMessage("kernel not responding");
  }

  @Test
  void refusalHasTheWordsOfTheKernelBesideOurs() {
    kernel.then(refused(0, LinuxErrno.ENOSYS, "Requested AUTH_TRUNC algorithm not found"));
    Refusal refusal = ((Reply.Refused) sadb().exchange(add(0x1000))).refusal();
    assertThat(refusal.errno()).isEqualTo(Errno.EOPNOTSUPP.code());
    assertThat(refusal.reason())
        .startsWith("the kernel lacks the algorithm")
        .endsWith("; the kernel reports: Requested AUTH_TRUNC algorithm not found");
  }

  @Test
  void aJudgeWithoutASocketForTrialsRefusesNothing() {
    assertThat(sadb().judge().judge(add(0x1000))).isNull();
  }

  @Test
  void eachOfManyAddsHasItsOwnReplyAndARefusedOneIsNotRecorded() {
    kernel.then(refused(1, EINVAL, "no")).then(granted());
    LinuxSadb tried = sadb();
    List<Message> adds = IntStream.range(0x1000, 0x1004).mapToObj(XfrmFaultsTest::add).toList();

    assertThat(Exchanges.exchangeAll(tried, adds))
        .extracting(XfrmFaultsTest::errno)
        .containsExactly(0, Errno.EINVAL.code(), 0, 0);
    assertThat(errno(Exchanges.exchange(tried, add(0x1001)))).isZero();
  }

  @Test
  void whatOthersDoMeanwhileIsNotTakenForTheReply() {
    kernel.then((asked, out) -> {
      int seq = asked.getFirst().header().seq();
      out.send(new XfrmMessage.Result(0, ""), seq, OTHER_PORT);
      out.send(new XfrmMessage.Result(0, ""), seq + 5, PORT);
      out.send(sa(Draft.addEsp(0x2000)), seq, PORT);
      out.send(new XfrmMessage.Unknown(99), seq, PORT);
      out.send(new XfrmMessage.Result(EINVAL, ""), seq, PORT);
    });
    assertThat(errno(Exchanges.exchange(sadb(), add(0x1000)))).isEqualTo(Errno.EINVAL.code());
  }

  @Test
  void policiesAreKnownUnlessTheKernelRefusesToShowThem() {
    Attribute esp =
        new Attribute.Templates(
            List.of(
                new Template(
                    new SaName(NetlinkAddress.UNSPECIFIED, 0, SaInfo.AF_INET, SaInfo.ESP),
                    NetlinkAddress.UNSPECIFIED,
                    0,
                    SaInfo.TRANSPORT)));
    kernel
        .then(
            dumped(
                0,
                new XfrmMessage.Policy(
                    Selector.anything(SaInfo.AF_INET),
                    XfrmMessage.Policy.OUT,
                    XfrmMessage.Policy.ALLOW,
                    List.of(esp))))
        .then(dumped(0))
        .then(refused(0, LinuxErrno.ENOSYS, "no policies"));
    LinuxSadb asked = sadb();
    List<PolicyTemplate> templates = new ArrayList<>();

    assertThat(asked.policies(templates::add)).isTrue();
    assertThat(asked.policies(templates::add)).as("there are none").isTrue();
    assertThat(asked.policies(templates::add)).as("they are not shown").isFalse();
    assertThat(templates).singleElement().matches(each -> each.type().equals(SaType.ESP));
  }

  @Test
  void changeRepeatsAllThatTheKernelShowsButCounters() {
    XfrmMessage.Sa plain = sa(Draft.addEsp(0x1000));
    List<Attribute> attributes = new ArrayList<>(plain.attributes());
    Attribute direction = new Attribute.OneDirection(Attribute.OneDirection.IN);
    attributes.add(direction);
    attributes.add(new Attribute.Replay(1, 2, 3));
    XfrmMessage.Sa directed = new XfrmMessage.Sa(plain.change(), plain.info(), attributes);
    BlockingQueue<XfrmMessage> changes = new LinkedBlockingQueue<>();
    kernel
        .then(shown(directed)) // found
        .then(shown(directed)) // looked at for the change
        .then((asked, out) -> {
          changes.add(asked.getFirst().message());
          granted().to(asked, out);
        })
        .then(shown(sa(Draft.addEsp(0x1000).hard(0, 0, 600, 0))));

    Message update = Draft.update(0x1000).hard(0, 0, 600, 0).build();
    assertThat(errno(Exchanges.exchange(sadb(), update))).isZero();

    XfrmMessage.Sa change = (XfrmMessage.Sa) changes.remove();
    assertThat(change.change()).isEqualTo(XfrmMessage.Sa.Change.UPDATED);
    assertThat(change.info().limits().hardAdd()).isEqualTo(600);
    assertThat(change.attributes()).hasSize(attributes.size() - 1).contains(direction);
  }

  @Test
  void updateThatTheKernelReportsAsDoneButIgnoresIsRefused() {
    XfrmMessage.Sa unchanged = sa(Draft.addEsp(0x1000));
    kernel.then(shown(unchanged)).then(shown(unchanged)).then(granted()).then(shown(unchanged));
    Message update = Draft.update(0x1000).hard(0, 0, 600, 0).build();
    assertThat(errno(Exchanges.exchange(sadb(), update))).isEqualTo(Errno.EOPNOTSUPP.code());
  }

  @Test
  void noKeyOfRequestsAndRepliesIsKept() {
    XfrmMessage.Sa held = sa(Draft.addEsp(0x1000));
    kernel.then(granted()).then(shown(held)).then(dumped(0, held));
    LinuxSadb tried = sadb();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isZero();
    Message get = Draft.about(MessageType.GET, 0x1000).from(Draft.L4).build();
    assertThat(errno(Exchanges.exchange(tried, get))).isZero();
    assertThat(errno(Exchanges.dump(tried, dump(), Message::wipeKeys))).isZero();

    assertThat(ObjectGraph.holds(tried, Draft.AES_KEY)).as("the encryption key").isFalse();
    assertThat(ObjectGraph.holds(tried, Draft.SHA1_KEY)).as("the other key").isFalse();
  }

  @Test
  void dumpKeepsOthersAndLarvalSasOut() {
    XfrmMessage.Sa larval =
        new XfrmMessage.Sa(XfrmMessage.Sa.Change.NEW, sa(Draft.addEsp(0x3000)).info(), List.of());
    kernel.then((asked, out) -> {
      int seq = asked.getFirst().header().seq();
      out.send(sa(Draft.addEsp(0x1000)), seq, PORT);
      out.send(sa(Draft.addEsp(0x2000)), seq, OTHER_PORT);
      out.send(larval, seq, PORT);
      out.send(sa(Draft.addEsp(0x1001)), seq, PORT);
      out.send(new XfrmMessage.End(0), seq, PORT);
    });
    List<Integer> spis = new ArrayList<>();
    assertThat(errno(Exchanges.dump(sadb(), dump(), sa -> spis.add(spi(sa))))).isZero();
    assertThat(spis).containsExactly(0x1000, 0x1001);
  }

  private static int spi(Message message) {
    Sa sa = message.sa();
    return sa == null ? 0 : sa.spi();
  }

  @Test
  void dumpThatEndsWithAnErrnoIsRefused() {
    kernel.then(dumped(LinuxErrno.EBUSY, sa(Draft.addEsp(0x1000))));
    assertThat(errno(Exchanges.dump(sadb(), dump(), Message::wipeKeys)))
        .isEqualTo(Errno.EBUSY.code());
  }

  @Test
  void dumpThatIsRefusedAtOnceHasTheWordsOfTheKernel() {
    kernel.then(refused(0, LinuxErrno.EBUSY, "Not now"));
    assertThat(sadb().dump(dump(), Message::wipeKeys))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            it -> assertThat(it.refusal().reason()).isEqualTo("the kernel reports: Not now"));
  }

  @Test
  void deadSocketIsAnErrorThatNamesTheCallAndNoKey() {
    LinuxSadb tried = sadb();
    kernel.die();
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.exchange(tried, add(0x1000)))
        .withMessageStartingWith("XFRM socket failed: sendmmsg");
  }

  @Test
  void eventsHaveNoKeysAndThoseOfOursHaveOurPid() throws Exception {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    XfrmMessage.Sa sa = sa(Draft.addEsp(0x1000));
    try (var _ = sadb().subscribe(EventScope.ORDINARY, new ForwardingSink(heard::add))) {
      announce(sa, PORT);
      announce(sa, OTHER_PORT);
      announce(new XfrmMessage.Expired(sa.info(), true, List.of()), 0);
      announce(new XfrmMessage.Flush(0), Draft.PID);

      Message ours = heard.poll(10, TimeUnit.SECONDS);
      assertThat(ours).isNotNull();
      assertThat(ours.header().type()).isEqualTo(MessageType.ADD);
      assertThat(ours.header().pid()).isEqualTo(Draft.PID);
      assertThat(spi(ours)).isEqualTo(0x1000);
      assertThat(Objects.requireNonNull(ours.sa()).auth()).isEqualTo(Draft.SHA1);
      assertThat(ours.key(Key.Kind.AUTH)).isNull();
      assertThat(ours.key(Key.Kind.ENCRYPT)).isNull();
      assertThat(heard.poll(10, TimeUnit.SECONDS))
          .extracting(event -> event.header().pid())
          .isEqualTo(OTHER_PORT);
      assertThat(heard.poll(10, TimeUnit.SECONDS))
          .extracting(event -> Objects.requireNonNull(event.sa()).state())
          .isEqualTo(SaState.DEAD);
      assertThat(heard.poll(10, TimeUnit.SECONDS))
          .as("of another program with our number")
          .extracting(event -> event.header().pid())
          .isEqualTo(0);
    }
  }

  private void announce(XfrmMessage event, int port) throws Exception {
    ByteBuffer out = broadcasts.far().outgoing();
    CODEC.encode(event, 0, 0, port, out);
    broadcasts.far().send(out.position());
  }
}
