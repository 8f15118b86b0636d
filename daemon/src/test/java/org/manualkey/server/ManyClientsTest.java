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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.request.Resolver;
import org.manualkey.service.ServiceState;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;

/** Clients beside each other: none waits for what another does or does not do. */
final class ManyClientsTest {
  private static final String BUSY = "too many connections; try again";

  @TempDir private Path directory;

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

  private static Limits sessions(int most, int connections, Duration patience) {
    return Limits.DEFAULT
        .withHello(Duration.ofSeconds(20), Duration.ofSeconds(20))
        .withSessions(most, connections, patience);
  }

  @Test
  void client_beyondTheSessions_waitsForItsTurnAndIsThenRefused() throws Exception {
    try (LiveDaemon daemon =
            new LiveDaemon(directory).limits(sessions(1, 9, Duration.ofSeconds(20))).start();
        TestClient held = daemon.client().say("ipseckey")) {
      held.untilReady();
      try (TestClient waiting = daemon.client().say("ipseckey", "-n", "dump")) {
        waiting.expect(DaemonFrame.Welcome.class);
        held.send(new ClientFrame.EndOfInput());
        assertThat(waiting.end().exit()).isZero();
      }
    }
    try (LiveDaemon daemon =
            new LiveDaemon(directory).limits(sessions(1, 9, Duration.ofMillis(10))).start();
        TestClient held = daemon.client().say("ipseckey")) {
      held.untilReady();
      assertThat(daemon.ipseckey("-n", "dump").refused()).isEqualTo(BUSY);
    }
  }

  @Test
  void idleSessions_asManyAsThereMayBe_leaveRoomForShortCommands() throws Exception {
    try (LiveDaemon daemon =
        new LiveDaemon(directory).limits(sessions(256, 512, Duration.ofMillis(10))).start()) {
      List<TestClient> idle = new ArrayList<>();
      try {
        for (int i = 0; i < 256; i++) {
          TestClient client = daemon.client().say("ipseckey");
          client.untilReady();
          idle.add(client);
        }
        Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(1));
        assertThat(KeyFileText.run(daemon, file, "-n", "-f", "file").refused()).isEqualTo(BUSY);
        KeyFileText.write(daemon.keyFile, KeyFileText.of(3));
        assertThat(daemon.adm("enable", "-s").exit()).isZero();
        assertThat(daemon.adm("refresh", "-s").exit()).isZero();
        assertThat(daemon.adm("status").exit()).isZero();
        assertThat(daemon.adm("disable", "-s").exit()).isZero();
      } finally {
        for (TestClient client : idle) {
          client.close();
        }
      }
    }
  }

  @Test
  void client_beyondAllConnections_isRefused() throws Exception {
    try (LiveDaemon daemon =
            new LiveDaemon(directory).limits(sessions(1, 1, Duration.ofMillis(10))).start();
        TestClient held = daemon.client().say("ipseckey")) {
      held.untilReady();
      assertThat(daemon.client().end().refused()).isEqualTo(BUSY);
    }
  }

  /** What is sent with a descriptor passes through a library that ends a connection if it fails. */
  @Test
  void everyRefusedClient_readsTheReason_whenItSendsBeforeAndWhenItSendsAfterwards()
      throws Exception {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(1));
    try (LiveDaemon daemon =
            new LiveDaemon(directory).limits(sessions(1, 1, Duration.ofMillis(1))).start();
        FileInputStream passed = new FileInputStream(file.toFile());
        TestClient held = daemon.client().say("ipseckey")) {
      held.untilReady();
      for (int i = 0; i < 2 * RefusedClients.MOST; i++) {
        try (TestClient client = daemon.client()) {
          if (i % 2 == 0) {
            assertThat(Resources.becomes(client::hasAnswer)).isTrue();
          }
          client.pass(passed.getFD(), "ipseckey", "-n", "-f", "file");
          assertThat(client.end().refused()).as("client %d", i).isEqualTo(BUSY);
        }
      }
      held.send(new ClientFrame.EndOfInput());
      assertThat(held.end().exit()).isZero();
    }
  }

  @Test
  void client_withoutPrivilege_isRefusedByThePrivateSocketWhateverItsMode() throws Exception {
    try (Logged log = new Logged();
        LiveDaemon daemon = new LiveDaemon(directory).privileged(_ -> false).start()) {
      try (TestClient client = daemon.client()) {
        assertThat(client.end().refused()).isEqualTo("permission denied: must be root");
      }
      assertThat(log.lines())
          .anyMatch(line -> line.endsWith(": permission denied: private socket"));
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
                    Duration.ZERO,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    9,
                    9,
                    Duration.ofSeconds(20),
                    MemberLimits.DEFAULT,
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
  void clientThatGoes_withinALongFile_stopsIt() throws Exception {
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
        .anyMatch(frame -> frame.getClassName().endsWith(".Presence"));
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
            .matches(
                "ipseckey: interrupted; (0 commands applied|(\\d+) commands? applied, the last of them"
                    + " on line \\2)\n");
      }
    }
  }

  @Test
  void clientThatGoes_withinACheck_stopsIt() throws Exception {
    String text =
        KeyFileText.of(1000).replaceAll("dst 10[.](\\d+)[.](\\d+)[.](\\d+)", "dst h$1-$2-$3");
    Path file = KeyFileText.write(directory.resolve("file"), text);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    AtomicInteger names = new AtomicInteger();
    Resolver slow =
        (_, _) -> {
          names.incrementAndGet();
          asked.countDown();
          try {
            assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Resolver.Answer.Unknown();
        };
    try (LiveDaemon daemon = new LiveDaemon(directory, slow).start()) {
      try (FileInputStream in = new FileInputStream(file.toFile());
          TestClient client = daemon.client()) {
        client.pass(in.getFD(), "ipseckey", "-c", "file");
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        LockSupport.parkNanos(100_000_000); // by then it is time to look at the client again
      }
      gone.countDown();
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      assertThat(names).hasValue(1);
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
