package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** The one thread of the open socket waits for nobody. */
final class OpenConnectionTest {
  @TempDir private Path directory;

  /** As that of a member whose thread could not be started: it was made blocking for it. */
  @Test
  void refusalOnAConnectionThatMayWait_doesNotWaitForTheClient() throws Exception {
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(directory.resolve("s"));
    try (AFUNIXServerSocket server = AFUNIXServerSocket.bindOn(address);
        TestClient client = TestClient.to(directory.resolve("s"));
        AFUNIXSocketChannel accepted = server.accept().getChannel()) {
      accepted.configureBlocking(true);
      Thread open =
          Thread.ofPlatform()
              .daemon()
              .start(() -> OpenConnection.refuse(accepted, ServerMessage.OUT_OF_THREADS));
      assertThat(open.join(Duration.ofSeconds(10))).isTrue();
      accepted.shutdownOutput();
      assertThat(client.end().refused()).isEqualTo(ServerMessage.OUT_OF_THREADS.text());
    }
  }
}
