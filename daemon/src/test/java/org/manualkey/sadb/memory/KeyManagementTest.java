package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.about;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.in;
import static org.manualkey.sadb.Draft.out;
import static org.manualkey.sadb.memory.SocketObservers.ALL;
import static org.manualkey.sadb.memory.SocketObservers.SENDER;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtendedRegister;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.Supported;
import org.manualkey.sa.Direction;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.EventScope;
import org.manualkey.sadb.Exchanges;
import org.manualkey.sadb.ForwardingSink;
import org.manualkey.sadb.SadbException;
import org.manualkey.sadb.memory.SocketObservers.Ear;

/** What key management asks of a database, as far as a host with manual keys sees it. */
final class KeyManagementTest {
  private static final Draft REGISTER = Draft.of(MessageType.REGISTER, SaType.ESP);
  private static final Draft EXTENDED = REGISTER.saType(0).with(new ExtendedRegister(0x02030000));
  private static final Set<Ear> REGISTERED =
      EnumSet.of(Ear.SENDER, Ear.REGISTERED, Ear.PROMISCUOUS);

  private final Bench bench = new Bench();
  private final SocketObservers ears = new SocketObservers(bench.sadb());

  private static Draft getspi(int min, int max) {
    return Draft.of(MessageType.GETSPI, SaType.ESP).to(L4).with(new SpiRange(min, max, 0)).from(R4);
  }

  private static Draft complete(int spi) {
    return in(spi).typeCode(MessageType.UPDATE.code());
  }

  @Test
  @DisplayName("T131 GETSPI answers with an SA where the range was, and leaves a larval one")
  void getspi() {
    Message reply = ears.sendForOne(getspi(0x300, 0x300), ALL);
    assertThat(reply.extensions())
        .extracting(Extension::type)
        .containsExactly(ExtensionType.ADDRESS_DST, ExtensionType.SA, ExtensionType.ADDRESS_SRC);
    assertThat(reply.sa()).isEqualTo(new Sa(0x300, 0, 0, 0, 0, 0));

    Message told = bench.dump(SaType.ESP).getFirst();
    assertThat(told.extensions())
        .containsExactly(
            new Sa(0x300, 0, SaState.LARVAL.code(), 0, 0, 0),
            new Lifetime(Lifetime.Kind.CURRENT, 0, 0, 0, 0),
            new Address(Address.Kind.SRC, 0, 0, Draft.inet(R4, 0)),
            new Address(Address.Kind.DST, 0, 0, Draft.inet(L4, 0)));
  }

  @Test
  @DisplayName("T132 an SPI that is reserved already is told to all as such")
  void getspiInUse() {
    ears.send(getspi(0x300, 0x300), ALL);
    ears.refused(getspi(0x300, 0x300), Errno.EEXIST, Diagnostic.NONE, ALL);
  }

  @Test
  void drawnSpisAreInTheRange() {
    for (int i = 0; i < 50; i++) {
      Sa sa = Bench.sa(bench.granted(getspi(0x80000000, -2)));
      assertThat(Integer.compareUnsigned(sa.spi(), 0x80000000)).isNotNegative();
      assertThat(sa.spi()).isNotEqualTo(-1);
      assertThat(Bench.sa(bench.granted(getspi(0, -1)))).isNotNull();
    }
    assertThat(bench.dump(SaType.ESP)).hasSize(100);
  }

  @Test
  @DisplayName("T134 an UPDATE with keys completes a larval SA")
  void completion() {
    bench.granted(getspi(0x300, 0x300));
    bench.at(5);
    Message echo = ears.sendForOne(complete(0x300).hard(0, 0, 100, 0), ALL);
    assertThat(echo.header().type()).isEqualTo(MessageType.UPDATE);
    assertThat(echo.extensions())
        .isNotEmpty()
        .noneMatch(each -> each.type() == ExtensionType.KEY_AUTH);
    Message told = bench.get(0x300, L4);
    assertThat(Bench.sa(told).state()).isEqualTo(SaState.MATURE);
    assertThat(Bench.flags(told)).isEqualTo(SaFlag.INBOUND.bit());
    assertThat(told.find(ExtensionType.LIFETIME_CURRENT))
        .isEqualTo(new Lifetime(Lifetime.Kind.CURRENT, 0, 0, Bench.NOW.getEpochSecond() + 5, 0));
    bench.ageAt(95); // it is larval no more
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x300);
    bench.ageAt(105);
    assertThat(Bench.sa(bench.get(0x300, L4)).state()).isEqualTo(SaState.DEAD);
  }

  @Test
  void aLarvalSaMayBecomeAClone() {
    bench.granted(getspi(0x300, 0x300));
    bench.granted(addEsp(0x300).to(L4).from(R4).flags(0xC000).typeCode(MessageType.UPDATE.code()));
    assertThat(bench.packet(Direction.OUTBOUND, 0x300, L4, 1)).isTrue();
    assertThat(bench.packet(Direction.INBOUND, 0x300, L4, 1)).isTrue();
    assertThat(bench.dump(SaType.ESP)).hasSize(1);
  }

  @Test
  void aLarvalSaStaysPairedWhenItIsCompleted() {
    bench.granted(getspi(0x300, 0x300));
    bench.granted(out(0x1000).with(new Pair(0x300)));
    bench.granted(complete(0x300));
    assertThat(bench.get(0x300, L4).find(ExtensionType.X_PAIR)).isEqualTo(new Pair(0x1000));
    assertThat(bench.get(0x1000).find(ExtensionType.X_PAIR)).isEqualTo(new Pair(0x300));
  }

  @Test
  @DisplayName("T135 a larval SA that nobody completes goes without a word")
  void larvalTimeout() {
    bench.granted(getspi(0x300, 0x300));
    bench.granted(out(0x1000).with(new Pair(0x300)));
    ears.forget();
    bench.ageAt(89);
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x1000, 0x300);
    ears.forget();
    bench.ageAt(91);
    ears.sameFor(EnumSet.allOf(Ear.class));
    assertThat(ears.heard(Ear.PROMISCUOUS)).isEmpty();
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x1000);
    assertThat(bench.get(0x1000).find(ExtensionType.X_PAIR)).isNull();
  }

  @Test
  @DisplayName("T92 a purge leaves larval SAs, a DELETE and a flush do not")
  void larvalSasAreDeletedByName() {
    bench.granted(getspi(0x300, 0x300));
    bench.granted(getspi(0x301, 0x301));
    bench.granted(in(0x1000));
    bench.granted(Draft.of(MessageType.DELETE, SaType.ESP).to(L4));
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x300, 0x301);
    bench.granted(about(MessageType.DELETE, 0x300).to(L4));
    bench.granted(Draft.of(MessageType.FLUSH, SaType.ESP));
    assertThat(bench.dump(SaType.ESP)).isEmpty();
    assertThat(bench.sadb().untilDue()).isEmpty();
  }

  @Test
  @DisplayName("T136 REGISTER for ESP tells who registered which algorithms there are")
  void registerEsp() {
    ears.send(Ear.REGISTERED, REGISTER, EnumSet.of(Ear.REGISTERED, Ear.PROMISCUOUS));
    Message reply = ears.sendForOne(REGISTER, REGISTERED);
    assertThat(reply.header()).isEqualTo(REGISTER.build().header());
    assertThat(reply.extensions())
        .extracting(Extension::type)
        .containsExactly(ExtensionType.SUPPORTED_AUTH, ExtensionType.SUPPORTED_ENCRYPT);
    assertThat(supported(reply, ExtensionType.SUPPORTED_AUTH))
        .containsExactly(
            new Supported.Algorithm(2, 0, 128, 128, 0, 0),
            new Supported.Algorithm(3, 0, 160, 160, 0, 0),
            new Supported.Algorithm(5, 0, 256, 256, 0, 0),
            new Supported.Algorithm(6, 0, 384, 384, 0, 0),
            new Supported.Algorithm(7, 0, 512, 512, 0, 0));
    assertThat(supported(reply, ExtensionType.SUPPORTED_ENCRYPT))
        .containsExactly(
            new Supported.Algorithm(2, 8, 64, 64, 0, 0),
            new Supported.Algorithm(3, 8, 192, 192, 0, 0),
            new Supported.Algorithm(7, 8, 32, 448, 8, 0), // as our ipsecalgs has it
            new Supported.Algorithm(11, 0, 0, 0, 0, 0),
            new Supported.Algorithm(12, 16, 128, 256, 64, 0),
            new Supported.Algorithm(14, 8, 128, 256, 64, 24),
            new Supported.Algorithm(15, 8, 128, 256, 64, 24),
            new Supported.Algorithm(16, 8, 128, 256, 64, 24),
            new Supported.Algorithm(18, 8, 128, 256, 64, 32),
            new Supported.Algorithm(19, 8, 128, 256, 64, 32),
            new Supported.Algorithm(20, 8, 128, 256, 64, 32),
            new Supported.Algorithm(23, 8, 128, 256, 64, 32));
  }

  private static List<Supported.Algorithm> supported(Message reply, ExtensionType type) {
    return ((Supported) Objects.requireNonNull(reply.find(type))).algorithms();
  }

  @Test
  @DisplayName("T137 AH encrypts nothing")
  void registerAh() {
    ears.send(Ear.REGISTERED, REGISTER, EnumSet.of(Ear.REGISTERED, Ear.PROMISCUOUS));
    Message reply = ears.sendForOne(REGISTER.saType(2), SENDER);
    assertThat(reply.header().saType()).isEqualTo(SaType.AH);
    assertThat(reply.extensions())
        .extracting(Extension::type)
        .containsExactly(ExtensionType.SUPPORTED_AUTH);
  }

  @Test
  @DisplayName("T138 REGISTER without SA type must list some")
  void registerForNone() {
    ears.refused(REGISTER.saType(0), Errno.EINVAL, Diagnostic.SATYPE_NEEDED, SENDER);
    ears.send(REGISTER, SENDER); // the socket can still be registered
  }

  @Test
  void anExtendedRegisterIsAnsweredForEachSaType() {
    ears.send(Ear.REGISTERED, REGISTER, EnumSet.of(Ear.REGISTERED, Ear.PROMISCUOUS));
    ears.forget();
    ears.socket(Ear.SENDER).write(EXTENDED.build());
    assertThat(ears.heard(Ear.SENDER))
        .extracting(message -> message.header().saType())
        .containsExactly(SaType.AH, SaType.ESP);
    assertThat(ears.heard(Ear.REGISTERED)).hasSize(1);
    assertThat(ears.heard(Ear.PROMISCUOUS)).hasSize(2);

    // An extended socket does not hear of others who register.
    ears.send(Ear.REGISTERED, REGISTER, EnumSet.of(Ear.REGISTERED, Ear.PROMISCUOUS));
    ears.refused(REGISTER, Errno.EBUSY, Diagnostic.NONE, SENDER);
  }

  @Test
  @DisplayName("T23, T24 what key management says of SAs that it was asked for is ignored")
  void acquire() {
    Draft acquire = Draft.of(MessageType.ACQUIRE, SaType.ESP);
    for (Draft each : List.of(acquire, acquire.errno(22, 0), acquire.saType(0))) {
      ears.forget();
      ears.socket(Ear.SENDER).write(each.build());
      for (Ear ear : Ear.values()) {
        assertThat(ears.heard(ear)).isEmpty();
      }
    }
    Message request = acquire.build();
    assertThatExceptionOfType(SadbException.class)
        .isThrownBy(() -> Exchanges.exchange(bench.sadb(), request))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT.code()));
    bench.granted(out(0x1000));
  }

  @Test
  @DisplayName("T139 there is no policy to ask for")
  void inverseAcquire() {
    ears.refused(
        Draft.of(MessageType.X_INVERSE_ACQUIRE, SaType.UNSPEC).from(L4).to(R4),
        Errno.ENOENT,
        Diagnostic.NONE,
        SENDER);
  }

  @Test
  void delpairStateRemovesTheOutboundSasOfASourceWithTheirPairs() {
    bench.granted(out(0x1000));
    bench.granted(in(0x2000).with(new Pair(0x1000)));
    bench.granted(in(0x2001));
    bench.granted(out(0x1001).from("10.0.0.9"));
    bench.granted(out(0x1002).state(SaState.ACTIVE_ELSEWHERE.code()));
    bench.granted(addEsp(0x1003).flags(0xC000));
    bench.granted(Draft.addAh(0x1000).flags(SaFlag.OUTBOUND));
    Draft request = about(MessageType.X_DELPAIR_STATE, 0).from(L4);

    Message echo = ears.sendForOne(request, SENDER);

    assertThat(echo.header()).isEqualTo(request.build().header());
    assertThat(bench.spis(SaType.ESP)).containsExactly(0x1001, 0x1002, 0x2001);
    assertThat(bench.spis(SaType.AH)).containsExactly(0x1000);
    ears.sendForOne(request.saType(0), SENDER);
    assertThat(bench.spis(SaType.AH)).isEmpty();
  }

  @Test
  void aSubscriptionReceivesNoRegistration() {
    List<Message> heard = new ArrayList<>();
    bench.sadb().subscribe(EventScope.ORDINARY, new ForwardingSink(heard::add));
    bench.granted(REGISTER);
    bench.granted(getspi(0x300, 0x300));
    assertThat(heard)
        .extracting(message -> message.header().type())
        .containsExactly(MessageType.GETSPI);
  }
}
