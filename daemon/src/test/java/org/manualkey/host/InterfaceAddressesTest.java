package org.manualkey.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests that pass on any host, even without a network. */
final class InterfaceAddressesTest {
  @Test
  void theAddressesOfInterfacesThatAreUpAreLocal() throws SocketException {
    InterfaceAddresses addresses = new InterfaceAddresses();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        List<InetAddress> own =
            each.getInterfaceAddresses().stream().map(InterfaceAddress::getAddress).toList();
        for (InetAddress address : own) {
          assertThat(addresses.isLocal(IpAddress.of(address))).isEqualTo(!each.isLoopback());
        }
      }
    }
  }

  @Test
  void documentationAddressesAreNotLocal() {
    InterfaceAddresses addresses = new InterfaceAddresses(new AtomicLong()::getAndIncrement);
    IpAddress remote = new IpAddress.V4(0xcb007101); // 203.0.113.1, RFC 5737
    assertThat(addresses.isLocal(remote)).isFalse();
    assertThat(addresses.isBroadcast(remote)).isFalse();
    assertThat(addresses.isLocal(new IpAddress.V6(0, 1))).as("loopback").isFalse();
  }
}
