package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;
import org.manualkey.wire.FrameReader;
import org.newsclub.net.unix.FileDescriptorCast;

/** What hostile users can do to the open socket, and what remains of the daemon then. */
final class OpenSocketTest {
  private static final String BUSY = "too many connections; try again";
  private static final Limits PATIENT = Limits.DEFAULT.withAnswer(Duration.ofMinutes(5));

  @TempDir private Path directory;

  private LiveDaemon daemon(Limits limits) throws IOException {
    return new LiveDaemon(directory).limits(limits);
  }

  /** An answer that comes at once or not at all. */
  private static void assertRootIsServed(LiveDaemon daemon) throws IOException {
    assertThat(daemon.adm("status").exit()).isEqualTo(3);
    assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
  }

  @Test
  void aThousandIdleConnections_areRefusedBeyondTheLimit_andRootIsServed() throws IOException {
    List<TestClient> idle = new ArrayList<>();
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      for (int i = 0; i < 1000; i++) {
        idle.add(daemon.stranger());
      }
      assertRootIsServed(daemon);
      for (TestClient client : idle.subList(PATIENT.perUid(), 1000)) {
        assertThat(client.end().refused()).isEqualTo(BUSY);
      }
      assertRootIsServed(daemon);
      for (TestClient client : idle.subList(0, PATIENT.perUid())) {
        assertThat(client.say("manual-keyadm", "status").end().exit()).isEqualTo(3);
      }
    } finally {
      for (TestClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void daemonWithoutClients_takesNoProcessorTime() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      assertThat(daemon.open("manual-keyadm", "status").exit()).isEqualTo(3);
      assertThat(Resources.becomes(OpenSocketTest::allThreadsRest)).isTrue();
    }
  }

  /** Whether the threads of the daemon take less than a hundredth of a processor for a while. */
  private static boolean allThreadsRest() {
    long before = processorTime();
    long began = System.nanoTime();
    LockSupport.parkNanos(300_000_000); // what is measured is the rest itself
    return (processorTime() - before) * 100 < System.nanoTime() - began;
  }

  private static long processorTime() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Set<String> names = Set.of("open", "accept", "sadb");
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> names.contains(thread.getName()))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.threadId())))
        .sum();
  }

  @Test
  void refusal_isReadByAClientThatSendsItsCommandLater() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT.withOpen(1, 1)).start();
        TestClient held = daemon.stranger();
        TestClient refused = daemon.stranger();
        // JUnixSocket closes a socket when it cannot write.
        InputStream answer =
            FileDescriptorCast.duplicating(refused.socket.getFileDescriptor())
                .as(FileInputStream.class)) {
      held.send(TestClient.hello("ipseckey"));
      try {
        refused.say("ipseckey", "help");
      } catch (IOException e) {
        // the daemon was faster
      }
      assertThat(new FrameReader(answer).readFromDaemon()).isEqualTo(new DaemonFrame.Refused(BUSY));
    }
  }

  @Test
  void connectionsThatSendAndReadNothing_endByThemselvesAndFreeTheirPlaces() throws IOException {
    Limits hasty = Limits.DEFAULT.withOpen(8, 8).withAnswer(Duration.ofMillis(200));
    List<TestClient> silent = new ArrayList<>();
    try (LiveDaemon daemon = daemon(hasty).start()) {
      for (int i = 0; i < 8; i++) {
        silent.add(daemon.stranger());
      }
      assertThat(silent.getFirst().next()).isNull(); // it is cut
      assertThat(daemon.open("manual-keyadm", "status").exit()).isEqualTo(3);
    } finally {
      for (TestClient client : silent) {
        client.close();
      }
    }
  }

  @Test
  void partOfARequest_whoseClientIsGoneWhenItIsRead_keepsNoPlace() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    try (LiveDaemon daemon = daemon(PATIENT.withOpen(1, 1)).listen();
        FileInputStream in = new FileInputStream(file.toFile())) {
      try (TestClient client = daemon.stranger()) {
        for (int octet : List.of(0, 0, 0, 9, 1)) { // a read ends behind a descriptor
          client.socket.setOutboundFileDescriptors(in.getFD());
          client.octets(octet);
        }
      }
      daemon.start();
      // The first one is seen to be gone in the turn after it was accepted.
      assertThat(Resources.becomes(() -> isServed(daemon))).isTrue();
    }
  }

  @Test
  void trickle_doesNotProlongTheTime() throws IOException {
    try (LiveDaemon daemon = daemon(Limits.DEFAULT.withAnswer(Duration.ofMillis(300))).start();
        TestClient client = daemon.stranger()) {
      client.octets(0, 0, 0x0f, 0);
      boolean cut =
          Resources.becomes(() -> {
            try {
              client.octets(1);
              return false;
            } catch (IOException e) {
              return true;
            }
          });
      assertThat(cut).isTrue();
    }
  }

  @Test
  void request_thatComesOctetByOctet_isAnswered() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).start();
        TestClient client = daemon.stranger()) {
      client.send(TestClient.hello("manual-keyadm"));
      client.octets(0, 0, 0);
      client.octets(14, 2, 0, 1, 0, 0, 0);
      client.octets(6, 's', 't', 'a', 't', 'u');
      client.octets('s', 0);
      assertThat(client.end().out()).contains("state");
    }
  }

  @Test
  void busyDatabase_delaysNoAnswer() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      daemon.occupyDatabase(free);
      try {
        assertThat(daemon.open("manual-keyadm", "status").exit()).isEqualTo(3);
        assertThat(daemon.open("ipseckey", "help").exit()).isZero();
        assertThat(daemon.open("ipseckey", "-n", "dump").exit()).isEqualTo(1);
        assertThat(daemon.open("manual-keyd", "--check").exit()).isZero();
      } finally { // the daemon waits for it when it ends
        free.countDown();
      }
    }
  }

  @Test
  void descriptors_areNeverReceived() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "flush\n");
    try (LiveDaemon daemon = daemon(PATIENT).start();
        FileInputStream in = new FileInputStream(file.toFile())) {
      FileDescriptor[] many = new FileDescriptor[253];
      Arrays.fill(many, in.getFD());
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < PATIENT.perUid(); i++) {
        TestClient client = daemon.stranger();
        client.socket.setOutboundFileDescriptors(many);
        client.octets(0, 0, 0, 9, 1);
        clients.add(client);
      }
      // A later request is answered after the octets of the others were read.
      assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
      for (TestClient client : clients) {
        client.octets(0, 1);
        assertThat(openings(file)).isEqualTo(1);
        client.close();
      }
      // Until the daemon has seen that the others are gone, there is no place.
      assertThat(Resources.becomes(() -> isServed(daemon))).isTrue();
      assertThat(openings(file)).isEqualTo(1);
    }
  }

  private static boolean isServed(LiveDaemon daemon) {
    try {
      return daemon.open("ipseckey", "help").exit() == 0;
    } catch (IOException e) {
      return false; // refused before it had sent everything
    }
  }

  private static long openings(Path file) {
    return Resources.descriptors().stream().filter(file.toString()::equals).count();
  }

  @Test
  void longCommand_isDeniedWithoutBeingReadToItsEnd() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).privileged(_ -> false).start();
        TestClient client = daemon.stranger()) {
      client.send(TestClient.hello("ipseckey"));
      client.octets(0, 0x0f, 0, 0, 2, 0, 1);
      TestClient.Ended ended = client.end();
      assertThat(ended.err()).isEqualTo("ipseckey: permission denied: must be root\n");
      assertThat(ended.exit()).isEqualTo(1);
    }
  }

  @Test
  void wrongFrames_areRefused() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      assertThat(refusal(daemon.stranger().octets(0, 0, 0, 0))).contains("frame length 0");
      assertThat(refusal(daemon.stranger().octets(0xff, 0xff, 0xff, 0xff))).contains("4294967295");
      assertThat(refusal(daemon.stranger().octets(0, 0, 0, 1, 99))).contains("frame type 99");
      assertThat(refusal(daemon.stranger().send(new ClientFrame.Command(List.of("dump"), 0))))
          .isEqualTo("protocol error: expected Hello, got Command");
      assertThat(refusal(daemon.stranger().send(new ClientFrame.Hello(7, "", Map.of()))))
          .isEqualTo("protocol version " + Frame.VERSION + " required");
      assertThat(refusal(daemon.stranger().say("nonsense")))
          .isEqualTo("unknown program 'nonsense'");
      assertThat(daemon.open("ipseckey", "help").exit()).isZero();
    }
  }

  private static String refusal(TestClient client) throws IOException {
    try (client) {
      return client.end().refused();
    }
  }

  @Test
  void root_isToldWhereItIsServed() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      assertThat(daemon.open("ipseckey", "-n", "dump").err())
          .isEqualTo(
              "ipseckey: permission denied: root is served at " + daemon.socket + ".private\n");
    }
  }

  @Test
  void thousandRequests_oneAfterAnother_leaveNoDescriptor() throws IOException {
    try (LiveDaemon daemon = daemon(PATIENT).start()) {
      daemon.open("ipseckey", "help");
      int before = Resources.descriptors().size();
      for (int i = 0; i < 1000; i++) {
        assertThat(daemon.open("ipseckey", "help").exit()).isZero();
      }
      assertThat(Resources.becomes(() -> Resources.descriptors().size() <= before)).isTrue();
    }
  }
}
