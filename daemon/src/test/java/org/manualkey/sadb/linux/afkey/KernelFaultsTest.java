package org.manualkey.sadb.linux.afkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.dumped;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.granted;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.lastPolicy;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.ofAnother;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.ofType;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.refused;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.shown;
import static org.manualkey.sadb.linux.afkey.ScriptedKernel.tooLong;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.manualkey.algorithm.AlgorithmsFile;
import org.manualkey.host.InterfaceAddresses;
import org.manualkey.libc.SocketPair;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.linux.LinuxCodec;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.EventSink;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.PolicyTemplate;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.linux.LinuxErrno;
import org.manualkey.sadb.linux.LinuxSadb;
import org.manualkey.sadb.linux.ObjectGraph;

/** What a kernel may do to its user: lose replies, talk in between, die. */
final class KernelFaultsTest {
  private static final int EINVAL = 22;

  private final ScriptedKernel kernel = new ScriptedKernel();
  private final SocketPair broadcasts = SocketPair.open(LinuxCodec.LONGEST);
  private LinuxSadb sadb;

  /** The database, when the script is written. */
  private LinuxSadb sadb() {
    sadb =
        new LinuxSadb(
            AfKeyKernel.over(
                kernel.start(),
                broadcasts.near(),
                ScriptedKernel.PID,
                AfKeyCapabilities.table(false),
                AfKeySession.GRACE),
            AlgorithmsFile.builtIn(),
            new InterfaceAddresses(),
            ScriptedKernel.PID);
    return sadb;
  }

  @AfterEach
  void close() throws InterruptedException {
    sadb.close();
    kernel.close();
    broadcasts.far().close();
  }

  private static Message add(int spi) {
    return Draft.out(spi).build();
  }

  private static Message get(int spi) {
    return Draft.about(MessageType.GET, spi).from(Draft.L4).build();
  }

  private static Message dump() {
    return Message.of(Header.request(MessageType.DUMP, SaType.ESP, 1, 1));
  }

  private static int errno(Message reply) {
    return reply.header().errno();
  }

  @Test
  void addWhoseReplyIsLostIsGrantedWhenTheSaIsThere() {
    kernel.on(MessageType.ADD).on(MessageType.GET, shown(add(0x1000)));
    assertThat(errno(Exchanges.exchange(sadb(), add(0x1000)))).isZero();
  }

  @Test
  void addWhoseReplyIsLostIsRefusedWhenTheSaIsNotThereAndCanBeTriedAgain() {
    kernel
        .on(MessageType.ADD)
        .on(MessageType.GET, refused(LinuxErrno.ESRCH))
        .on(MessageType.ADD, granted());
    LinuxSadb tried = sadb();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isNotZero();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isZero();
  }

  @Test
  void deleteWhoseReplyIsLostIsDoneIfTheSaIsNotFound() {
    kernel
        .on(MessageType.ADD, granted())
        .on(MessageType.GET, shown(add(0x1000)))
        .on(MessageType.DELETE)
        .on(MessageType.GET, refused(LinuxErrno.ESRCH));
    LinuxSadb tried = sadb();
    Exchanges.exchange(tried, add(0x1000));
    Message delete = Draft.about(MessageType.DELETE, 0x1000).from(Draft.L4).build();
    assertThat(errno(Exchanges.exchange(tried, delete))).isZero();
  }

  @Test
  void kernelThatDoesNotRespondIsAnErrorWithoutAKey() {
    kernel.on(MessageType.ADD).on(MessageType.GET).on(MessageType.GET);
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.exchange(sadb(), add(0x1000)))
        .withMessage("kernel not responding");
  }

  @Test
  void theSecondReplyToAFlushIsNotTakenForTheNextOne() {
    kernel
        .on(MessageType.FLUSH, granted(), granted())
        .on(MessageType.FLUSH, granted(), granted())
        .on(MessageType.ADD, refused(EINVAL));
    LinuxSadb tried = sadb();
    assertThat(
            errno(
                Exchanges.exchange(
                    tried, Message.of(Header.request(MessageType.FLUSH, SaType.UNSPEC, 1, 1)))))
        .isZero();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isEqualTo(Errno.EINVAL.code());
  }

  @Test
  void whatOthersDoMeanwhileIsNotTakenForTheReply() {
    int newPolicy = 14; // on illumos, DELPAIR
    kernel.on(
        MessageType.ADD,
        ofAnother(add(0x2000)),
        ofType(newPolicy),
        ofType(MessageType.DELETE.code()),
        tooLong(),
        refused(EINVAL));
    assertThat(errno(Exchanges.exchange(sadb(), add(0x1000)))).isEqualTo(Errno.EINVAL.code());
  }

  @Test
  void eachOfManyAddsHasItsOwnReplyAndALostOneIsFoundOut() {
    kernel
        .on(MessageType.ADD, granted())
        .on(MessageType.ADD, refused(EINVAL))
        .on(MessageType.ADD)
        .on(MessageType.ADD, granted())
        .on(MessageType.GET, shown(add(0x1002)))
        .on(MessageType.ADD, granted());
    LinuxSadb tried = sadb();
    List<Message> adds = IntStream.range(0x1000, 0x1004).mapToObj(KernelFaultsTest::add).toList();

    assertThat(Exchanges.exchangeAll(tried, adds))
        .extracting(KernelFaultsTest::errno)
        .containsExactly(0, Errno.EINVAL.code(), 0, 0);
    assertThat(errno(Exchanges.exchange(tried, add(0x1001))))
        .as("refused, so not recorded")
        .isZero();
  }

  @Test
  void saThatOthersMadeIsRefusedInTheWordsOfIllumos() {
    kernel.on(MessageType.ADD, refused(LinuxErrno.EEXIST));
    assertThat(errno(Exchanges.exchange(sadb(), add(0x1000)))).isEqualTo(Errno.EEXIST.code());
  }

  @Test
  void noKeyOfRequestsAndRepliesIsKept() {
    kernel
        .on(MessageType.ADD, granted())
        .on(MessageType.GET, shown(add(0x1000)))
        .on(MessageType.GET, shown(add(0x1000)))
        .on(MessageType.UPDATE, granted())
        .on(MessageType.GET, shown(Draft.out(0x1000).hard(0, 0, 600, 0).build()))
        .on(MessageType.DUMP, dumped(add(0x1000), 0));
    LinuxSadb tried = sadb();
    assertThat(errno(Exchanges.exchange(tried, add(0x1000)))).isZero();
    assertThat(errno(Exchanges.exchange(tried, get(0x1000)))).isZero();
    Message update = Draft.update(0x1000).hard(0, 0, 600, 0).build();
    assertThat(errno(Exchanges.exchange(tried, update))).isZero();
    assertThat(errno(Exchanges.dump(tried, dump(), Message::wipeKeys))).isZero();

    assertThat(ObjectGraph.holds(tried, Draft.AES_KEY)).as("the encryption key").isFalse();
    assertThat(ObjectGraph.holds(tried, Draft.SHA1_KEY)).as("the other key").isFalse();
  }

  @Test
  void updateThatTheKernelReportsAsDoneButIgnoresIsRefused() {
    Message update = Draft.update(0x1000).hard(0, 0, 600, 0).build();
    kernel
        .on(MessageType.ADD, granted())
        .on(MessageType.GET, shown(add(0x1000)))
        .on(MessageType.UPDATE, granted())
        .on(MessageType.GET, shown(add(0x1000)));
    LinuxSadb tried = sadb();
    Exchanges.exchange(tried, add(0x1000));
    assertThat(errno(Exchanges.exchange(tried, update))).isEqualTo(Errno.EOPNOTSUPP.code());
  }

  @Test
  void longestLifetimeIsTheLongestThatLinuxCounts() {
    long forEver = -1; // 2^64-1 seconds, which Linux takes for a time in the past
    Message add = Draft.out(0x1000).hard(0, 0, forEver, forEver).build();
    Message update = Draft.update(0x1000).soft(0, 0, forEver, 0).build();
    Message shown =
        Draft.out(0x1000)
            .hard(0, 0, Long.MAX_VALUE, Long.MAX_VALUE)
            .soft(0, 0, Long.MAX_VALUE, 0)
            .build();
    BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    kernel
        .on(MessageType.ADD, lifetimeOf(asked))
        .on(
            MessageType.GET,
            shown(Draft.out(0x1000).hard(0, 0, Long.MAX_VALUE, Long.MAX_VALUE).build()))
        .on(MessageType.UPDATE, lifetimeOf(asked))
        .on(MessageType.GET, shown(shown))
        .on(MessageType.DUMP, dumped(shown, 0));
    LinuxSadb tried = sadb();
    assertThat(errno(Exchanges.exchange(tried, add))).isZero();
    assertThat(errno(Exchanges.exchange(tried, update))).isZero();
    List<Lifetime> dumped = new ArrayList<>();
    Exchanges.dump(
        tried,
        dump(),
        sa -> {
          dumped.add((Lifetime) sa.find(ExtensionType.LIFETIME_HARD));
          dumped.add((Lifetime) sa.find(ExtensionType.LIFETIME_SOFT));
        });
    assertThat(asked).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(dumped)
        .containsExactly(
            new Lifetime(Lifetime.Kind.HARD, 0, 0, forEver, forEver),
            new Lifetime(Lifetime.Kind.SOFT, 0, 0, forEver, 0));
  }

  /** Grants a request, and notes the hard limit of time since the SA was added. */
  private static ScriptedKernel.Answer lifetimeOf(BlockingQueue<Long> asked) {
    return request -> {
      LinuxCodec codec = LinuxCodec.ofHost();
      Message message =
          codec.decodeWithoutKeys(Objects.requireNonNull(codec.header(request)), request);
      asked.add(((Lifetime) message.find(ExtensionType.LIFETIME_HARD)).addTime());
      return request;
    };
  }

  @Test
  void dumpKeepsWhatOthersDoOutAndEndsWithNumberZero() {
    kernel.on(
        MessageType.DUMP,
        dumped(add(0x1000), 1),
        ofAnother(add(0x2000)),
        dumped(add(0x1001), 2),
        dumped(add(0x1002), 0));
    List<Integer> spis = new ArrayList<>();
    Message end = Exchanges.dump(sadb(), dump(), sa -> spis.add(spi(sa)));
    assertThat(errno(end)).isZero();
    assertThat(spis).containsExactly(0x1000, 0x1001, 0x1002);
  }

  private static int spi(Message message) {
    Sa sa = message.sa();
    return sa == null ? 0 : sa.spi();
  }

  @Test
  void dumpThatLacksAnSaFails() {
    kernel.on(MessageType.DUMP, dumped(add(0x1000), 1), dumped(add(0x1002), 3));
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.dump(sadb(), dump(), Message::wipeKeys))
        .withMessage("kernel dump incomplete");
  }

  @Test
  void dumpWithATruncatedSaFails() {
    kernel.on(MessageType.DUMP, dumped(add(0x1000), 1), tooLong());
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.dump(sadb(), dump(), Message::wipeKeys))
        .withMessage("kernel sent an SA of 8200 bytes");
  }

  @Test
  void dumpOfAnEmptyDatabaseHasNoSa() {
    kernel.on(MessageType.DUMP, refused(LinuxErrno.ENOENT));
    Message end =
        Exchanges.dump(
            sadb(),
            dump(),
            _ -> {
              throw new AssertionError("there is none");
            });
    assertThat(errno(end)).isZero();
  }

  @Test
  void dumpThatTheKernelIsTooBusyForIsRefused() {
    kernel.on(MessageType.DUMP, refused(LinuxErrno.EBUSY));
    assertThat(errno(Exchanges.dump(sadb(), dump(), Message::wipeKeys)))
        .isEqualTo(Errno.EBUSY.code());
  }

  @Test
  void policiesAreKnownUnlessTheKernelRefusesToShowThem() {
    kernel
        .on(MessageType.UNKNOWN, lastPolicy())
        .on(MessageType.UNKNOWN, refused(LinuxErrno.ENOENT))
        .on(MessageType.UNKNOWN, refused(LinuxErrno.EBUSY));
    LinuxSadb asked = sadb();
    List<PolicyTemplate> templates = new ArrayList<>();

    assertThat(asked.policies(templates::add)).isTrue();
    assertThat(asked.policies(templates::add)).as("there are none").isTrue();
    assertThat(asked.policies(templates::add)).as("they are not shown").isFalse();
    assertThat(templates).singleElement().matches(each -> each.type().equals(SaType.ESP));
  }

  @Test
  void whatWaitsBeforeADumpIsNoPartOfIt() throws InterruptedException {
    kernel
        .on(MessageType.GET, refused(LinuxErrno.ESRCH), dumped(add(0x2000), 1))
        .on(MessageType.DUMP, dumped(add(0x1000), 0));
    LinuxSadb tried = sadb();
    Exchanges.exchange(tried, get(0x1000));
    kernel.awaitAnswers();
    List<Integer> spis = new ArrayList<>();
    Exchanges.dump(tried, dump(), sa -> spis.add(spi(sa)));
    assertThat(spis).containsExactly(0x1000);
  }

  @Test
  void deadSocketIsAnErrorThatNamesTheCallAndNoKey() throws InterruptedException {
    LinuxSadb tried = sadb();
    kernel.die();
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.exchange(tried, add(0x1000)))
        .withMessageStartingWith("PF_KEY socket failed: sendmmsg");
  }

  @Test
  void broadcastsAreReceivedWithoutTheKeysThatLinuxSends() throws Exception {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    EventSink sink =
        new EventSink() {
          @Override
          public void onEvent(Message message) {
            heard.add(message);
          }

          @Override
          public void end() {}
        };
    try (var _ = sadb().subscribe(EventScope.ORDINARY, sink)) {
      var far = broadcasts.far();
      far.send(LinuxCodec.ofHost().encode(add(0x1000), far.outgoing()));
      Message told = heard.poll(10, TimeUnit.SECONDS);
      assertThat(told).isNotNull();
      assertThat(spi(told)).isEqualTo(0x1000);
      assertThat(told.key(Key.Kind.AUTH)).isNull();
      assertThat(told.key(Key.Kind.ENCRYPT)).isNull();
    }
  }
}
