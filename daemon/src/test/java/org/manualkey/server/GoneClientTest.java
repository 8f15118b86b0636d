package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.request.Resolver;
import org.manualkey.service.ServiceState;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;

/** Clients that go away while the daemon works for them: the work ends, unless others need it. */
final class GoneClientTest {
  @TempDir private Path directory;

  /** Enough to go on for minutes, if nobody stops it. */
  private static final int NAMES = 10_000;

  private static final class SlowNames implements Resolver {
    final CountDownLatch asked = new CountDownLatch(1);
    final AtomicInteger names = new AtomicInteger();

    @Override
    public Answer lookUp(String name, Duration limit) {
      names.incrementAndGet();
      asked.countDown();
      LockSupport.parkNanos(10_000_000);
      return new Answer.Unknown();
    }
  }

  private static String named(int count) {
    return KeyFileText.of(count).replaceAll("dst 10[.](\\d+)[.](\\d+)[.](\\d+)", "dst h$1-$2-$3");
  }

  private static TestClient fileUnderSmf(LiveDaemon daemon, FileInputStream file)
      throws IOException {
    TestClient client = daemon.client();
    client.socket.setOutboundFileDescriptors(file.getFD());
    return client.send(
        new ClientFrame.Hello(Frame.VERSION, "ipseckey", Map.of("SMF_FMRI", "svc:/x")),
        new ClientFrame.Command(List.of("-f", "file"), 1));
  }

  @Test
  void fileUnderSmf_isGivenUpBeforeItsFirstChange() throws Exception {
    Path file = KeyFileText.write(directory.resolve("file"), KeyFileText.of(2) + named(NAMES));
    SlowNames slow = new SlowNames();
    try (LiveDaemon daemon = new LiveDaemon(directory, slow).start()) {
      Path old = KeyFileText.write(directory.resolve("old"), KeyFileText.of(3));
      assertThat(KeyFileText.run(daemon, old, "-n", "-f", "old").exit()).isZero();
      try (FileInputStream in = new FileInputStream(file.toFile());
          TestClient _ = fileUnderSmf(daemon, in)) {
        assertThat(slow.asked.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      assertThat(slow.names).hasValueLessThan(NAMES);
      assertThat(daemon.ipseckey("-n", "dump").out().split("Base message", -1)).hasSize(4);
      assertThat(Resources.becomes(() -> !Resources.descriptors().contains(file.toString())))
          .isTrue();
    }
  }

  @Test
  void refreshThatOthersShare_goesOn_andItsClientIsForgotten() throws Exception {
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      KeyFileText.write(daemon.keyFile, KeyFileText.of(3));
      assertThat(daemon.adm("enable", "-s").exit()).isZero();
      KeyFileText.write(daemon.keyFile, KeyFileText.of(5));
      CountDownLatch free = new CountDownLatch(1);
      daemon.occupyDatabase(free);
      try (TestClient client = daemon.client().say("manual-keyadm", "refresh", "-s")) {
        client.expect(DaemonFrame.Welcome.class);
      }
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      try (TestClient other = daemon.client().say("manual-keyadm", "refresh", "-s")) {
        other.expect(DaemonFrame.Welcome.class);
        free.countDown();
        assertThat(other.end().exit()).isZero();
      }
      assertThat(daemon.service.status().state()).isEqualTo(ServiceState.ONLINE);
      assertThat(daemon.ipseckey("-n", "dump").out().split("Base message", -1)).hasSize(6);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"enable", "clear", "disable"})
  void interruptOfAWait_endsTheClientAndNotTheCommand(String verb) throws Exception {
    try (LiveDaemon daemon = new LiveDaemon(directory).start()) {
      KeyFileText.write(daemon.keyFile, verb.equals("clear") ? "nonsense\n" : KeyFileText.of(3));
      if (!verb.equals("enable")) {
        daemon.adm("enable", "-s");
      }
      KeyFileText.write(daemon.keyFile, KeyFileText.of(3));
      CountDownLatch free = new CountDownLatch(1);
      daemon.occupyDatabase(free);
      try (TestClient client = daemon.client().say("manual-keyadm", verb, "-s")) {
        client.expect(DaemonFrame.Welcome.class);
        client.send(new ClientFrame.Interrupt());
        assertThat(client.end()).isEqualTo(new TestClient.Ended("", "", 130, null));
      }
      free.countDown();
      assertThat(daemon.ipseckey("-n", "dump").out().split("Base message", -1))
          .hasSize(verb.equals("disable") ? 1 : 4);
    }
  }

  @Test
  void previewOfOneClient_isStopped() throws Exception {
    SlowNames slow = new SlowNames();
    try (LiveDaemon daemon = new LiveDaemon(directory, slow).start()) {
      KeyFileText.write(daemon.keyFile, named(NAMES));
      try (TestClient client = daemon.client().say("manual-keyadm", "refresh", "-n")) {
        assertThat(slow.asked.await(20, TimeUnit.SECONDS)).isTrue();
        client.send(new ClientFrame.Interrupt());
        client.expect(DaemonFrame.Welcome.class);
        assertThat(client.end().exit()).isEqualTo(130);
      }
      assertThat(slow.names).hasValueLessThan(NAMES);
    }
  }

  @Test
  void inputThatDoesNotCome_isGivenUp_whereSilenceIsLimited() throws Exception {
    Programs.Program reading =
        (argv, console) -> {
          try {
            console.limitSilence(Duration.ofMillis(argv.isEmpty() ? 20_000 : 20));
            byte[] input = console.read();
            return input == null ? 1 : input.length;
          } catch (SocketTimeoutException e) {
            return 77;
          } catch (IOException e) {
            return 78;
          }
        };
    try (LiveDaemon daemon = new LiveDaemon(directory).program("reading", reading).start()) {
      try (TestClient client = daemon.client().say("reading")) {
        client.untilReady();
        assertThat(client.input("four").end().exit()).isEqualTo(4);
      }
      try (TestClient silent = daemon.client().say("reading", "hasty")) {
        silent.untilReady();
        assertThat(silent.end().exit()).isEqualTo(77);
      }
    }
  }
}
