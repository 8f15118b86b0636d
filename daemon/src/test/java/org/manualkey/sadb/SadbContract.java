package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.manualkey.sadb.Draft.AES_KEY;
import static org.manualkey.sadb.Draft.PID;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;
import static org.manualkey.sadb.Draft.SEQ;
import static org.manualkey.sadb.Draft.SHA1_KEY;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;

/** What users of a {@link Sadb} count on, whatever stands behind it. */
public abstract class SadbContract {
  private Sadb sadb;

  /** An empty database that may be written to. */
  protected abstract Sadb open();

  @BeforeEach
  void openEmpty() {
    sadb = open();
  }

  @AfterEach
  void close() {
    sadb.close();
  }

  @Test
  void anAddedSaIsReturnedWithAllItsAttributes() {
    granted(Draft.out(0x1000).replay(32).hard(0, 1L << 33, 600, 0).soft(0, 1000, 500, 0));

    Message told = granted(Draft.about(MessageType.GET, 0x1000));

    Sa sa = Objects.requireNonNull(told.sa());
    assertThat(sa.spi()).isEqualTo(0x1000);
    assertThat(sa.stateCode()).isEqualTo(Draft.MATURE);
    assertThat(sa.replay()).isEqualTo(32);
    assertThat(sa.auth()).isEqualTo(Draft.SHA1);
    assertThat(sa.encrypt()).isEqualTo(Draft.AES_CBC);
    assertThat(address(told.source())).isEqualTo(Draft.inet(Draft.L4, 0));
    assertThat(address(told.destination())).isEqualTo(Draft.inet(R4, 0));
    assertThat(keyHex(told, Key.Kind.ENCRYPT)).startsWith(AES_KEY);
    assertThat(keyHex(told, Key.Kind.AUTH)).startsWith(SHA1_KEY);
    assertThat(told.find(ExtensionType.LIFETIME_HARD))
        .isEqualTo(new Lifetime(Lifetime.Kind.HARD, 0, 1L << 33, 600, 0));
    assertThat(told.find(ExtensionType.LIFETIME_SOFT))
        .isEqualTo(new Lifetime(Lifetime.Kind.SOFT, 0, 1000, 500, 0));
    assertThat(told.find(ExtensionType.LIFETIME_CURRENT)).isNotNull();
  }

  @Test
  void anIpv6SaIsReturnedWithItsAddresses() {
    granted(Draft.out(0x1000).from(Draft.L6).to(Draft.R6));

    Message told = granted(Draft.about(MessageType.GET, 0x1000).to(Draft.R6));

    assertThat(address(told.source())).isEqualTo(Draft.socketAddress(Draft.L6));
    assertThat(address(told.destination())).isEqualTo(Draft.socketAddress(Draft.R6));
  }

  @Test
  void repliesRepeatTypeSequenceNumberAndProcessId() {
    assertRepeats(Draft.out(0x1000));
    assertRepeats(Draft.about(MessageType.GET, 0x1000));
    assertRepeats(Draft.about(MessageType.DELETE, 0x1000));
    assertRepeats(Draft.about(MessageType.DELETE, 0x1000)); // refused
    assertRepeats(Draft.of(MessageType.FLUSH, SaType.ESP));
  }

  @Test
  void aRefusalHasNoExtensions() {
    Message refused = refused(Draft.about(MessageType.GET, 0x1000), Errno.ESRCH);
    assertThat(refused.extensions()).isEmpty();
  }

  @Test
  void theSameSaCannotBeAddedTwice() {
    granted(Draft.out(0x1000));
    refused(Draft.out(0x1000), Errno.EEXIST);
    assertThat(dump(SaType.ESP)).hasSize(1);
  }

  @Test
  void requestsThatAreSentTogetherAreAnsweredEachInItsPlace() {
    List<Message> requests = new ArrayList<>();
    for (int spi = 0x1000; spi < 0x1000 + 150; spi++) {
      requests.add(Draft.out(spi).build());
    }
    requests.add(Draft.out(0x1000).build());
    requests.add(Draft.about(MessageType.DELETE, 0x1001).from(Draft.L4).build());
    requests.add(Draft.out(0x1001).build());

    List<Message> replies = Exchanges.exchangeAll(sadb, requests);

    assertThat(replies).hasSameSizeAs(requests);
    for (int i = 0; i < replies.size(); i++) {
      boolean twice = i == 150;
      assertThat(replies.get(i).header().type()).isEqualTo(requests.get(i).header().type());
      assertThat(replies.get(i).header().errno()).isEqualTo(twice ? Errno.EEXIST.code() : 0);
    }
    granted(Draft.about(MessageType.GET, 0x1000 + 149));
  }

  @Test
  void theSameSpiServesAnotherDestinationAndAnotherProtocol() {
    granted(Draft.out(0x1000));
    granted(Draft.out(0x1000).to(R4B));
    granted(Draft.addAh(0x1000));
    assertThat(dump(SaType.UNSPEC)).hasSize(3);
  }

  @Test
  void aDeletedSaIsNotFound() {
    granted(Draft.out(0x1000));
    granted(Draft.about(MessageType.DELETE, 0x1000));
    refused(Draft.about(MessageType.GET, 0x1000), Errno.ESRCH);
    refused(Draft.about(MessageType.DELETE, 0x1000), Errno.ESRCH);
    assertThat(dump(SaType.ESP)).isEmpty();
    granted(Draft.out(0x1000));
  }

  @Test
  void keysAreReturnedByGetAndDumpOnly() {
    assertThat(keys(granted(Draft.out(0x1000)))).isZero();
    assertThat(keys(granted(Draft.about(MessageType.GET, 0x1000)))).isEqualTo(2);
    assertThat(keys(dump(SaType.ESP).getFirst())).isEqualTo(2);
    assertThat(keys(granted(Draft.about(MessageType.DELETE, 0x1000)))).isZero();
  }

  @Test
  void wipingARequestOrAReplyDoesNotTouchTheDatabase() {
    Message add = Draft.out(0x1000).build();
    Exchanges.exchange(sadb, add);
    add.wipeKeys();
    granted(Draft.about(MessageType.GET, 0x1000)).wipeKeys();
    dump(SaType.ESP).getFirst().wipeKeys();

    Message told = granted(Draft.about(MessageType.GET, 0x1000));

    assertThat(keyHex(told, Key.Kind.ENCRYPT)).startsWith(AES_KEY);
    assertThat(keyHex(told, Key.Kind.AUTH)).startsWith(SHA1_KEY);
  }

  @Test
  void aFlushOfOneProtocolLeavesTheOther() {
    granted(Draft.out(0x1000));
    granted(Draft.addAh(0x2000));
    granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    assertThat(dump(SaType.UNSPEC)).singleElement().extracting(this::spi).isEqualTo(0x2000);
  }

  @Test
  void aFlushOfAllEmptiesTheDatabase() {
    granted(Draft.out(0x1000));
    granted(Draft.addAh(0x2000));
    granted(Draft.of(MessageType.FLUSH, SaType.UNSPEC));
    assertThat(dump(SaType.UNSPEC)).isEmpty();
    granted(Draft.out(0x1000));
  }

  @Test
  void aDumpHasEachSaOnceAndEndsWithSequenceNumberZero() {
    for (int spi = 0x1000; spi < 0x1064; spi++) {
      granted(Draft.out(spi));
    }
    List<Integer> told = new ArrayList<>();
    Message end =
        Exchanges.dump(
            sadb, Draft.of(MessageType.DUMP, SaType.ESP).build(), sa -> told.add(spi(sa)));
    assertThat(told).hasSize(100).doesNotHaveDuplicates();
    assertThat(end.header().errno()).isZero();
    assertThat(end.header().seq()).isZero();
    assertThat(end.header().pid()).isEqualTo(PID);
    assertThat(end.extensions()).isEmpty();
  }

  @Test
  void aDumpOfNothingJustEnds() {
    assertThat(dump(SaType.UNSPEC)).isEmpty();
  }

  @Test
  void aSinkMayNotUseTheSessionThatIsDumping() {
    granted(Draft.out(0x1000));
    Message delete = Draft.about(MessageType.DELETE, 0x1000).build();
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Exchanges.dump(
                sadb,
                Draft.of(MessageType.DUMP, SaType.ESP).build(),
                sa -> Exchanges.exchange(sadb, delete)));
    granted(Draft.about(MessageType.GET, 0x1000));
  }

  @Test
  void aDumpIsNoExchangeAndAnExchangeNoDump() {
    Message dump = Draft.of(MessageType.DUMP, SaType.ESP).build();
    assertThatIllegalArgumentException().isThrownBy(() -> Exchanges.exchange(sadb, dump));
    Message get = Draft.about(MessageType.GET, 1).build();
    assertThatIllegalArgumentException().isThrownBy(() -> Exchanges.dump(sadb, get, sa -> {}));
  }

  @Test
  void aListenerReceivesChangesWithoutTheirKeys() throws InterruptedException {
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    Subscription subscription = sadb.subscribe(EventScope.ORDINARY, new ForwardingSink(heard::add));
    granted(Draft.out(0x1000));
    granted(Draft.about(MessageType.GET, 0x1000));
    granted(Draft.about(MessageType.DELETE, 0x1000));
    granted(Draft.out(0x1001));
    granted(Draft.of(MessageType.FLUSH, SaType.ESP));

    for (MessageType type :
        List.of(MessageType.ADD, MessageType.DELETE, MessageType.ADD, MessageType.FLUSH)) {
      Message next = Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS));
      assertThat(next.header().type()).isEqualTo(type);
      assertThat(keys(next)).isZero();
    }
    subscription.close();
    subscription.close();
  }

  @Test
  void aListenerToAllMessagesReceivesNoKeyEither() throws InterruptedException {
    granted(Draft.out(0x1000));
    BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    sadb.subscribe(EventScope.PROMISCUOUS, new ForwardingSink(heard::add));

    Message told = granted(Draft.about(MessageType.GET, 0x1000));
    dump(SaType.ESP);
    granted(Draft.out(0x1001));

    // Whether it hears of what was asked is a matter of the back end; of a change it does.
    Message next;
    do {
      next = Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS), "the ADD was not heard");
      assertThat(keys(next)).isZero();
    } while (next.header().type() != MessageType.ADD);
    assertThat(keyHex(told, Key.Kind.ENCRYPT)).startsWith(AES_KEY);
  }

  @Test
  void aListenerReceivesTheEndOfTheDatabaseAndOneThatLeftDoesNot() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Subscription left = sadb.subscribe(EventScope.ORDINARY, noting("left", heard));
    sadb.subscribe(EventScope.ORDINARY, noting("stayed", heard));
    left.close();
    granted(Draft.out(0x1000));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("stayed: ADD");
    sadb.close();

    assertThat(heard).containsExactly("stayed: end");
  }

  private static EventSink noting(String name, Queue<String> heard) {
    return new EventSink() {
      @Override
      public void onEvent(Message message) {
        heard.add(name + ": " + message.header().type());
      }

      @Override
      public void end() {
        heard.add(name + ": end");
      }
    };
  }

  private Message granted(Draft draft) {
    Message reply = Exchanges.exchange(sadb, draft.build());
    assertThat(reply.header().errno()).as("errno").isZero();
    return reply;
  }

  private Message refused(Draft draft, Errno errno) {
    Message reply = Exchanges.exchange(sadb, draft.build());
    assertThat(reply.header().errno()).isEqualTo(errno.code());
    return reply;
  }

  private void assertRepeats(Draft draft) {
    Message request = draft.build();
    Message reply = Exchanges.exchange(sadb, request);
    assertThat(reply.header().typeCode()).isEqualTo(request.header().typeCode());
    assertThat(reply.header().saType()).isEqualTo(request.header().saType());
    assertThat(reply.header().seq()).isEqualTo(SEQ);
    assertThat(reply.header().pid()).isEqualTo(PID);
  }

  private List<Message> dump(SaType type) {
    List<Message> told = new ArrayList<>();
    Message end = Exchanges.dump(sadb, Draft.of(MessageType.DUMP, type).build(), told::add);
    assertThat(end.header().errno()).isZero();
    return told;
  }

  private int spi(Message message) {
    return Objects.requireNonNull(message.sa()).spi();
  }

  private static Object address(Address address) {
    return address.socketAddress();
  }

  private static String keyHex(Message message, Key.Kind kind) {
    return Draft.hex(Objects.requireNonNull(message.key(kind)));
  }

  private static long keys(Message message) {
    return message.extensions().stream().filter(Key.class::isInstance).count();
  }
}
