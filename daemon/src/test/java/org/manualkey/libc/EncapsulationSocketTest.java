package org.manualkey.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the port. Which packets pass is tested on a guest kernel, and the bypass of
 * policies takes a privilege: here the socket may be refused.
 */
final class EncapsulationSocketTest {
  private static final int EPERM = 1;

  private static DatagramChannel bound(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      return channel.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (DatagramChannel channel = bound(0)) {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }
  }

  @Test
  void portIsItsOwnWhileItIsOpen_andFreeAfterwards_orIfItIsRefused() throws IOException {
    int port = freePort();
    try (EncapsulationSocket _ = EncapsulationSocket.open(false, port)) {
      assertThatExceptionOfType(BindException.class).isThrownBy(() -> bound(port));
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> EncapsulationSocket.open(false, port))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(EncapsulationSocket.EADDRINUSE));
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(EPERM);
    }
    bound(port).close();
  }
}
