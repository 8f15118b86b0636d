package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.XfrmSettings;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SaId;
import org.manualkey.sa.SecurityAssociation;

/**
 * What the table of a back end promises, one capability after the other: what is native or emulated
 * works and is shown by GET, DUMP and {@link Sadb#forEach} alike; what is refused is refused with
 * the sentence of its row, by the judge and by the database alike, and changes nothing.
 */
public abstract class CapabilityContract {
  private static final int SPI = 0x1000;
  private static final int BACK = 0x2000;
  private static final int HMAC_SHA256 = 5;
  private static final int AES_GCM16 = 20;
  private static final int AES_CTR = 13;
  private static final int CAMELLIA = 22;
  private static final int CHACHA20_POLY1305 = 28;
  private static final int AES_XCBC = 9;
  private static final int AES_CMAC = 250;
  private static final int UDP = 17;
  private static final String KEY = "000102030405060708090a0b0c0d0e0f";
  private static final String CHACHA20_KEY = "5a".repeat(36);
  private static final String SALTED_KEY = "000102030405060708090a0b0c0d0e0f10111213";
  private static final String SHA256_KEY =
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

  private Sadb sadb;

  /** Which capability a test is about. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface Of {
    Capability value();
  }

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
  void everyCapabilityHasATest() {
    Set<Capability> tested = EnumSet.noneOf(Capability.class);
    for (Method method : CapabilityContract.class.getDeclaredMethods()) {
      Of of = method.getAnnotation(Of.class);
      if (of != null) {
        assertThat(method.isAnnotationPresent(Test.class)).as(method.getName()).isTrue();
        tested.add(of.value());
      }
    }
    assertThat(tested).containsExactlyInAnyOrder(Capability.values());
  }

  // ---- lifetimes

  @Test
  @Of(Capability.LIFETIMES)
  void lifetimesAreThoseOfTheAdd() {
    Draft add = out(SPI).hard(9, 1L << 40, 600, 700).soft(8, 1L << 39, 500, 0);
    if (!refuses(Capability.LIFETIMES, add)) {
      granted(add);
      assertShown(SPI, sa -> assertLimits(sa, hard(9, 1L << 40, 600, 700), soft(8, 1L << 39, 500)));
    }
  }

  @Test
  @Of(Capability.LIFETIMES)
  void oneLifetimeOfTwoIsUpdatedAndTheOtherStays() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 9000, 600, 0).soft(0, 8000, 500, 0));

    granted(Draft.update(SPI).soft(0, 0, 400, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9000, 600, 0), soft(0, 8000, 400)));

    granted(Draft.update(SPI).hard(0, 9500, 0, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9500, 600, 0), soft(0, 8000, 400)));
  }

  @Test
  @Of(Capability.LIFETIMES)
  void bothLifetimesAreUpdatedAndNothingElseIs() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).replay(window()));
    SecurityAssociation before = get(SPI, R4);
    String keys = keys(before);

    granted(Draft.update(SPI).hard(0, 0, 600, 0).soft(0, 0, 500, 0));

    assertShown(
        SPI,
        sa -> {
          assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 500));
          assertThat(sa.sa()).isEqualTo(before.sa());
          assertThat(sa.outer()).isEqualTo(before.outer());
          assertThat(keys(sa)).isEqualTo(keys);
        });
  }

  @Test
  @Of(Capability.LIFETIMES)
  void aSoftLimitCanBeAloneAndAHardOneLowersIt() {
    Draft add = out(SPI).soft(0, 0, 500, 0);
    if (refuses(Capability.LIFETIMES, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertLimits(sa, null, soft(0, 0, 500)));

    granted(Draft.update(SPI).hard(0, 0, 600, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 500)));

    granted(Draft.update(SPI).soft(0, 0, 900, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), soft(0, 0, 600)));
  }

  @Test
  @Of(Capability.LIFETIMES)
  void anUpdateOfNoLifetimeLeavesThem() {
    if (refuses(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 0, 600, 0));
    granted(Draft.update(SPI));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
  }

  /** 2^64-1 seconds, which Linux would take for a time in the past. */
  @Test
  @Of(Capability.LIFETIMES)
  void theLongestLifetimeIsShownAsItWasAsked() {
    Draft add = out(SPI).hard(0, 0, -1, -1);
    if (refuses(Capability.LIFETIMES, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, -1, -1), null));

    granted(Draft.update(SPI).soft(0, 0, -1, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, -1, -1), soft(0, 0, -1)));
  }

  private static Lifetime hard(int packets, long bytes, long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.HARD, packets, bytes, addTime, useTime);
  }

  private static Lifetime soft(int packets, long bytes, long addTime) {
    return new Lifetime(Lifetime.Kind.SOFT, packets, bytes, addTime, 0);
  }

  private static void assertLimits(
      SecurityAssociation sa, @Nullable Lifetime hard, @Nullable Lifetime soft) {
    assertThat(sa.lifetimes().hard()).isEqualTo(hard);
    assertThat(sa.lifetimes().soft()).isEqualTo(soft);
  }

  @Test
  @Of(Capability.IDLE_LIFETIMES)
  void idleLifetimes() {
    Draft add = out(SPI).idle(60, 30);
    Draft plain = out(BACK);
    granted(plain);
    if (refuses(Capability.IDLE_LIFETIMES, add, Draft.update(BACK).idle(60, 0))) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.lifetimes().idle()).isEqualTo(idle(60, 30)));
    granted(Draft.update(SPI).idle(90, 0));
    assertShown(SPI, sa -> assertThat(sa.lifetimes().idle()).isEqualTo(idle(90, 30)));
  }

  private static Lifetime idle(long addTime, long useTime) {
    return new Lifetime(Lifetime.Kind.IDLE, 0, 0, addTime, useTime);
  }

  // ---- pairs

  @Test
  @Of(Capability.PAIRS)
  void anAddWithThePairSpiOfAnotherIsPairedWithIt() {
    granted(out(SPI));
    Draft add = in(BACK).with(new Pair(SPI));
    if (!refuses(Capability.PAIRS, add)) {
      granted(add);
      assertPaired(SPI, R4, BACK);
      assertPaired(BACK, L4, SPI);
    }
  }

  @Test
  @Of(Capability.LIFETIMES)
  void anUpdateThatWouldSetAHardLimitBelowTheSoftOneOfTheSaIsRefused() {
    if (lacks(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 9000, 900, 0).soft(0, 5000, 500, 0));
    refused(Draft.update(SPI).hard(0, 4999, 0, 0), Diagnostic.BYTES_HSERR);
    refused(Draft.update(SPI).hard(0, 0, 499, 0), Diagnostic.ADDTIME_HSERR);
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 9000, 900, 0), soft(0, 5000, 500)));
    granted(Draft.update(SPI).hard(0, 50, 0, 0).soft(0, 40, 0, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 50, 900, 0), soft(0, 40, 500)));
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateWithAPairSpiPairsAndChangesNothingElse() {
    if (lacks(Capability.LIFETIMES)) {
      return;
    }
    granted(out(SPI).hard(0, 0, 600, 0));
    granted(in(BACK));
    Draft update = Draft.update(SPI).with(new Pair(BACK));
    if (!refuses(Capability.PAIRS, update)) {
      granted(update);
      assertPaired(SPI, R4, BACK);
      assertPaired(BACK, L4, SPI);
      assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
      granted(update);
      assertPaired(SPI, R4, BACK);
    }
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateOfAPairIsRefusedForTheLimitsOfTheOtherHalf() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(Draft.update(BACK).to(L4).from(R4).soft(0, 0, 900, 0));
    refused(
        Draft.about(MessageType.X_UPDATEPAIR, SPI).from(L4).hard(0, 0, 600, 0),
        Diagnostic.ADDTIME_HSERR);
    assertShown(SPI, sa -> assertLimits(sa, null, null));
    assertShown(BACK, L4, sa -> assertLimits(sa, null, soft(0, 0, 900)));
  }

  @Test
  @Of(Capability.PAIRS)
  void anUpdateOfAPairChangesBothHalves() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(Draft.about(MessageType.X_UPDATEPAIR, SPI).from(L4).hard(0, 0, 600, 0));
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
    assertShown(BACK, L4, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
    assertPaired(SPI, R4, BACK);
    assertPaired(BACK, L4, SPI);
  }

  @Test
  @Of(Capability.PAIRS)
  void aPairIsDeletedAsOne() {
    if (!addsNoPair()) {
      granted(Draft.about(MessageType.X_DELPAIR, SPI));
      assertThat(dumped()).isEmpty();
    }
  }

  @Test
  @Of(Capability.PAIRS)
  void theDeletionOfOneHalfUnpairsTheOther() {
    if (addsNoPair()) {
      return;
    }
    granted(Draft.about(MessageType.DELETE, SPI));
    assertUnpaired(BACK, L4);
    granted(out(SPI).with(new Pair(BACK)));
    assertPaired(SPI, R4, BACK);
    assertPaired(BACK, L4, SPI);
  }

  @Test
  @Of(Capability.PAIRS)
  void anSaThatIsPairedAnewLeavesItsFormerOtherHalfAlone() {
    if (addsNoPair()) {
      return;
    }
    granted(in(BACK + 1));
    granted(Draft.update(SPI).with(new Pair(BACK + 1)));
    assertPaired(SPI, R4, BACK + 1);
    assertPaired(BACK + 1, L4, SPI);
    assertUnpaired(BACK, L4);
  }

  @Test
  @Of(Capability.PAIRS)
  void impossiblePairsAreRefusedAndChangeNothing() {
    if (lacks(Capability.LIFETIMES) || addsNoPair()) {
      return;
    }
    granted(in(BACK + 1));
    refused(in(BACK + 2).with(new Pair(SPI + 9)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(in(BACK + 2).with(new Pair(SPI)), Diagnostic.PAIR_ALREADY);
    refused(in(BACK + 2).with(new Pair(BACK + 2)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(out(SPI + 2).with(new Pair(SPI)), Diagnostic.PAIR_INAPPROPRIATE);
    refused(
        Draft.update(BACK + 1).to(L4).from(R4).with(new Pair(SPI)).hard(0, 0, 600, 0),
        Diagnostic.PAIR_ALREADY);
    refused(Draft.about(MessageType.X_DELPAIR, BACK + 1).to(L4), Diagnostic.PAIR_SA_NOTFOUND);
    refused(
        Draft.about(MessageType.X_UPDATEPAIR, BACK + 1).to(L4).from(R4).hard(0, 0, 600, 0),
        Diagnostic.PAIR_SA_NOTFOUND);
    assertShown(BACK + 1, L4, sa -> assertLimits(sa, null, null));
    assertPaired(SPI, R4, BACK);
    assertThat(dumped()).hasSize(3);
  }

  @Test
  @Of(Capability.PAIRS)
  void pairsThatAreSentTogetherAreMade() {
    List<Message> adds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      adds.add(out(SPI + i).build());
      adds.add(in(BACK + i).with(new Pair(SPI + i)).build());
    }
    if (refuses(Capability.PAIRS)) {
      return;
    }
    assertThat(sadb.exchangeAll(adds)).hasSize(200).allMatch(Reply.Done.class::isInstance);
    assertThat(dumped()).hasSize(200).allMatch(sa -> sa.pairSpi() != 0);
    assertPaired(SPI + 99, R4, BACK + 99);
  }

  /** Adds SPI and BACK as a pair; or true. */
  private boolean addsNoPair() {
    if (refuses(Capability.PAIRS)) {
      return true;
    }
    granted(out(SPI));
    granted(in(BACK).with(new Pair(SPI)));
    return false;
  }

  private void assertPaired(int spi, String destination, int with) {
    assertShown(
        spi,
        destination,
        sa -> {
          assertThat(sa.pairSpi()).isEqualTo(with);
          assertThat(sa.sa().has(SaFlag.PAIRED)).isTrue();
        });
  }

  private void assertUnpaired(int spi, String destination) {
    assertShown(
        spi,
        destination,
        sa -> {
          assertThat(sa.pairSpi()).isZero();
          assertThat(sa.sa().has(SaFlag.PAIRED)).isFalse();
        });
  }

  // ---- what selects and identifies

  @Test
  @Of(Capability.DIRECTIONS)
  void directions() {
    if (refuses(Capability.DIRECTIONS, Draft.out(SPI), Draft.in(BACK))) {
      return;
    }
    granted(Draft.out(SPI));
    granted(Draft.in(BACK));
    granted(Draft.addEsp(SPI + 1).flags(Direction.FLAGS));
    granted(Draft.addEsp(SPI + 2));

    assertShown(SPI, sa -> assertThat(sa.namedDirection()).isEqualTo(SaFlag.OUTBOUND.bit()));
    assertShown(BACK, L4, sa -> assertThat(sa.namedDirection()).isEqualTo(SaFlag.INBOUND.bit()));
    assertShown(SPI + 1, sa -> assertThat(sa.namedDirection()).isEqualTo(Direction.FLAGS));
    Directions.Given given =
        sadb.directions().between(Draft.socketAddress(L4), Draft.socketAddress(R4));
    assertShown(
        SPI + 2,
        sa -> assertThat(sa.namedDirection()).isEqualTo(Objects.requireNonNull(given).flags()));
    assertThat(dumped()).hasSize(4);
  }

  @Test
  @Of(Capability.TUNNELS)
  void tunnelsOfBothFamilies() {
    Draft ipv4 = out(SPI).inner("10.1.0.0", 96 + 16, "10.2.3.0", 96 + 24);
    Draft ipv6 = out(SPI + 1).inner("2001:db8:1::", 48, "2001:db8:2::", 64);
    if (refuses(Capability.TUNNELS, ipv4, ipv6)) {
      return;
    }
    granted(ipv4);
    granted(ipv6);
    assertShown(
        SPI,
        sa -> {
          assertInner(sa, Draft.inet("10.1.0.0", 0), 16, Draft.inet("10.2.3.0", 0), 24);
          assertThat(sa.sa().has(SaFlag.TUNNEL)).isTrue();
        });
    assertShown(
        SPI + 1,
        sa ->
            assertInner(
                sa,
                Draft.socketAddress("2001:db8:1::"),
                48,
                Draft.socketAddress("2001:db8:2::"),
                64));
  }

  @Test
  @Of(Capability.TUNNELS)
  void innerEndThatIsNotGivenIsAnyAddressOfTheFamilyOfTheOther() {
    Draft from = out(SPI).inner("10.1.0.0", 96 + 16, "::", 0);
    Draft to = out(SPI + 1).inner("::", 0, "10.2.3.4", 128);
    Draft inet6 = out(SPI + 2).inner("::", 0, "2001:db8:2::", 64);
    if (refuses(Capability.TUNNELS, from, to, inet6)) {
      return;
    }
    granted(from);
    granted(to);
    granted(inet6);
    SocketAddress any = Draft.inet("0.0.0.0", 0);
    assertShown(SPI, sa -> assertInner(sa, Draft.inet("10.1.0.0", 0), 16, any, 0));
    assertShown(SPI + 1, sa -> assertInner(sa, any, 0, Draft.inet("10.2.3.4", 0), 32));
    SocketAddress anyOf6 = Draft.socketAddress("::");
    SocketAddress network = Draft.socketAddress("2001:db8:2::");
    assertShown(SPI + 2, sa -> assertInner(sa, anyOf6, 0, network, 64));
  }

  @Test
  @Of(Capability.TUNNELS)
  void tunnelsOfPortsAndTheirLifetimes() {
    Draft add =
        out(SPI)
            .address(Address.Kind.INNER_SRC, "10.1.0.0", UDP, 96 + 16, 53)
            .address(Address.Kind.INNER_DST, "10.2.0.0", UDP, 96 + 16, 1053);
    if (lacks(Capability.LIFETIMES) || refuses(Capability.TUNNELS, add)) {
      return;
    }
    granted(add);
    granted(Draft.update(SPI).hard(0, 0, 600, 0));
    assertShown(
        SPI,
        sa -> {
          assertInner(sa, Draft.inet("10.1.0.0", 53), 16, Draft.inet("10.2.0.0", 1053), 16);
          assertThat(Objects.requireNonNull(sa.inner()).destination().protocol()).isEqualTo(UDP);
          assertLimits(sa, hard(0, 0, 600, 0), null);
          assertThat(sa.sa().has(SaFlag.TUNNEL)).isTrue();
        });
  }

  private static void assertInner(
      SecurityAssociation sa, SocketAddress from, int fromPrefix, SocketAddress to, int toPrefix) {
    Ends inner = Objects.requireNonNull(sa.inner());
    assertThat(inner.source().socketAddress()).isEqualTo(from);
    assertThat(inner.source().prefixLength()).isEqualTo(fromPrefix);
    assertThat(inner.destination().socketAddress()).isEqualTo(to);
    assertThat(inner.destination().prefixLength()).isEqualTo(toPrefix);
  }

  @Test
  @Of(Capability.NATT)
  void nattAddressesAndPorts() {
    Draft add =
        natted()
            .address(Address.Kind.NATT_LOC, "198.51.100.7", 0, 0, 4500)
            .address(Address.Kind.NATT_REM, R4B, 0, 0, 12345);
    if (refuses(Capability.NATT, add)) {
      return;
    }
    granted(add);
    assertNatt();
  }

  @Test
  @Of(Capability.NATT)
  void nattAddressesWithoutTheirFlagsEncapsulateNothing() {
    Draft add = out(SPI).address(Address.Kind.NATT_LOC, "198.51.100.7", 0, 0, 4500);
    if (!refuses(Capability.NATT, add)) {
      granted(add);
      assertShown(SPI, sa -> assertThat(sa.natt()).isEqualTo(Natt.NONE));
    }
  }

  private void assertNatt() {
    assertShown(
        SPI,
        sa -> {
          Address local = Objects.requireNonNull(sa.natt().local());
          Address remote = Objects.requireNonNull(sa.natt().remote());
          assertThat(local.socketAddress()).isEqualTo(Draft.inet("198.51.100.7", 4500));
          assertThat(remote.socketAddress()).isEqualTo(Draft.inet(R4B, 12345));
          assertThat(local.protocol()).isEqualTo(UDP);
        });
  }

  @Test
  @Of(Capability.NATT)
  void lifetimesOfAnEncapsulatedSaAreUpdated() {
    Draft add =
        natted()
            .address(Address.Kind.NATT_LOC, "198.51.100.7", 0, 0, 4500)
            .address(Address.Kind.NATT_REM, R4B, 0, 0, 12345);
    if (lacks(Capability.LIFETIMES) || refuses(Capability.NATT, add)) {
      return;
    }
    granted(add);
    granted(Draft.update(SPI).hard(0, 0, 600, 0));
    assertNatt();
    assertShown(SPI, sa -> assertLimits(sa, hard(0, 0, 600, 0), null));
  }

  @Test
  @Of(Capability.IDENTITIES)
  void identities() {
    Draft add =
        out(SPI).with(identity(Identity.Kind.SRC, "me"), identity(Identity.Kind.DST, "you"));
    if (refuses(Capability.IDENTITIES, add)) {
      return;
    }
    granted(add);
    assertIdentities();
    granted(Draft.update(SPI));
    assertIdentities();
  }

  private void assertIdentities() {
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.identities().source()).isEqualTo(identity(Identity.Kind.SRC, "me"));
          assertThat(sa.identities().destination()).isEqualTo(identity(Identity.Kind.DST, "you"));
        });
  }

  private static Identity identity(Identity.Kind kind, String name) {
    return Identity.of(
        kind, IdentityType.FQDN.code(), (name + ".example.com").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Of(Capability.SELECTORS)
  void portsAndProtocols() {
    Draft ports =
        out(SPI)
            .address(Address.Kind.SRC, L4, UDP, 0, 53)
            .address(Address.Kind.DST, R4, UDP, 0, 1053);
    Draft protocol =
        out(SPI + 1)
            .address(Address.Kind.SRC, L4, UDP, 0, 0)
            .address(Address.Kind.DST, R4, UDP, 0, 0);
    Draft port = out(SPI + 2).address(Address.Kind.DST, R4, 0, 0, 1053);
    if (refuses(Capability.SELECTORS, ports, protocol, port)) {
      return;
    }
    granted(ports);
    granted(protocol);
    granted(port);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.outer().source().socketAddress()).isEqualTo(Draft.inet(L4, 53));
          assertThat(sa.outer().destination().socketAddress()).isEqualTo(Draft.inet(R4, 1053));
          assertThat(sa.outer().destination().protocol()).isEqualTo(UDP);
        });
    assertShown(SPI + 1, sa -> assertThat(sa.outer().destination().protocol()).isEqualTo(UDP));
    assertShown(
        SPI + 2,
        sa -> assertThat(sa.outer().destination().socketAddress()).isEqualTo(Draft.inet(R4, 1053)));
  }

  @Test
  @Of(Capability.LABELS)
  void labels() {
    Sensitivity label = new Sensitivity(Sensitivity.Kind.INNER, 1, 2, 0, 0, 0, 0, Octets.EMPTY);
    Draft add = out(SPI).with(label);
    if (refuses(Capability.LABELS, add)) {
      return;
    }
    // A system without labels ignores that of ESP, and refuses that of AH.
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.others()).isEmpty());
    refused(Draft.addAh(SPI).with(label), Errno.EOPNOTSUPP, Diagnostic.NONE);
  }

  // ---- replay, state

  @Test
  @Of(Capability.REPLAY_WINDOW)
  void theReplayWindow() {
    Draft add = out(SPI).replay(32);
    if (refuses(Capability.REPLAY_WINDOW, add)) {
      return;
    }
    granted(add);
    granted(out(SPI + 1));
    assertShown(SPI, sa -> assertThat(sa.sa().replay()).isEqualTo(32));
    assertShown(SPI + 1, sa -> assertThat(sa.sa().replay()).isZero());
  }

  @Test
  @Of(Capability.LARGE_WINDOWS)
  void aLargeReplayWindow() {
    Draft add = out(SPI).replay(4096);
    if (lacks(Capability.REPLAY_WINDOW) || refuses(Capability.LARGE_WINDOWS, add)) {
      return;
    }
    granted(add);
    granted(out(SPI + 1).replay(256));
    assertShown(SPI, sa -> assertThat(sa.sa().replay()).isEqualTo(4096));
    assertShown(SPI + 1, sa -> assertThat(sa.sa().replay()).isEqualTo(256));
  }

  @Test
  @Of(Capability.REPLAY_VALUE)
  void theReplayValue() {
    Draft add = out(SPI).replay(window()).with(new ReplayValue(77, 0));
    Draft back = in(BACK).replay(window()).with(new ReplayValue(-2, 0));
    if (refuses(Capability.REPLAY_VALUE, add, back)) {
      return;
    }
    granted(add);
    granted(back);
    assertShown(SPI, sa -> assertThat(sa.replayValue()).isEqualTo(77));
    assertShown(BACK, L4, sa -> assertThat(sa.replayValue()).isEqualTo(0xffff_fffeL));
  }

  /** Only an SA that is no more mature takes one; what is refused is so for any. */
  @Test
  @Of(Capability.REPLAY_VALUE_OF_UPDATE)
  void theReplayValueOfAnUpdate() {
    granted(out(SPI));
    Draft update = Draft.update(SPI).with(new ReplayValue(77, 0));
    if (!lacks(Capability.REPLAY_VALUE) && !refuses(Capability.REPLAY_VALUE_OF_UPDATE, update)) {
      refused(update, Diagnostic.BAD_SASTATE);
    }
  }

  @Test
  @Of(Capability.XFRM_SETTINGS)
  void whatOnlyXfrmHas() {
    XfrmSettings all = new XfrmSettings(5, 7, 0xff, 3, true, 80, false, 0);
    Draft add = out(SPI).replay(window()).with(all);
    Draft marked = out(BACK).with(XfrmSettings.ofMark(7, -1));
    if (refuses(
        Capability.XFRM_SETTINGS,
        add,
        marked,
        Draft.about(MessageType.DELETE, BACK).with(XfrmSettings.ofMark(7, -1)))) {
      return;
    }
    granted(add);
    granted(marked);
    granted(out(BACK));
    assertThat(dumped())
        .extracting(sa -> sa.settings().withDirection(0))
        .containsExactlyInAnyOrder(all, XfrmSettings.ofMark(7, -1), XfrmSettings.NONE);
    granted(Draft.about(MessageType.DELETE, BACK));
    granted(Draft.about(MessageType.DELETE, BACK).with(XfrmSettings.ofMark(7, -1)));
    assertThat(dumped()).hasSize(1);
    refused(out(SPI + 1).with(settings(true, 0)), Diagnostic.NONE);
    refused(out(SPI + 1).with(settings(false, 168)), Diagnostic.NONE);
    refused(out(SPI + 1).with(settings(false, 90)), Diagnostic.NONE);
  }

  private static XfrmSettings settings(boolean longNumbers, int checkBits) {
    return new XfrmSettings(0, 0, 0, 0, longNumbers, checkBits, false, 0);
  }

  @Test
  @Of(Capability.STATE)
  void theStateOfAnotherNode() {
    Draft add = out(SPI).state(SaState.ACTIVE_ELSEWHERE.code());
    if (refuses(Capability.STATE, add)) {
      return;
    }
    granted(add);
    assertShown(SPI, sa -> assertThat(sa.sa().state()).isEqualTo(SaState.ACTIVE_ELSEWHERE));
  }

  // ---- algorithms

  @Test
  @Of(Capability.HMAC_SHA256)
  void hmacSha256() {
    Draft esp = out(SPI).algorithms(HMAC_SHA256, Draft.AES_CBC).authKey(256, SHA256_KEY);
    Draft ah = Draft.addAh(SPI + 1).algorithms(HMAC_SHA256, 0).authKey(256, SHA256_KEY);
    if (refuses(Capability.HMAC_SHA256, esp, ah)) {
      return;
    }
    granted(esp);
    granted(ah);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().auth()).isEqualTo(HMAC_SHA256);
          assertKey(sa.keys().auth(), Key.Kind.AUTH, 256, 0, SHA256_KEY);
        });
  }

  @Test
  @Of(Capability.COMBINED_MODES)
  void combinedModes() {
    Draft add =
        out(SPI)
            .without(ExtensionType.KEY_AUTH)
            .algorithms(0, AES_GCM16)
            .encryptKey(160, SALTED_KEY);
    if (refuses(Capability.COMBINED_MODES, add)) {
      return;
    }
    granted(add);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_GCM16);
          assertThat(sa.keys().encryptBits()).isEqualTo(160);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 128, 32, SALTED_KEY);
        });
  }

  @Test
  @Of(Capability.COMBINED_WITH_AUTHENTICATION)
  void combinedModesBesideAuthentication() {
    Draft add = out(SPI).algorithms(Draft.SHA1, AES_GCM16).encryptKey(160, SALTED_KEY);
    if (lacks(Capability.COMBINED_MODES) || refuses(Capability.COMBINED_WITH_AUTHENTICATION, add)) {
      return;
    }
    granted(add);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_GCM16);
          assertThat(sa.sa().auth()).isEqualTo(Draft.SHA1);
        });
  }

  @Test
  @Of(Capability.FURTHER_ALGORITHMS)
  void furtherAlgorithms() {
    Draft chacha20 =
        out(SPI)
            .without(ExtensionType.KEY_AUTH)
            .algorithms(0, CHACHA20_POLY1305)
            .encryptKey(288, CHACHA20_KEY);
    Draft counter = out(SPI + 1).algorithms(Draft.SHA1, AES_CTR).encryptKey(160, SALTED_KEY);
    Draft camellia =
        out(SPI + 2).algorithms(AES_XCBC, CAMELLIA).authKey(128, KEY).encryptKey(128, KEY);
    Draft cmac = Draft.addAh(SPI + 3).algorithms(AES_CMAC, 0).authKey(128, KEY);
    if (refuses(Capability.FURTHER_ALGORITHMS, chacha20, counter, camellia, cmac)) {
      return;
    }
    granted(chacha20);
    granted(counter);
    granted(camellia);
    granted(cmac);
    assertShown(
        SPI,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(CHACHA20_POLY1305);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 256, 32, CHACHA20_KEY);
        });
    assertShown(
        SPI + 1,
        sa -> {
          assertThat(sa.sa().encrypt()).isEqualTo(AES_CTR);
          assertKey(sa.keys().encrypt(), Key.Kind.ENCRYPT, 128, 32, SALTED_KEY);
        });
    assertShown(
        SPI + 2,
        sa -> {
          assertThat(sa.sa().auth()).isEqualTo(AES_XCBC);
          assertThat(sa.sa().encrypt()).isEqualTo(CAMELLIA);
        });
    assertThat(dumped()).anyMatch(sa -> sa.sa().auth() == AES_CMAC);
  }

  private static void assertKey(
      @Nullable Key key, Key.Kind kind, int bits, int salt, String octets) {
    Key shown = Objects.requireNonNull(key);
    assertThat(shown.bits()).isEqualTo(bits);
    assertThat(shown.reserved()).isEqualTo(salt);
    boolean same =
        shown
            .material()
            .beginsLike(Draft.key(kind, bits, salt, octets).material(), octets.length() / 2);
    assertThat(same).as("the octets").isTrue();
  }

  @Test
  @Of(Capability.DIAGNOSTICS)
  void refusalsHaveTheDiagnosticsOfIllumos() {
    granted(out(SPI));
    refused(Draft.about(MessageType.GET, SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(Draft.update(SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(Draft.about(MessageType.DELETE, SPI + 1), Errno.ESRCH, Diagnostic.SA_NOTFOUND);
    refused(out(SPI), Errno.EEXIST, Diagnostic.NONE);
    refused(out(SPI + 1).encryptKey(64, "0102030405060708"), Diagnostic.BAD_EKEYBITS);
    refused(out(SPI + 1).authKey(64, "0102030405060708"), Diagnostic.BAD_AKEYBITS);
    refused(out(SPI + 1).algorithms(77, Draft.AES_CBC), Diagnostic.BAD_AALG);
    refused(out(SPI + 1).to("0.0.0.0"), Diagnostic.BAD_DST);
    refused(out(SPI + 1).from(Draft.M4), Diagnostic.BAD_SRC);
    refused(out(SPI + 1).from(Draft.L6), Diagnostic.AF_MISMATCH);
    refused(out(SPI + 1).saType(SaType.UNSPEC.code()), Diagnostic.SATYPE_NEEDED);
    refused(Draft.of(MessageType.UPDATE, SaType.ESP).from(L4).to(R4), Diagnostic.MISSING_SA);
    assertThat(dumped()).hasSize(1);
  }

  // ---- tools

  /** An SA from this host, which shows its direction where that can be named. */
  private Draft out(int spi) {
    return Draft.addEsp(spi).flags(named(SaFlag.OUTBOUND));
  }

  /** The way back. */
  private Draft in(int spi) {
    return Draft.addEsp(spi).to(L4).from(R4).flags(named(SaFlag.INBOUND));
  }

  private Draft natted() {
    return Draft.addEsp(SPI)
        .flags(named(SaFlag.OUTBOUND) | SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit());
  }

  private int named(SaFlag direction) {
    return lacks(Capability.DIRECTIONS) ? 0 : direction.bit();
  }

  private int window() {
    return lacks(Capability.REPLAY_WINDOW) ? 0 : 32;
  }

  private boolean lacks(Capability capability) {
    return sadb.backEnd().capabilities().row(capability).support() == Support.REFUSED;
  }

  private void granted(Draft draft) {
    Message request = draft.build();
    Reply reply = sadb.exchange(request);
    assertThat(reply).as("%s", request.header()).isInstanceOf(Reply.Done.class);
  }

  private void refused(Draft draft, Diagnostic diagnostic) {
    refused(
        draft, diagnostic == Diagnostic.PAIR_SA_NOTFOUND ? Errno.ESRCH : Errno.EINVAL, diagnostic);
  }

  private void refused(Draft draft, Errno errno, Diagnostic diagnostic) {
    Refusal refusal = refusal(draft.build());
    assertThat(Diagnostic.of(refusal.diagnostic())).isEqualTo(diagnostic);
    assertThat(refusal.errno()).isEqualTo(errno.code());
  }

  private Refusal refusal(Message request) {
    Reply reply = sadb.exchange(request);
    assertThat(reply).as("%s", request.header()).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).refusal();
  }

  /**
   * Whether the back end refuses a capability; if so, that it refuses all of these requests with
   * the sentence of the row, and that they change nothing.
   */
  private boolean refuses(Capability capability, Draft... needing) {
    Capabilities.Row row = sadb.backEnd().capabilities().row(capability);
    if (row.support() != Support.REFUSED) {
      return false;
    }
    List<String> before = fingerprints();
    for (Draft draft : needing) {
      Message request = draft.build();
      Refusal refusal = refusal(request);
      assertThat(refusal.errno()).isEqualTo(Errno.EOPNOTSUPP.code());
      assertThat(refusal.reason()).isEqualTo(row.sentence());
      Judge judge = Objects.requireNonNull(sadb.judge());
      assertThat(judge.judge(request)).isEqualTo(refusal);
    }
    assertThat(fingerprints()).isEqualTo(before);
    return true;
  }

  private List<String> fingerprints() {
    return dumped().stream()
        .map(sa -> sa + " " + sa.sa() + " " + sa.lifetimes() + " " + sa.pairSpi() + " " + keys(sa))
        .sorted()
        .toList();
  }

  private void assertShown(int spi, Consumer<SecurityAssociation> expected) {
    assertShown(spi, R4, expected);
  }

  /** That GET, DUMP and {@link Sadb#forEach} show an ESP SA as expected. */
  private void assertShown(int spi, String destination, Consumer<SecurityAssociation> expected) {
    expected.accept(get(spi, destination));
    SaId id = Objects.requireNonNull(SaId.of(SaType.ESP, spi, Draft.socketAddress(destination)));
    assertThat(dumped().stream().filter(sa -> sa.id().equals(id)).toList())
        .as("the dump of %s", id)
        .singleElement()
        .satisfies(expected);
    List<SecurityAssociation> each = new ArrayList<>();
    sadb.forEach(each::add);
    assertThat(each.stream().filter(sa -> sa.id().equals(id)).toList())
        .as("each of %s", id)
        .singleElement()
        .satisfies(expected);
  }

  private SecurityAssociation get(int spi, String destination) {
    Reply reply = sadb.exchange(Draft.about(MessageType.GET, spi).to(destination).build());
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return Objects.requireNonNull(SecurityAssociation.shown(((Reply.Done) reply).message()));
  }

  private List<SecurityAssociation> dumped() {
    List<SecurityAssociation> sas = new ArrayList<>();
    Message dump = Draft.of(MessageType.DUMP, SaType.UNSPEC).build();
    Reply end =
        sadb.dump(dump, shown -> sas.add(Objects.requireNonNull(SecurityAssociation.shown(shown))));
    assertThat(end).isInstanceOf(Reply.Done.class);
    return sas;
  }

  /** What compares as the keys do and may be printed. */
  private static String keys(SecurityAssociation sa) {
    Key auth = sa.keys().auth();
    Key encrypt = sa.keys().encrypt();
    return (auth == null ? "" : Draft.digest(auth))
        + "/"
        + (encrypt == null ? "" : Draft.digest(encrypt));
  }
}
