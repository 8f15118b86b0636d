package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;

/** Sockets that a service manager bound before the daemon was there, and keeps after its end. */
final class PassedSocketsTest {
  @TempDir private Path directory;

  /** Socket of a manager, which is this test. */
  private AFUNIXServerSocket bound(Path path, String mode) throws IOException {
    AFUNIXServerSocket socket = AFUNIXServerSocket.newInstance();
    socket.setDeleteOnClose(false);
    socket.bind(AFUNIXSocketAddress.of(path), 10);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    return socket;
  }

  /** What the daemon gets: a descriptor of its own for the same socket. */
  private static AFUNIXServerSocket passed(AFUNIXServerSocket socket) throws IOException {
    return FileDescriptorCast.duplicating(socket.getFileDescriptor()).as(AFUNIXServerSocket.class);
  }

  @Test
  void clientsAreServed_andThoseThatComeAfterTheEndWaitForTheNextDaemon() throws Exception {
    Path path = directory.resolve("s");
    try (AFUNIXServerSocket open = bound(path, "rw-rw-rw-");
        AFUNIXServerSocket closed = bound(Server.privateSocket(path), "rw-------");
        TestClient early = TestClient.to(path).say("manual-keyadm", "help")) {
      try (LiveDaemon daemon = daemon(open, closed).start()) {
        assertThat(early.end().exit()).isZero();
        assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
        assertThat(daemon.open("manual-keyadm", "status").out()).contains("disabled");
      }
      assertThat(path).exists();
      assertThat(Server.privateSocket(path)).exists();
      for (AFUNIXServerSocket socket : List.of(open, closed)) {
        socket.getChannel().configureBlocking(false);
        assertThat(socket.getChannel().accept())
            .as("a connection would have the manager start the next daemon")
            .isNull();
      }
      try (TestClient late = TestClient.to(Server.privateSocket(path)).say("ipseckey", "help");
          TestClient stranger = TestClient.to(path).say("ipseckey", "help");
          LiveDaemon _ = daemon(open, closed).start()) {
        assertThat(late.end().exit()).isZero();
        assertThat(stranger.end().exit()).isZero();
      }
    }
  }

  private LiveDaemon daemon(AFUNIXServerSocket open, AFUNIXServerSocket closed) throws IOException {
    return new LiveDaemon(directory)
        .passed(new PassedSockets(List.of(passed(closed), passed(open))));
  }

  @Test
  void oneThatIsNotPassed_isBound() throws IOException {
    Path path = directory.resolve("s");
    try (AFUNIXServerSocket open = bound(path, "rw-rw-rw-");
        LiveDaemon daemon = new LiveDaemon(directory)) {
      daemon.passed(new PassedSockets(List.of(passed(open)))).start();
      assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
      assertThat(daemon.open("ipseckey", "help").exit()).isZero();
    }
    assertThat(path).exists();
    assertThat(Server.privateSocket(path)).doesNotExist();
  }

  @Test
  void privateSocketThatIsOpenToOthers_isRefused() throws IOException {
    Path path = Server.privateSocket(directory.resolve("s"));
    try (AFUNIXServerSocket closed = bound(path, "rw-rw-rw-");
        LiveDaemon daemon = new LiveDaemon(directory)) {
      daemon.passed(new PassedSockets(List.of(passed(closed))));
      assertThatThrownBy(daemon::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "others than its owner may connect to "
                  + path
                  + " of LISTEN_FDS; its unit must have");
    }
  }

  @Test
  void socketOfAnotherPath_isRefused() throws IOException {
    Path path = directory.resolve("other");
    try (AFUNIXServerSocket other = bound(path, "rw-rw-rw-");
        LiveDaemon daemon = new LiveDaemon(directory)) {
      daemon.passed(new PassedSockets(List.of(passed(other))));
      assertThatThrownBy(daemon::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("LISTEN_FDS has the socket " + path + ", and only ");
    }
  }

  @Test
  void variables_countForTheProcessThatTheyNameOnly() {
    assertThat(PassedSockets.count(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "7"), 7)).isEqualTo(2);
    assertThat(PassedSockets.count(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "8"), 7)).isZero();
    assertThat(PassedSockets.count(Map.of("LISTEN_FDS", "2"), 7)).isZero();
    assertThat(PassedSockets.count(Map.of("LISTEN_PID", "7"), 7)).isZero();
    assertThat(PassedSockets.count(Map.of("LISTEN_FDS", "-1", "LISTEN_PID", "7"), 7)).isZero();
    assertThat(PassedSockets.count(Map.of("LISTEN_FDS", "99", "LISTEN_PID", "7"), 7)).isEqualTo(16);
  }
}
