package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;
import org.manualkey.wire.DaemonFrame;
import org.newsclub.net.unix.AFUNIXSocket;

/** Many connections at once, and root among them. */
final class ManySessionsTest {
  private static final int SESSIONS = 256;

  @TempDir Path directory;

  @Test
  void sessionsThatDoNotRead_leaveRootItsVerbs_andTheNextOneReadsWhyItIsRefused() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(600)); // more than the buffers of a socket hold
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      try (RawClients clients = new RawClients()) {
        for (int i = 0; i < SESSIONS; i++) {
          RawClients.awaitOutput(clients.say(daemon.privateSocket(), "ipseckey", "-n", "dump"));
        }
        DaemonProcess.Ended refused = daemon.ipseckey("-n", "dump");
        assertThat(refused.status()).isOne();
        assertThat(refused.err())
            .isEqualTo("ipseckey: manual-keyd refused: too many connections; try again\n");
        assertThat(RawClients.run(daemon, "manual-keyadm", "status").out())
            .startsWith("state       online\n");
        daemon.writeKeys(DaemonProcess.commands(3));
        assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isZero();
        assertThat(RawClients.run(daemon, "manual-keyadm", "disable", "-s").status()).isZero();
      }
      assertThat(
              DaemonProcess.becomes(() -> {
                try {
                  return daemon.ipseckey("-n", "dump").status() == 0;
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }))
          .isTrue();
    }
  }

  @Test
  void thousandConnections_onEitherSocket_areServedRefusedOrWait_andTheNextCommandWorks()
      throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(3));
      try (RawClients clients = new RawClients()) {
        int served = 0;
        for (int i = 0; i < 1000; i++) {
          // One user has few places here, and learns so: a reason, and no reset.
          AFUNIXSocket open = clients.say(daemon.socket, "manual-keyadm", "status");
          DaemonFrame first = RawClients.first(open);
          assertThat(first).isInstanceOfAny(DaemonFrame.Welcome.class, DaemonFrame.Refused.class);
          served += first instanceof DaemonFrame.Welcome ? 1 : 0;
        }
        assertThat(served).isPositive();
      }
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      try (RawClients clients = new RawClients()) {
        for (int i = 0; i < 1000; i++) {
          AFUNIXSocket socket = clients.say(daemon.privateSocket(), "manual-keyadm", "status");
          assertThat(RawClients.first(socket)).isInstanceOf(DaemonFrame.Welcome.class);
        }
        assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isZero();
      }
      assertThat(RawClients.run(daemon, "ipseckey", "-n", "-p", "dump").out())
          .contains("spi=0x10002");
    } catch (IOException e) {
      throw new AssertionError("a connection was reset", e);
    }
  }
}
