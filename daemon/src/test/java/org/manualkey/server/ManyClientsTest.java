package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.service.ServiceState;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;

/** Clients beside each other: none waits for what another does or does not do. */
final class ManyClientsTest {
  private static final String BUSY = "too many connections; try again";

  @TempDir private Path directory;

  private static Limits limits(int all, int unprivileged, int perUid, Duration patience) {
    return new Limits(
        all,
        unprivileged,
        perUid,
        patience,
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofSeconds(2));
  }

  @Test
  void aThousandClients_inBurstsOfTwoHundred_areAllAnsweredAndLeaveNothing() throws Exception {
    try (LiveDaemon daemon = new LiveDaemon(directory).start();
        ExecutorService clients =
            Executors.newFixedThreadPool(200, Thread.ofPlatform().name("burst").factory())) {
      daemon.ipseckey("help");
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      int before = Resources.descriptors().size();
      for (int burst = 0; burst < 5; burst++) {
        assertThat(burst(clients, daemon)).containsOnly("0 null");
      }
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      assertThat(Resources.becomes(() -> Resources.descriptors().size() <= before))
          .as("%s", Resources.descriptors())
          .isTrue();
    }
  }

  private static List<String> burst(ExecutorService clients, LiveDaemon daemon) throws Exception {
    CyclicBarrier together = new CyclicBarrier(200);
    Callable<String> one =
        () -> {
          together.await(20, TimeUnit.SECONDS);
          TestClient.Ended ended = daemon.ipseckey("-n", "dump");
          return ended.exit() + " " + ended.refused();
        };
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ends.add("");
    }
    List<Future<String>> running = clients.invokeAll(ends.stream().map(_ -> one).toList());
    for (int i = 0; i < 200; i++) {
      ends.set(i, running.get(i).get());
    }
    return ends;
  }

  @Test
  void unprivilegedUid_hasItsShareAndIsRefusedBeyondIt() throws IOException {
    try (LiveDaemon daemon =
            new LiveDaemon(directory)
                .privileged(_ -> false)
                .limits(limits(10, 5, 2, Duration.ZERO))
                .start();
        TestClient first = daemon.client();
        TestClient second = daemon.client()) {
      assertThat(daemon.client().end().refused()).isEqualTo(BUSY);
      assertThat(first.say("ipseckey", "help").end().exit()).isZero();
      assertThat(Resources.becomes(() -> exit(daemon, "help") == 0)).isTrue();
      assertThat(second.say("ipseckey", "help").end().exit()).isZero();
    }
  }

  private static int exit(LiveDaemon daemon, String... argv) {
    try {
      return daemon.ipseckey(argv).exit();
    } catch (IOException e) {
      return -1; // refused before it could say what it wants
    }
  }

  @Test
  void unprivilegedClients_ofAllUids_leaveRoomForPrivilegedOnes() throws IOException {
    boolean[] privileged = {false};
    try (LiveDaemon daemon =
            new LiveDaemon(directory)
                .privileged(_ -> privileged[0])
                .limits(limits(3, 1, 2, Duration.ZERO))
                .start();
        TestClient held = daemon.client()) {
      assertThat(daemon.client().end().refused()).isEqualTo(BUSY);
      privileged[0] = true;
      assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
      assertThat(held.say("ipseckey", "help").end().exit()).isZero();
    }
  }

  @Test
  void privilegedClient_beyondTheTotal_waitsForItsTurnAndIsThenRefused() throws Exception {
    try (LiveDaemon daemon =
        new LiveDaemon(directory).limits(limits(1, 1, 1, Duration.ofSeconds(20))).start()) {
      TestClient held = daemon.client();
      held.send(TestClient.hello("ipseckey")).expect(DaemonFrame.Welcome.class);
      TestClient waiting = daemon.client().say("ipseckey", "help");
      held.close();
      assertThat(waiting.end().exit()).isZero();
      waiting.close();
    }
    try (LiveDaemon daemon =
            new LiveDaemon(directory).limits(limits(1, 1, 1, Duration.ofMillis(10))).start();
        TestClient held = daemon.client().send(TestClient.hello("ipseckey"))) {
      held.expect(DaemonFrame.Welcome.class);
      assertThat(daemon.client().end().refused()).isEqualTo(BUSY);
    }
  }

  @Test
  void clientThatReadsNothing_blocksNoOtherAndLosesNothing() throws IOException {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(20_000));
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      assertThat(KeyFileText.run(daemon, file, "-n", "-f", "file").exit()).isZero();
      try (TestClient lazy = daemon.client().say("ipseckey", "-n", "dump")) {
        lazy.expect(DaemonFrame.Welcome.class);
        lazy.expect(DaemonFrame.Out.class); // it prints, and soon has no more room to
        assertThat(daemon.ipseckey("-n", "get", "esp", "spi", "0x10000", "dst", "10.0.0.0").exit())
            .isZero();
        assertThat(daemon.ipseckey("-n", "flush").exit()).isZero();
        TestClient.Ended ended = lazy.end();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("10.0.78.31").contains("Dump succeeded");
      }
    }
  }

  @Test
  void clientThatNeverReads_isCutAtTheStop() throws IOException {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(20_000));
    LiveDaemon daemon =
        new LiveDaemon(directory)
            .limits(
                new Limits(
                    9,
                    9,
                    9,
                    Duration.ZERO,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(100)))
            .start();
    assertThat(KeyFileText.run(daemon, file, "-n", "-f", "file").exit()).isZero();
    try (TestClient lazy = daemon.client().say("ipseckey", "-n", "dump");
        TestClient other = daemon.client().say("ipseckey")) {
      lazy.expect(DaemonFrame.Welcome.class);
      lazy.expect(DaemonFrame.Out.class);
      other.untilReady();
      daemon.close();
      assertThat(other.next()).isEqualTo(new DaemonFrame.Refused("manual-keyd is stopping"));
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
    }
  }

  @Test
  void clientThatGoes_withinALongFile_stopsItAfterTheBatch() throws Exception {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(5_000));
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      CountDownLatch free = new CountDownLatch(1);
      daemon.occupyDatabase(free); // the first batch waits for it, then the client is gone
      try (FileInputStream in = new FileInputStream(file.toFile());
          TestClient client = daemon.client()) {
        client.pass(in.getFD(), "ipseckey", "-n", "-f", "file");
        client.expect(DaemonFrame.Welcome.class);
        assertThat(Resources.becomes(ManyClientsTest::someClientWaitsForTheDatabase)).isTrue();
      }
      free.countDown();
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      assertThat(daemon.ipseckey("-n", "dump").out().split("Base message", -1))
          .hasSizeLessThan(130);
      assertThat(Resources.becomes(() -> !Resources.descriptors().contains(file.toString())))
          .isTrue();
    }
  }

  private static boolean someClientWaitsForTheDatabase() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("client"))
        .flatMap(entry -> List.of(entry.getValue()).stream())
        .anyMatch(frame -> frame.getClassName().endsWith("SadbOwner"));
  }

  @Test
  void interrupt_withinALongFile_reportsHowManyCommandsWereApplied() throws Exception {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(5_000));
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      CountDownLatch free = new CountDownLatch(1);
      daemon.occupyDatabase(free);
      try (FileInputStream in = new FileInputStream(file.toFile());
          TestClient client = daemon.client()) {
        client.pass(in.getFD(), "ipseckey", "-n", "-f", "file");
        client.expect(DaemonFrame.Welcome.class);
        assertThat(Resources.becomes(ManyClientsTest::someClientWaitsForTheDatabase)).isTrue();
        client.send(new ClientFrame.Interrupt());
        free.countDown();
        TestClient.Ended ended = client.end();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err())
            .isEqualTo(
                "ipseckey: interrupted; 128 commands applied, the last of them on line 128\n");
      }
    }
  }

  @Test
  void interrupt_thatComesWithTheCommand_isSeen() throws IOException {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(500));
    try (LiveDaemon daemon = new LiveDaemon(directory).start();
        FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.client()) {
      client.socket.setOutboundFileDescriptors(in.getFD());
      client.send(
          TestClient.hello("ipseckey"),
          new ClientFrame.Command(List.of("-n", "-f", "file"), 1),
          new ClientFrame.Interrupt());
      assertThat(client.end().err()).isEqualTo("ipseckey: interrupted; 0 commands applied\n");
    }
  }

  @Test
  void input_thatWasNotRequested_stopsTheCommandAndIsRefused() throws Exception {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(5_000));
    try (LiveDaemon daemon = new LiveDaemon(directory).start();
        FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.client()) {
      client.pass(in.getFD(), "ipseckey", "-n", "-f", "file").input("flush\n");
      assertThat(client.end().refused()).isEqualTo("protocol error: unexpected Input");
    }
  }

  @Test
  void twoRefreshesAtOnce_bothEndOnline() throws Exception {
    try (LiveDaemon daemon = new LiveDaemon(directory).start();
        TestClient one = daemon.client();
        TestClient two = daemon.client()) {
      KeyFileText.write(daemon.keyFile, KeyFileText.of(2_000));
      assertThat(daemon.adm("enable", "-s").exit()).isZero();
      one.say("manual-keyadm", "refresh", "-s");
      two.say("manual-keyadm", "refresh", "-s");
      assertThat(one.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
      assertThat(two.end()).isEqualTo(new TestClient.Ended("", "", 0, null));
      assertThat(daemon.service.status().state()).isEqualTo(ServiceState.ONLINE);
      assertThat(daemon.ipseckey("-n", "dump").out().split("Base message", -1)).hasSize(2_001);
    }
  }

  @Test
  void bugInACommand_isRefusedLoggedAndSurvived() throws IOException {
    try (Logged log = new Logged();
        LiveDaemon daemon =
            new LiveDaemon(directory)
                .program(
                    "broken",
                    (_, _) -> {
                      throw new IllegalArgumentException("authkey 0123456789abcdef");
                    })
                .program(
                    "deep",
                    (_, _) -> {
                      throw new StackOverflowError("authkey 0123456789abcdef");
                    })
                .start()) {
      for (String program : List.of("broken", "deep")) {
        try (TestClient client = daemon.client()) {
          assertThat(client.say(program).end().refused())
              .isEqualTo("internal error; see the log of manual-keyd");
        }
      }
      assertThat(daemon.ipseckey("help").exit()).isZero();
      assertThat(log.lines())
          .anyMatch(line -> line.contains("java.lang.IllegalArgumentException at "))
          .anyMatch(line -> line.contains("java.lang.StackOverflowError at "))
          .noneMatch(line -> line.contains("0123456789abcdef"));
    }
  }
}
