package org.manualkey.sadb.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.L6;
import static org.manualkey.sadb.Draft.M4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.inet;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sadb.Draft;
import org.manualkey.sadb.Exchanges;

final class AddTest {
  private static final int IN = SaFlag.INBOUND.bit();
  private static final int OUT = SaFlag.OUTBOUND.bit();

  private final Bench bench = new Bench();

  @Test
  @DisplayName("T25 the echo has no keys, and IPv4 in the room of the mapped addresses")
  void echoOfMappedAddresses() {
    Message request = Draft.out(0x1000).build();
    Message echo = Exchanges.exchange(bench.sadb(), request);

    assertThat(echo.extensions())
        .extracting(Extension::type)
        .containsExactly(ExtensionType.ADDRESS_DST, ExtensionType.ADDRESS_SRC, ExtensionType.SA);
    assertThat(echo.extensions().getFirst())
        .isEqualTo(
            new Oversized(
                new Address(Address.Kind.DST, 0, 0, inet(R4, 0)), Octets.of(new byte[16])));
    assertThat(Bench.flags(echo)).isEqualTo(OUT);
    assertThat(bench.get(0x1000).destination())
        .isEqualTo(new Address(Address.Kind.DST, 0, 0, inet(R4, 0)));
  }

  @Test
  void echoOfPlainIpv4AddressesIsOfTheirSize() {
    Message echo =
        bench.granted(Draft.out(0x1000).with(new Address(Address.Kind.DST, 0, 0, inet(R4, 0))));
    assertThat(echo.extensions()).contains(new Address(Address.Kind.DST, 0, 0, inet(R4, 0)));
  }

  @ParameterizedTest(name = "{0}: {1} to {2} gets flags {3}, in {4} tables")
  @CsvSource({
    "T26,       10.0.0.1, 10.0.0.2,  0x8000, 1",
    "T27,       10.0.0.2, 10.0.0.1,  0x4000, 1",
    "T28,       10.0.0.2, 10.0.0.3,  0xC000, 2",
    "T29,       0.0.0.0,  10.0.0.2,  0xC000, 2",
    "T30,       10.0.0.1, 10.0.0.1,  0x4000, 2",
    "T31,       10.0.0.1, 224.0.0.9, 0xC000, 2",
    "broadcast, 10.0.0.1, 10.0.0.255, 0xC000, 2",
    "to me,     0.0.0.0,  10.0.0.1,  0x4000, 2",
    "loopback is not counted, 127.0.0.1, 127.0.0.1, 0xC000, 2",
    "IPv6,      2001:db8::1, 2001:db8::2, 0x8000, 1",
  })
  void directionFollowsFromTheAddresses(
      String title, String source, String destination, String flags, int copies) {
    Message echo = bench.granted(addEsp(0x1000).from(source).to(destination));

    assertThat(Bench.flags(echo)).isEqualTo(Integer.decode(flags));
    assertThat(copies(destination)).isEqualTo(copies);
    assertThat(bench.dump(SaType.ESP)).hasSize(1);
  }

  @Test
  void directionFlagsWinOverAddresses() {
    bench.granted(addEsp(0x1000).to(L4).from(R4).flags(OUT));
    assertThat(Bench.flags(bench.get(0x1000, L4))).isEqualTo(OUT);
    assertThat(copies(L4)).isEqualTo(1);
    bench.granted(addEsp(0x2000).flags(IN | OUT));
    assertThat(Bench.flags(bench.get(0x2000))).isEqualTo(IN | OUT);
  }

  /** Each copy of a clone is changed alone, so an update of one shows whether there is another. */
  private int copies(String destination) {
    Draft update =
        Draft.about(MessageType.UPDATE, 0x1000).to(destination).from("0.0.0.0").hard(0, 0, 9, 0);
    boolean six = destination.contains(":");
    bench.granted((six ? update.from("::") : update).flags(IN));
    Message other = bench.get(0x1000, destination);
    return other.find(ExtensionType.LIFETIME_HARD) == null ? 2 : 1;
  }

  @Test
  @DisplayName("T29 the replay window of an SA with any source is 0, though the echo repeats it")
  void replayWindowNeedsASource() {
    Message echo = bench.granted(addEsp(0x1000).from("0.0.0.0").replay(32));
    assertThat(Bench.sa(echo).replay()).isEqualTo(32);
    assertThat(Bench.sa(bench.get(0x1000)).replay()).isZero();
  }

  @Test
  @DisplayName("T35 an unspecified IPv6 source becomes an IPv4 one")
  void unspecifiedSourceTakesTheFamilyOfTheDestination() {
    Message echo = bench.granted(addEsp(0x1000).address(Address.Kind.SRC, "::", 6, 0, 500));
    assertThat(Bench.address(echo, Address.Kind.SRC))
        .isEqualTo(new Address(Address.Kind.SRC, 6, 0, inet("0.0.0.0", 500)));
    assertThat(Bench.address(echo, Address.Kind.DST).protocol()).isEqualTo(6);
    assertThat(Bench.socketAddress(bench.get(0x1000), Address.Kind.SRC))
        .isEqualTo(inet("0.0.0.0", 500));
  }

  @Test
  @DisplayName("T39 the protocol is that of the destination")
  void protocolOfTheDestination() {
    Message echo =
        bench.granted(
            addEsp(0x1000)
                .address(Address.Kind.SRC, L4, 6, 0, 1000)
                .address(Address.Kind.DST, R4, 17, 0, 53));
    assertThat(Bench.flags(echo) & SaFlag.UNIQUE.bit()).isNotZero();
    Message told = bench.get(0x1000);
    assertThat(told.source()).isEqualTo(new Address(Address.Kind.SRC, 17, 0, inet(L4, 1000)));
    assertThat(told.destination()).isEqualTo(new Address(Address.Kind.DST, 17, 0, inet(R4, 53)));
  }

  @Test
  @DisplayName("T42 reserved SPIs are a matter of those above")
  void anySpi() {
    bench.granted(Draft.out(0));
    bench.granted(Draft.out(255));
    bench.granted(Draft.out(-1));
    assertThat(bench.spis(SaType.ESP)).containsExactly(0, 255, -1);
  }

  @Test
  @DisplayName("T74, T75 the same SPI for AH, and for another destination")
  void identity() {
    bench.granted(Draft.out(0x1000));
    bench.granted(Draft.addAh(0x1000));
    bench.granted(Draft.out(0x1000).to(R4B));
    bench.granted(Draft.out(0x1000).from(L6).to(Draft.R6));
  }

  @Test
  @DisplayName("T140 an error in the request is not echoed")
  void echoesAreWithoutError() {
    Message echo = Exchanges.exchange(bench.sadb(), Draft.out(0x1000).errno(5, 9).build());
    assertThat(echo.header().errno()).isZero();
    assertThat(echo.header().diagnostic()).isZero();
  }

  @Test
  @DisplayName("T14 a reply does not repeat a type that nobody knows")
  void unknownTypeBecomesZero() {
    List<Message> read = new ArrayList<>();
    try (ClientSocket socket = bench.sadb().socket(read::add)) {
      socket.write(Draft.addAh(1).typeCode(99).build());
    }
    Message reply = read.getFirst();
    assertThat(reply.header().typeCode()).isZero();
    assertThat(reply.header().diagnostic()).isEqualTo(1);
  }

  @Test
  @DisplayName("T68 a soft lifetime may exceed a hard one that is not there")
  void softLifetimeAlone() {
    bench.granted(Draft.out(0x1000).soft(0, 0, 100, 0));
    assertThat(bench.get(0x1000).find(ExtensionType.LIFETIME_SOFT))
        .isEqualTo(new Lifetime(Lifetime.Kind.SOFT, 0, 0, 100, 0));
  }

  @Test
  void lifetimesWithoutLimitsAreNotReturned() {
    bench.granted(Draft.out(0x1000).hard(0, 0, 0, 0).soft(0, 0, 0, 0).idle(0, 0));
    assertThat(bench.get(0x1000).extensions())
        .filteredOn(Lifetime.class::isInstance)
        .isEqualTo(
            List.of(new Lifetime(Lifetime.Kind.CURRENT, 0, 0, Bench.NOW.getEpochSecond(), 0)));
  }

  @Test
  void aStateOfClustersIsKept() {
    bench.granted(Draft.out(0x1000).state(SaState.ACTIVE_ELSEWHERE.code()));
    assertThat(Bench.sa(bench.get(0x1000)).state()).isEqualTo(SaState.ACTIVE_ELSEWHERE);
  }

  @Test
  void aPairedFlagWithoutPairIsCleared() {
    Message echo = bench.granted(Draft.out(0x1000).flags(OUT | SaFlag.PAIRED.bit()));
    assertThat(Bench.flags(echo)).isEqualTo(OUT);
  }

  @Test
  void everythingIsReturnedInTheOrderOfTheKernel() {
    Identity from = Identity.of(Identity.Kind.SRC, 2, "a.example".getBytes(US_ASCII));
    Octets unterminated = Octets.of("mailbox\0mailbox!".getBytes(US_ASCII));
    bench.granted(
        Draft.out(0x1000)
            .with(new ReplayValue(77, 0), new KmCookie(1, 0x1_0000_0005L))
            .with(from, new Identity(Identity.Kind.DST, 3, 1, 9, unterminated))
            .idle(2, 0)
            .soft(1, 2, 3, 4)
            .hard(5, 6, 7, 8));

    assertThat(bench.get(0x1000).extensions())
        .extracting(Extension::type)
        .containsExactly(
            ExtensionType.SA,
            ExtensionType.LIFETIME_CURRENT,
            ExtensionType.LIFETIME_HARD,
            ExtensionType.LIFETIME_SOFT,
            ExtensionType.X_LIFETIME_IDLE,
            ExtensionType.ADDRESS_SRC,
            ExtensionType.ADDRESS_DST,
            ExtensionType.X_KM_COOKIE,
            ExtensionType.KEY_AUTH,
            ExtensionType.KEY_ENCRYPT,
            ExtensionType.IDENTITY_SRC,
            ExtensionType.IDENTITY_DST,
            ExtensionType.X_REPLAY_VALUE);
    assertThat(bench.get(0x1000).extensions())
        .contains(
            from,
            Identity.of(Identity.Kind.DST, 3, "mailbox".getBytes(US_ASCII)),
            new KmCookie(1, 5));
  }

  @Test
  void theEchoKeepsTheOrderOfTheRequest() {
    Message request = Draft.out(0x1000).hard(0, 0, 9, 0).with(new KmCookie(0, 0)).build();
    List<ExtensionType> sent = request.extensions().stream().map(Extension::type).toList();
    List<ExtensionType> echoed =
        Exchanges.exchange(bench.sadb(), request).extensions().stream()
            .map(Extension::type)
            .toList();
    assertThat(echoed)
        .isEqualTo(
            sent.stream()
                .filter(type -> type != ExtensionType.KEY_AUTH && type != ExtensionType.KEY_ENCRYPT)
                .toList());
  }

  @Test
  void aSourceOfAnyMatchesEveryLookup() {
    bench.granted(addEsp(0x1000).from("0.0.0.0"));
    bench.granted(Draft.about(MessageType.GET, 0x1000).from("10.9.9.9"));
    bench.granted(Draft.out(0x2000));
    bench.granted(Draft.about(MessageType.GET, 0x2000).from("0.0.0.0"));
    bench.granted(Draft.about(MessageType.GET, 0x2000).from(L4));
  }

  @Test
  void multicastDestinationsAreFine() {
    bench.granted(Draft.out(0x1000).to(M4));
    assertThat(Bench.socketAddress(bench.get(0x1000, M4), Address.Kind.DST))
        .isInstanceOf(SocketAddress.Inet.class);
  }
}
