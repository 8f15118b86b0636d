package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.DaemonFrame;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Taking and removing the socket. */
final class SocketTest {
  @TempDir private Path directory;

  /** A server that only listens. */
  private Server server(Path socket) throws IOException {
    try (LiveDaemon daemon = new LiveDaemon(directory)) {
      return daemon.server(socket);
    }
  }

  @Test
  void listen_makesDirectoryAndSocketForEverybody() throws IOException {
    Path socket = directory.resolve("run/manual-key/socket");
    try (Server server = server(socket)) {
      server.listen();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw-rw-");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(Server.privateSocket(socket))))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .startsWith("rwx")
          .doesNotContain("w-")
          .hasSize(9);
    }
  }

  @Test
  void secondServer_isRefusedAndTheFirstGoesOn() throws IOException {
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      for (int i = 0; i < 2; i++) {
        try (Server second = daemon.server()) {
          assertThatThrownBy(second::listen)
              .isInstanceOf(IOException.class)
              .hasMessage(
                  daemon.socket
                      + ": cannot listen: already in use by another manual-keyd (pid "
                      + ProcessHandle.current().pid()
                      + ")");
        }
        assertThat(daemon.ipseckey("help").exit()).isZero();
      }
    }
  }

  @Test
  void socketOfALivingServer_withoutLock_isNotTakenAway() throws IOException {
    Path socket = directory.resolve("s");
    try (AFUNIXServerSocket living = AFUNIXServerSocket.newInstance();
        LiveDaemon daemon = new LiveDaemon(directory)) {
      living.bind(AFUNIXSocketAddress.of(socket));
      assertThatThrownBy(daemon::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(socket + ": cannot listen: ");
      try (TestClient client = TestClient.to(socket)) {
        assertThat(client.socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void staleSocket_isReplaced() throws Exception {
    Path socket = directory.resolve("s");
    try (var stale =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      stale.bind(java.net.UnixDomainSocketAddress.of(socket)); // NIO leaves the file
    }
    assertThat(socket).exists();
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      assertThat(daemon.ipseckey("help").exit()).isZero();
    }
  }

  @Test
  void otherFileAtThePath_isNeitherReplacedNorRemoved() throws IOException {
    Path socket = Files.writeString(directory.resolve("s"), "precious");
    try (LiveDaemon daemon = new LiveDaemon(directory)) {
      assertThatThrownBy(daemon::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(socket + ": cannot listen: ");
    }
    assertThat(socket).hasContent("precious");
    assertThat(directory.resolve("s.lock")).doesNotExist();
  }

  @Test
  void whatAKilledDaemonLeft_isReplaced() throws Exception {
    Path half = Files.createDirectory(directory.resolve("s.new"));
    for (Path left :
        List.of(half.resolve("s"), directory.resolve("s.private"), directory.resolve("s"))) {
      try (var stale =
          java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
        stale.bind(java.net.UnixDomainSocketAddress.of(left));
      }
    }
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      assertThat(half).doesNotExist();
      assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
    }
  }

  @Test
  void otherFileAtThePathOfThePrivateSocket_isNeitherReplacedNorRemoved() throws IOException {
    Path other = Files.writeString(directory.resolve("s.private"), "precious");
    try (LiveDaemon daemon = new LiveDaemon(directory)) {
      assertThatThrownBy(daemon::start)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(daemon.socket + ": cannot listen: ");
    }
    assertThat(other).hasContent("precious");
    assertThat(directory.resolve("s")).doesNotExist();
    assertThat(directory.resolve("s.lock")).doesNotExist();
  }

  @Test
  void pathThatIsTooLong_isReportedByName() throws IOException {
    Path socket = directory.resolve("x".repeat(120));
    try (Server server = server(socket)) {
      assertThatThrownBy(server::listen)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(socket + ": cannot listen: ");
    }
  }

  @Test
  void directoryThatCannotBeMade_isNamedWithTheReason() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    try (Server below = server(file.resolve("s"))) {
      assertThatThrownBy(below::listen)
          .hasMessage(file.resolve("s") + ": cannot listen: not a directory: " + file);
    }
    Path none = Path.of("/proc/none"); // which the kernel makes no directory in
    try (Server below = server(none.resolve("s"))) {
      assertThatThrownBy(below::listen)
          .hasMessage(none + "/s: cannot listen: no such file or directory: " + none);
    }
  }

  @Test
  void close_reportsClientsThatAreThereAndRemovesTheSocket() throws IOException {
    LiveDaemon daemon = new LiveDaemon(directory).start();
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestClient client = daemon.client().say("ipseckey");
      assertThat(client.untilReady()).isEmpty();
      clients.add(client);
    }
    TestClient silent = daemon.client();
    assertThat(daemon.ipseckey("help").exit()).isZero(); // so the silent one is accepted
    daemon.close();
    for (TestClient client : clients) {
      assertThat(client.next()).isEqualTo(new DaemonFrame.Refused("manual-keyd is stopping"));
      assertThat(client.next()).isNull();
      client.close();
    }
    assertThat(silent.end().refused()).isEqualTo("manual-keyd is stopping");
    silent.close();
    assertThat(daemon.socket).doesNotExist();
    assertThat(Server.privateSocket(daemon.socket)).doesNotExist();
    assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
  }

  @Test
  void close_letsANewServerTakeTheSocket() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
        assertThat(daemon.ipseckey("help").exit()).isZero();
      }
    }
  }

  @Test
  void clientsThatComeEarly_waitForTheStart() throws IOException {
    try (LiveDaemon daemon = new LiveDaemon(directory);
        Server server = daemon.server()) {
      server.listen();
      try (TestClient early = daemon.client().say("ipseckey", "help")) {
        server.start();
        assertThat(early.end().exit()).isZero();
      }
    }
  }

  @Test
  void lock_isOpenToNobodyElse() throws IOException {
    Path lock = Files.createFile(directory.resolve("s.lock")); // by an older daemon
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
    try (LiveDaemon _ = new LiveDaemon(directory).start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
          .isEqualTo("rw-------");
    }
  }
}
