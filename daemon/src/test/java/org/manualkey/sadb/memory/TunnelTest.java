package org.manualkey.sadb.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manualkey.sadb.Draft.addEsp;
import static org.manualkey.sadb.Draft.inet;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.sadb.Draft;

final class TunnelTest {
  private static final int TUNNEL = SaFlag.TUNNEL.bit();
  private static final int OUT = SaFlag.OUTBOUND.bit();
  private static final int UNIQUE = SaFlag.UNIQUE.bit();

  private final Bench bench = new Bench();

  @Test
  @DisplayName("T78 inner addresses are masked, the outer protocol is filled in")
  void tunnel() {
    Message echo =
        bench.granted(addEsp(1).flags(TUNNEL).inner("192.168.1.77", 120, "192.168.2.0", 120));

    assertThat(Bench.address(echo, Address.Kind.INNER_SRC))
        .isEqualTo(new Address(Address.Kind.INNER_SRC, 0, 24, inet("192.168.1.0", 0)));
    assertThat(Bench.address(echo, Address.Kind.SRC).protocol()).isEqualTo(4);
    assertThat(Bench.address(echo, Address.Kind.DST).protocol()).isEqualTo(4);
    assertThat(Bench.flags(echo)).isEqualTo(TUNNEL | UNIQUE | OUT);
    assertThat(Bench.flags(bench.get(1))).isEqualTo(TUNNEL | UNIQUE | OUT);
  }

  @Test
  @DisplayName("T80 the prefix of a mapped address loses its first 96 bits")
  void mappedPrefix() {
    bench.granted(addEsp(1).flags(TUNNEL).inner("192.168.1.0", 120, "192.168.2.0", 96));
    Message told = bench.get(1);
    assertThat(Bench.address(told, Address.Kind.INNER_SRC).prefixLength()).isEqualTo(24);
    assertThat(told.find(ExtensionType.X_ADDRESS_INNER_DST))
        .isEqualTo(new Address(Address.Kind.INNER_DST, 0, 0, inet("0.0.0.0", 0)));
  }

  @Test
  void prefixOfIpv6() {
    Message echo =
        bench.granted(
            addEsp(1).flags(TUNNEL).inner("2001:db8:1:2:3:4:5:6", 68, "2001:db8:2::", 128));
    assertThat(Bench.socketAddress(echo, Address.Kind.INNER_SRC))
        .isEqualTo(Draft.socketAddress("2001:db8:1:2::"));
    assertThat(Bench.address(echo, Address.Kind.SRC).protocol()).isEqualTo(41);
  }

  @Test
  @DisplayName("Q13 inner addresses make a tunnel")
  void innerAddressesMakeATunnel() {
    Message echo = bench.granted(addEsp(1).inner("192.168.1.0", 120, "192.168.2.0", 120));
    assertThat(Bench.flags(echo) & TUNNEL).isNotZero();
  }

  @Test
  void portsInsideATunnelAreReturned() {
    bench.granted(
        addEsp(1)
            .flags(TUNNEL)
            .address(Address.Kind.INNER_SRC, "192.168.1.1", 6, 128, 80)
            .address(Address.Kind.INNER_DST, "192.168.2.1", 6, 128, 443));
    Message told = bench.get(1);
    assertThat(Bench.address(told, Address.Kind.INNER_SRC))
        .isEqualTo(new Address(Address.Kind.INNER_SRC, 6, 32, inet("192.168.1.1", 80)));
    assertThat(Bench.address(told, Address.Kind.INNER_DST))
        .isEqualTo(new Address(Address.Kind.INNER_DST, 6, 32, inet("192.168.2.1", 443)));
    assertThat(Bench.address(told, Address.Kind.SRC))
        .isEqualTo(new Address(Address.Kind.SRC, 4, 0, inet(Draft.L4, 0)));
  }

  @Test
  @DisplayName("T86 a NAT-T remote address may be unspecified in a tunnel")
  void unspecifiedNattRemote() {
    bench.granted(
        addEsp(1)
            .inner("192.168.1.0", 120, "192.168.2.0", 120)
            .address(Address.Kind.NATT_REM, "0.0.0.0", 0, 0, 0));
  }

  @Test
  @DisplayName("T87 NAT-T addresses are told with their ports, when the flags say so")
  void nattAddresses() {
    Draft add =
        addEsp(1)
            .address(Address.Kind.NATT_REM, "192.168.9.9", 0, 0, 4501)
            .address(Address.Kind.NATT_LOC, "192.168.8.8", 0, 0, 4500);
    bench.granted(add.flags(SaFlag.NATT_REM));

    Message told = bench.get(1);

    assertThat(told.find(ExtensionType.X_ADDRESS_NATT_REM))
        .isEqualTo(new Address(Address.Kind.NATT_REM, 17, 0, inet("192.168.9.9", 4501)));
    assertThat(told.find(ExtensionType.X_ADDRESS_NATT_LOC)).isNull();
  }
}
