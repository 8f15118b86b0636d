package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.libc.EncapsulationSocket;
import org.manualkey.libc.ErrnoException;
import org.manualkey.service.Configuration;
import org.manualkey.service.PortWarning;
import org.manualkey.service.Property;

/**
 * Ports of a property, with sockets of Java in place of those that take a privilege: they are open
 * while the property has them, and one that is taken is a warning.
 */
final class EncapsulationPortsTest {
  private static final int EPERM = 1;

  @TempDir private Path directory;
  private final Set<Integer> forbidden = new HashSet<>();
  private boolean ipv6 = true;
  private Configuration configuration;
  private EncapsulationPorts ports;

  @BeforeEach
  void configure() throws IOException {
    configuration = Configuration.read(directory.resolve("none"), directory.resolve("state"));
    ports = new EncapsulationPorts(configuration, true, this::open);
  }

  @AfterEach
  void close() {
    ports.close();
  }

  /** IPv4 alone is bound: the hosts of tests may lack the other. */
  private Runnable open(boolean forIpv6, int port) throws ErrnoException {
    if (forbidden.contains(port)) {
      throw new ErrnoException("setsockopt", EPERM);
    }
    if (forIpv6) {
      if (!ipv6) {
        throw new ErrnoException("socket", EncapsulationSocket.EAFNOSUPPORT);
      }
      return () -> {};
    }
    try {
      DatagramChannel channel = bound(port);
      return () -> closeNow(channel);
    } catch (BindException e) {
      throw new ErrnoException("bind", EncapsulationSocket.EADDRINUSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatagramChannel bound(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      return channel.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void closeNow(DatagramChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(DatagramChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** One that nobody has. */
  private static int freePort() throws IOException {
    try (DatagramChannel channel = bound(0)) {
      return port(channel);
    }
  }

  private static boolean isFree(int port) throws IOException {
    try (DatagramChannel _ = bound(port)) {
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  private void set(Integer... wanted) throws IOException {
    configuration.set(
        Property.NAT_T_PORTS,
        String.join(",", List.of(wanted).stream().map(String::valueOf).toList()));
  }

  @Test
  void noPortIsTakenByDefault_andNoneWithoutAKernel() throws IOException {
    int port = freePort();
    ports.open();
    set(port);
    assertThat(isFree(port)).isFalse();
    ports.close();
    EncapsulationPorts embedded = new EncapsulationPorts(configuration, false, this::open);
    embedded.open();
    assertThat(isFree(port)).isTrue();
    assertThat(embedded.warnings()).isEmpty();
  }

  @Test
  void portIsOpenWhileThePropertyHasIt_andWhileTheDaemonRuns() throws IOException {
    int one = freePort();
    set(one);
    ports.open();
    assertThat(isFree(one)).isFalse();
    int other = freePort();
    set(other);
    assertThat(isFree(one)).isTrue();
    assertThat(isFree(other)).isFalse();
    set(other, one);
    assertThat(isFree(one)).isFalse();
    assertThat(isFree(other)).isFalse();
    configuration.set(Property.NAT_T_PORTS, null);
    assertThat(isFree(one)).isTrue();
    set(one);
    ports.close();
    assertThat(isFree(one)).isTrue();
    set(other);
    assertThat(isFree(other)).as("after the end").isTrue();
  }

  @Test
  void portOfAnotherProgram_isAWarningUntilThatGivesItBack() throws IOException {
    int port;
    try (DatagramChannel other = bound(0)) {
      port = port(other);
      set(port);
      ports.open();
      assertThat(ports.warnings())
          .containsExactly(new PortWarning(port, 4, "another program has it"));
    }
    assertThat(isFree(port)).as("taken by nobody meanwhile").isTrue();
    configuration.readAgain();
    assertThat(ports.warnings()).isEmpty();
    assertThat(isFree(port)).isFalse();
  }

  @Test
  void portOfAnotherProgram_isTriedAgainBeforeALoad() throws IOException {
    int port;
    try (DatagramChannel other = bound(0)) {
      port = port(other);
      set(port);
      ports.open();
      ports.begins();
      assertThat(ports.warnings())
          .containsExactly(new PortWarning(port, 4, "another program has it"));
    }
    ports.begins();
    assertThat(ports.warnings()).isEmpty();
    assertThat(isFree(port)).isFalse();
    configuration.set(Property.NAT_T_PORTS, null);
    ports.begins();
    assertThat(isFree(port)).isTrue();
  }

  @Test
  void oneThatFails_keepsNoOtherFromWorking() throws IOException {
    int bad = freePort();
    forbidden.add(bad);
    ports.open();
    int good = freePort();
    set(bad, good);
    assertThat(isFree(good)).isFalse();
    assertThat(ports.warnings())
        .containsExactly(
            new PortWarning(bad, 4, "setsockopt: errno 1"),
            new PortWarning(bad, 6, "setsockopt: errno 1"));
    set(good);
    assertThat(ports.warnings()).isEmpty();
  }

  @Test
  void hostWithoutIpv6_missesNothing() throws IOException {
    ipv6 = false;
    ports.open();
    set(freePort());
    assertThat(ports.warnings()).isEmpty();
  }
}
