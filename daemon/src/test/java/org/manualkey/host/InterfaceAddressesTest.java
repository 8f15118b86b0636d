package org.manualkey.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests that pass on any host, even without a network. */
final class InterfaceAddressesTest {
  private static final IpAddress REMOTE = new IpAddress.V4(0xcb007101); // 203.0.113.1, RFC 5737

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger readings = new AtomicInteger();

  /** Interfaces that take some time to be listed. */
  private InterfaceAddresses slow(Duration cost) {
    return new InterfaceAddresses(
        clock::get,
        () -> {
          readings.incrementAndGet();
          clock.addAndGet(cost.toNanos());
          return List.of();
        });
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void theAddressesOfInterfacesThatAreUpAreLocal() throws SocketException {
    InterfaceAddresses addresses = new InterfaceAddresses();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        List<InetAddress> own =
            each.getInterfaceAddresses().stream().map(InterfaceAddress::getAddress).toList();
        for (InetAddress address : own) {
          assertThat(addresses.isLocal(IpAddress.of(address)))
              .isEqualTo(!address.isLoopbackAddress());
        }
      }
    }
  }

  @Test
  void documentationAddressesAreNotLocal() {
    InterfaceAddresses addresses = new InterfaceAddresses();
    assertThat(addresses.isLocal(REMOTE)).isFalse();
    assertThat(addresses.isBroadcast(REMOTE)).isFalse();
    assertThat(addresses.isLocal(new IpAddress.V6(0, 1))).as("loopback").isFalse();
    assertThat(addresses.isLocal(new IpAddress.V4(0x7f000001))).as("loopback").isFalse();
  }

  /** As in a new network namespace, whose loopback interface is down. */
  @Test
  void withoutAnInterfaceThatIsUp_noAddressIsLocal() {
    InterfaceAddresses addresses = failing("No network interfaces configured");
    assertThat(addresses.now().isLocal(REMOTE)).isFalse();
    InterfaceAddresses broken = failing("Too many open files");
    assertThatThrownBy(broken::now).hasMessageContaining("Too many open files");
  }

  private static InterfaceAddresses failing(String message) {
    return new InterfaceAddresses(
        System::nanoTime,
        () -> {
          throw new SocketException(message);
        });
  }

  @Test
  void eachLoadReadsTheAddressesAnew() {
    InterfaceAddresses addresses = slow(Duration.ofMillis(1));
    addresses.now();
    addresses.now();
    assertThat(readings).hasValue(2);
    addresses.isLocal(REMOTE);
    assertThat(readings).as("what the load has read is recent").hasValue(2);
  }

  @Test
  void readingTakesAHundredthOfTheTime() {
    InterfaceAddresses addresses = slow(Duration.ofMillis(1));
    for (int i = 0; i < 1000; i++) {
      addresses.isLocal(REMOTE);
      pass(Duration.ofMillis(1));
    }
    assertThat(readings.get()).isBetween(9, 10);
  }

  @Test
  void whatIsKnownIsNeverOlderThanATenthOfASecond() {
    InterfaceAddresses addresses = slow(Duration.ofSeconds(1));
    addresses.isLocal(REMOTE);
    pass(Duration.ofMillis(99));
    addresses.isLocal(REMOTE);
    assertThat(readings).hasValue(1);
    pass(Duration.ofMillis(2));
    addresses.isLocal(REMOTE);
    assertThat(readings).hasValue(2);
  }
}
