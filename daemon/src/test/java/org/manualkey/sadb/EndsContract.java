package org.manualkey.sadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.L4;
import static org.manualkey.sadb.Draft.R4;
import static org.manualkey.sadb.Draft.R4B;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.sa.Direction;
import org.manualkey.sa.Directions;
import org.manualkey.sa.Ends;
import org.manualkey.sa.Natt;
import org.manualkey.sa.SecurityAssociation;

/**
 * The part of {@link CapabilityContract} about the two ends of an SA: directions, tunnels, NAT
 * traversal, identities, ports and protocols.
 */
abstract class EndsContract extends PairsContract {
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

  private Draft natted() {
    return Draft.addEsp(SPI)
        .flags(named(SaFlag.OUTBOUND) | SaFlag.NATT_LOC.bit() | SaFlag.NATT_REM.bit());
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
}
