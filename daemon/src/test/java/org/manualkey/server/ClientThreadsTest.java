package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.program.Rights;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.FrameReader;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

final class ClientThreadsTest {
  @TempDir private Path directory;

  /** The end interrupts the thread that accepts, perhaps just while it starts one for a client. */
  @Test
  void clientThatIsStartedAtTheEnd_byAnInterruptedThread_isToldSo() throws Exception {
    AFUNIXSocketAddress address = AFUNIXSocketAddress.of(directory.resolve("socket"));
    try (AFUNIXServerSocket listener = AFUNIXServerSocket.bindOn(address);
        AFUNIXSocket client = AFUNIXSocket.connectTo(address);
        AFUNIXSocket accepted = listener.accept()) {
      ClientThreads threads = new ClientThreads();
      threads.close();
      ClientConnection connection = connection(accepted);
      try {
        Thread.currentThread().interrupt();
        threads.start("client", connection, () -> connection.serve(_ -> null, new Semaphore(1)));
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(new FrameReader(client.getInputStream()).readFromDaemon())
          .isEqualTo(new DaemonFrame.Refused("manual-keyd is stopping"));
      threads.shutDown(Duration.ofSeconds(20));
    }
  }

  private static ClientConnection connection(AFUNIXSocket socket) throws IOException {
    return new ClientConnection(
        socket,
        new Peer(0, 0, 1, Rights.NONE),
        NetworkNamespace.ofProcess(),
        Limits.DEFAULT,
        new DenialLog(System::nanoTime, new LongAdder()),
        ByteBuffer.allocate(0));
  }
}
