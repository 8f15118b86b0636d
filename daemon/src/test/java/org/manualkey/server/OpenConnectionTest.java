package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.FileInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.program.CheckConditions;
import org.manualkey.program.OpenAnswers;
import org.manualkey.program.Rights;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.Frame;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocket;
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

  /** However small the pieces are that wait to be read: other clients wait as well. */
  @Test
  void requestThatIsThereInPieces_isLookedAtOnceInATurn() throws Exception {
    Map<String, String> surroundings = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      surroundings.put("v" + i, "");
    }
    Path path = directory.resolve("s");
    Path file = Files.createFile(directory.resolve("file"));
    try (AFUNIXServerSocket server = AFUNIXServerSocket.bindOn(AFUNIXSocketAddress.of(path));
        FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = TestClient.to(path);
        AFUNIXSocket accepted = server.accept()) {
      accepted.getChannel().configureBlocking(false);
      client.send(new ClientFrame.Hello(Frame.VERSION, "manual-keyadm", surroundings));
      client.octets(0, 0, 4, 0);
      for (int i = 0; i < 100; i++) { // a read ends behind a descriptor
        client.socket.setOutboundFileDescriptors(in.getFD());
        client.octets(2);
      }
      Peer peer = new Peer(1, 1, 1, Rights.NONE);
      OpenConnection connection =
          new OpenConnection(accepted, peer, NetworkNamespace.UNKNOWN, Long.MAX_VALUE);
      OpenAnswers answers =
          new OpenAnswers(null, new CheckConditions("", false, 0, ""), null, path); // never asked
      Authority authority = new Authority(_ -> false, Map.of());
      DenialLog denials = new DenialLog(System::nanoTime, new LongAdder());
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();

      assertThat(connection.proceed(answers, authority, denials)).isTrue();

      assertThat(connection.request().get(connection.request().limit() - 1)).isEqualTo((byte) 2);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
  }
}
