package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;

/** A daemon that is stopped, or hangs: the system takes connections in its place. */
@Timeout(60)
final class SilentDaemonTest {
  private static final String MESSAGE =
      "manual-keyd does not answer (waited 0.05 s);"
          + " if that lasts, run 'systemctl restart manual-keyd'\n";

  private ClientFixture client;
  private final List<SocketChannel> waiting = new ArrayList<>();

  @BeforeEach
  void setUp(@TempDir Path directory) {
    client = new ClientFixture(directory);
    client.patience = Duration.ofMillis(50);
  }

  @AfterEach
  void leave() throws IOException {
    for (SocketChannel each : waiting) {
      each.close();
    }
  }

  private static ServerSocketChannel stopped(Path path) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path), 1);
  }

  /** As a monitoring system does that asks again and again. */
  private void fillQueue(Path path) throws IOException {
    boolean room = true;
    while (room) {
      SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
      waiting.add(next);
      next.configureBlocking(false);
      try {
        room = next.connect(UnixDomainSocketAddress.of(path));
      } catch (IOException e) {
        room = false;
      }
    }
  }

  @Test
  void status_privateSocket_endsWithTheStatusOfADaemonThatIsNotThere() throws IOException {
    try (ServerSocketChannel _ = stopped(client.privateSocket())) {
      assertThat(client.adm("status", "-x")).isEqualTo(3);
    }
    assertThat(client.err()).isEqualTo("manual-keyadm: " + MESSAGE);
    assertThat(client.out()).isEmpty();
  }

  @Test
  void status_openSocket_ends() throws IOException {
    try (ServerSocketChannel _ = stopped(client.socket)) {
      assertThat(client.adm("status")).isEqualTo(3);
    }
    assertThat(client.err()).isEqualTo("manual-keyadm: " + MESSAGE);
  }

  @Test
  void status_fullQueueOfEitherSocket_ends() throws IOException {
    try (ServerSocketChannel _ = stopped(client.socket)) {
      fillQueue(client.socket);
      assertThat(client.adm("status")).isEqualTo(3);
      try (ServerSocketChannel _ = stopped(client.privateSocket())) {
        fillQueue(client.privateSocket());
        assertThat(client.adm("status")).isEqualTo(3);
      }
    }
    assertThat(client.err()).isEqualTo(("manual-keyadm: " + MESSAGE).repeat(2));
  }

  @Test
  void status_silenceInsideTheAnswer_ends() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    ScriptedDaemon.Script script =
        peer -> {
          peer.begin();
          peer.out("state       online\n");
          try {
            ended.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), script)) {
      assertThat(client.adm("status")).isEqualTo(3);
      ended.countDown();
      daemon.finish();
    }
    assertThat(client.err()).isEqualTo("manual-keyadm: " + MESSAGE);
  }

  @Test
  void help_isThatOfTheClient() throws IOException {
    try (ServerSocketChannel _ = stopped(client.privateSocket())) {
      assertThat(client.adm("help")).isZero();
      assertThat(client.ipseckey("help")).isZero();
    }
    assertThat(client.out())
        .startsWith(ManualKeyAdm.USAGE + "manual-keyd does not answer")
        .contains(CommandLine.USAGE);
    assertThat(client.err()).isEmpty();
  }

  @Test
  void refresh_waitsLongerThanThat() throws IOException {
    ScriptedDaemon.Script slow =
        peer -> {
          peer.read(ClientFrame.Hello.class);
          peer.socket.setSoTimeout(4 * (int) client.patience.toMillis());
          peer.read(ClientFrame.Command.class);
          try {
            peer.read(ClientFrame.Input.class);
          } catch (IOException e) { // nothing comes, for so long
            peer.write(new DaemonFrame.Welcome(Frame.VERSION, "test"));
          }
          peer.exit(0);
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(client.privateSocket(), slow)) {
      assertThat(client.adm("refresh", "-s")).isZero();
      daemon.finish();
    }
    assertThat(client.err()).isEmpty();
  }
}
