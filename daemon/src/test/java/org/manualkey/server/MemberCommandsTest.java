package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.program.Right;
import org.manualkey.wire.ClientFrame;

/** Members of groups are served by the open socket, and are no danger to anybody else. */
final class MemberCommandsTest {
  private static final String BUSY = "too many connections; try again";

  @TempDir private Path directory;

  /** Whether this process is that of root, whatever its user; a test is both, in turn. */
  private final AtomicBoolean root = new AtomicBoolean();

  private LiveDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = daemon(MemberLimits.DEFAULT).start();
    KeyFileText.write(daemon.keyFile, KeyFileText.of(1));
  }

  private LiveDaemon daemon(MemberLimits limits) throws IOException {
    long own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
    Map<Right, Long> groups = new HashMap<>();
    Right.groups().keySet().forEach(right -> groups.put(right, own));
    return new LiveDaemon(directory)
        .privileged(_ -> root.get())
        .groups(groups)
        .limits(Limits.DEFAULT.withMembers(limits));
  }

  private void restart(MemberLimits limits) throws IOException {
    daemon.close();
    daemon = daemon(limits).start();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private TestClient following() throws IOException {
    TestClient client = daemon.stranger().say("manual-keyadm", "log", "-f");
    assertThat(client.next()).isNotNull(); // WELCOME: it is being served
    return client;
  }

  private void assertRootIsServed() throws IOException {
    root.set(true);
    assertThat(daemon.adm("refresh", "-s").exit()).isZero();
    assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
    root.set(false);
  }

  @Test
  void serviceIsAdministered_fromEnableToDisable() throws IOException {
    assertThat(daemon.open("manual-keyadm", "enable", "-s").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "status", "-x").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "refresh", "-s").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "refresh", "-n").out()).contains("1 replaced");
    assertThat(daemon.open("manual-keyadm", "status", "-l").out()).contains("version");
    assertThat(daemon.open("manual-keyadm", "disable", "-s").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "status").out()).contains("disabled");
  }

  @Test
  void log_isFollowedUntilItIsInterrupted_orTheClientIsGone() throws IOException {
    try (TestClient client = following()) {
      client.send(new ClientFrame.Interrupt());
      assertThat(client.end().exit()).isZero();
    }
    following().close();
    assertThat(Resources.becomes(() -> memberThreads() == 0)).isTrue();
  }

  private static long memberThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("member"))
        .count();
  }

  @Test
  void endOfTheDaemon_isToldToWhoFollowsTheLog() throws IOException {
    try (TestClient client = following()) {
      daemon.stop();
      assertThat(client.end().refused()).isEqualTo("manual-keyd is stopping");
    }
  }

  @Test
  void commandsOfOneUser_areLimited_andNeitherTakePlacesOfTheOpenSocketNorOfRoot()
      throws IOException {
    daemon.open("manual-keyadm", "enable", "-s");
    List<TestClient> following = new ArrayList<>();
    try {
      for (int i = 0; i < MemberLimits.DEFAULT.perUid(); i++) {
        following.add(following());
      }
      assertThat(daemon.open("manual-keyadm", "listprop").refused()).isEqualTo(BUSY);
      for (int i = 0; i < 50; i++) {
        assertThat(daemon.open("manual-keyadm", "status").exit()).isZero();
      }
      assertRootIsServed();
    } finally {
      for (TestClient client : following) {
        client.close();
      }
    }
    assertThat(Resources.becomes(this::isServed)).isTrue();
  }

  private boolean isServed() {
    try {
      return daemon.open("manual-keyadm", "getprop", "config/scope").exit() == 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A client need not wait for its load: without this, one could ask for ever more of them. */
  @ParameterizedTest
  @ValueSource(strings = {"restart", "setprop config/repair=true"})
  void place_isTakenUntilTheWorkIsDone(String words) throws Exception {
    String[] command = words.split(" ", -1);
    daemon.open("manual-keyadm", "enable", "-s");
    CountDownLatch free = new CountDownLatch(1);
    daemon.occupyDatabase(free);
    try {
      for (int i = 0; i < MemberLimits.DEFAULT.perUid(); i++) {
        assertThat(daemon.open("manual-keyadm", command).exit()).isZero();
      }
      assertThat(daemon.open("manual-keyadm", command).refused()).isEqualTo(BUSY);
      assertThat(daemon.open("manual-keyadm", "listprop").refused()).isEqualTo(BUSY);
    } finally {
      free.countDown();
    }
    assertThat(Resources.becomes(this::isServed)).isTrue();
  }

  @Test
  void changes_areLimitedPerMinute_andThoseOfRootAreNot() throws IOException {
    restart(new MemberLimits(32, 4, 240, 3));
    assertThat(daemon.open("manual-keyadm", "enable", "-s").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "refresh", "-s").exit()).isZero();
    assertThat(daemon.open("manual-keyadm", "setprop", "config/scope=owned").exit()).isZero();
    try (Logged log = new Logged()) {
      assertThat(daemon.open("manual-keyadm", "refresh", "-s").refused())
          .isEqualTo("too many changes within a minute; try again later");
      assertThat(log.lines()).anyMatch(line -> line.matches("WARN uid .*: too many changes"));
    }
    assertThat(daemon.open("manual-keyadm", "status", "-l").exit()).isZero();
    for (int i = 0; i < 5; i++) {
      assertRootIsServed();
    }
  }

  @Test
  void descriptors_areNotReceived() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "flush\n");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      FileDescriptor[] many = new FileDescriptor[253];
      Arrays.fill(many, in.getFD());
      try (TestClient client = daemon.stranger()) {
        client.socket.setOutboundFileDescriptors(many);
        client.say("manual-keyadm", "log", "-f");
        assertThat(client.next()).isNotNull();
        client.socket.setOutboundFileDescriptors(many);
        client.send(new ClientFrame.Interrupt());
        assertThat(client.end().exit()).isZero();
        assertThat(openings(file)).isEqualTo(1);
      }
      try (TestClient client = daemon.stranger()) {
        client.pass(in.getFD(), "manual-keyadm", "listprop");
        assertThat(client.end().refused()).isEqualTo("protocol error: missing descriptor");
        assertThat(openings(file)).isEqualTo(1);
      }
    }
  }

  private static long openings(Path file) {
    return Resources.descriptors().stream().filter(file.toString()::equals).count();
  }

  @Test
  void memberThatReadsNothing_holdsUpItselfOnly() throws IOException {
    daemon.open("manual-keyadm", "enable", "-s");
    try (TestClient _ = daemon.stranger().say("manual-keyadm", "log", "-f");
        TestClient _ = daemon.stranger().say("manual-keyadm", "log", "-f")) {
      for (int i = 0; i < 5; i++) {
        assertRootIsServed();
      }
      assertThat(daemon.open("manual-keyadm", "status").exit()).isZero();
    }
  }

  @Test
  void thousandCommands_oneAfterAnother_leaveNoDescriptor() throws IOException {
    assertThat(isServed()).isTrue();
    int before = Resources.descriptors().size();
    for (int i = 0; i < 1000; i++) {
      assertThat(Resources.becomes(this::isServed)).isTrue();
    }
    assertThat(Resources.becomes(() -> Resources.descriptors().size() <= before)).isTrue();
  }

  @Test
  void longCommand_isDeniedUnread() throws IOException {
    try (TestClient client = daemon.stranger()) {
      client.send(TestClient.hello("manual-keyadm"));
      client.octets(0, 0x0f, 0, 0, 2, 0, 1);
      assertThat(client.end().err())
          .isEqualTo(
              "manual-keyadm: permission denied: must be root for a command of this length\n");
    }
  }
}
