package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.manualkey.wire.Frame;

/** The first frames of a connection, right and wrong. After each wrong one others are served. */
final class HandshakeTest {
  private static final String NO_COMMAND =
      "no command received for too long; is the system overloaded?";

  @TempDir private Path directory;
  private LiveDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new LiveDaemon(directory).start();
  }

  @AfterEach
  void othersAreServed() throws IOException {
    try (LiveDaemon closing = daemon) {
      assertThat(closing.ipseckey("help").exit()).isZero();
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
    }
  }

  private String refusal(TestClient client) throws IOException {
    try (client) {
      return client.end().refused();
    }
  }

  @Test
  void hello_ofAnotherVersion_isReportedOursAndRefused() throws IOException {
    try (TestClient client = daemon.client()) {
      client.send(new ClientFrame.Hello(7, "", Map.of()));
      assertThat(client.expect(DaemonFrame.Welcome.class).version()).isEqualTo(Frame.VERSION);
      assertThat(client.expect(DaemonFrame.Refused.class).reason())
          .isEqualTo("protocol version 1 required");
      assertThat(client.next()).isNull();
    }
  }

  @Test
  void hello_ofAClientThatWaitsForTheWelcome_isAnsweredBeforeTheCommand() throws IOException {
    try (TestClient client = daemon.client()) {
      client.send(TestClient.hello("ipseckey"));
      assertThat(client.expect(DaemonFrame.Welcome.class).version()).isEqualTo(Frame.VERSION);
      client.send(new ClientFrame.Command(List.of("help"), 0));
      assertThat(client.end().exit()).isZero();
    }
  }

  @Test
  void hello_ofAnUnknownProgram_isRefused() throws IOException {
    assertThat(refusal(daemon.client().say("nonsense"))).isEqualTo("unknown program 'nonsense'");
  }

  @Test
  void command_beforeHello_isRefused() throws IOException {
    TestClient client = daemon.client().send(new ClientFrame.Command(List.of("dump"), 0));
    assertThat(refusal(client)).isEqualTo("protocol error: expected Hello, got Command");
  }

  @Test
  void hello_twice_isRefused() throws IOException {
    ClientFrame.Hello hello = TestClient.hello("ipseckey");
    assertThat(refusal(daemon.client().send(hello, hello))).contains("expected Command");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 15, 17, 200})
  void frame_ofAnotherType_isRefused(int type) throws IOException {
    assertThat(refusal(daemon.client().octets(0, 0, 0, 1, type))).contains("frame type " + type);
  }

  @Test
  void frame_overTheLimit_isRefusedUnread() throws IOException {
    assertThat(refusal(daemon.client().octets(0, 0x10, 0, 1))).contains("frame length 1048577");
    assertThat(refusal(daemon.client().octets(0xff, 0xff, 0xff, 0xff))).contains("4294967295");
    assertThat(refusal(daemon.client().octets(0, 0, 0, 0))).contains("frame length 0");
  }

  @Test
  void client_thatGoesBeforeOrWithinHello_leavesNothingBehind() throws IOException {
    daemon.ipseckey("help"); // what is opened once is open
    assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
    int before = Resources.descriptors().size();
    for (int i = 0; i < 20; i++) {
      daemon.client().close();
      daemon.client().octets(0, 0, 0, 9, 1, 0).close();
      daemon.client().send(TestClient.hello("ipseckey")).close();
    }
    assertThat(Resources.becomes(() -> Resources.descriptors().size() <= before))
        .as("%s", Resources.descriptors())
        .isTrue();
  }

  @Test
  void descriptors_thatAreMissing_areAnError() throws IOException {
    TestClient client =
        daemon
            .client()
            .send(TestClient.hello("ipseckey"), new ClientFrame.Command(List.of("-c", "x"), 1));
    assertThat(refusal(client)).isEqualTo("protocol error: missing descriptor");
  }

  @Test
  void descriptors_thatAreNotNeeded_areClosed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "flush\n");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      FileDescriptor[] sixteen = new FileDescriptor[16];
      Arrays.fill(sixteen, in.getFD());
      try (TestClient client = daemon.client()) {
        assertThat(client.pass(sixteen, "ipseckey", "help").end().exit()).isZero();
      }
      try (TestClient client = daemon.client()) { // in a frame that is none
        client.socket.setOutboundFileDescriptors(sixteen);
        assertThat(client.octets(0, 0, 0, 1, 99).end().refused()).contains("99");
      }
      try (TestClient client = daemon.client()) { // in one that is never whole
        client.socket.setOutboundFileDescriptors(sixteen);
        client.octets(0, 0, 0, 9, 1);
      }
      assertThat(Resources.becomes(() -> openings(file) == 1)).isTrue();
    }
  }

  @Test
  void descriptors_withoutEnd_areRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "flush\n");
    try (FileInputStream in = new FileInputStream(file.toFile());
        TestClient client = daemon.client()) {
      FileDescriptor[] ten = new FileDescriptor[10];
      Arrays.fill(ten, in.getFD());
      client.octets(0, 0, 1, 0);
      client.socket.setOutboundFileDescriptors(ten);
      client.octets(1);
      client.socket.setOutboundFileDescriptors(ten);
      client.octets(0);
      assertThat(client.end().refused()).contains("more than 16 pending descriptors");
      assertThat(Resources.becomes(() -> openings(file) == 1)).isTrue();
    }
  }

  @RepeatedTest(10)
  void descriptors_moreThanOneMessageHasRoomFor_leakNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "flush\n");
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      FileDescriptor[] many = new FileDescriptor[253];
      Arrays.fill(many, in.getFD());
      try (TestClient client = daemon.client()) {
        client.socket.setOutboundFileDescriptors(many);
        client.octets(0, 0, 0, 9, 1);
      }
      assertThat(Resources.becomes(() -> openings(file) == 1))
          .as("%s", Resources.descriptors())
          .isTrue();
    }
  }

  private static long openings(Path file) {
    return Resources.descriptors().stream().filter(file.toString()::equals).count();
  }

  @Test
  void silence_isCutAndReported(@TempDir Path elsewhere) throws IOException {
    Limits hasty = Limits.DEFAULT.withHello(Duration.ofMillis(50), Duration.ofSeconds(20));
    try (LiveDaemon other = new LiveDaemon(elsewhere).limits(hasty).start();
        TestClient silent = other.client();
        TestClient half = other.client().send(TestClient.hello("ipseckey"))) {
      assertThat(silent.end().refused()).isEqualTo(NO_COMMAND);
      assertThat(half.end().refused()).isEqualTo(NO_COMMAND);
    }
  }

  @Test
  void trickle_isCutAfterTheTimeForAllOfTheHello(@TempDir Path elsewhere) throws IOException {
    Limits hasty = Limits.DEFAULT.withHello(Duration.ofMillis(200), Duration.ofMillis(400));
    try (LiveDaemon other = new LiveDaemon(elsewhere).limits(hasty).start();
        TestClient client = other.client()) {
      client.octets(0, 0x0f, 0, 0);
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
  void slowness_isNoSilence(@TempDir Path elsewhere) throws Exception {
    Duration silence = Duration.ofMillis(400);
    Limits hasty = Limits.DEFAULT.withHello(silence, Duration.ofSeconds(20));
    try (LiveDaemon other = new LiveDaemon(elsewhere).limits(hasty).start();
        TestClient client = other.client()) {
      int[] hello = {0, 0, 0, 16, 1, 0, 1, 0, 0, 0, 8, 'i', 'p', 's', 'e', 'c', 'k', 'e', 'y', 0};
      long begun = System.nanoTime();
      for (int octet : hello) { // all of it takes longer than one silence may
        LockSupport.parkNanos(silence.toNanos() / 10);
        client.octets(octet);
      }
      assertThat(System.nanoTime() - begun).isGreaterThan(silence.toNanos());
      client.send(new ClientFrame.Command(List.of("help"), 0));
      assertThat(client.end().exit()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "UTC-3 18:00:00", // POSIX counts to the west
        "<-03>3 12:00:00",
        "Europe/Berlin 16:00:00",
        ":Europe/Berlin 16:00:00",
        "EST5EDT 10:00:00",
        "AAA-10BBB,M10.1.0,M4.1.0/3 02:00:00",
      })
  void zone_ofTheClient_isThatOfPrintedTimes(String tz, String time) throws Exception {
    ZoneRules zone = TimeZoneVariable.parse(tz);
    assertThat(zone).isNotNull();
    Instant winter = Instant.parse("2026-01-15T15:00:00Z");
    assertThat(winter.atOffset(zone.getOffset(winter)).toLocalTime())
        .isEqualTo(LocalTime.parse(time));
  }

  @Test
  void clientOfAnotherNetworkNamespace_readsWhichOneTheDaemonIsIn() throws IOException {
    String own = NetworkNamespace.ofProcess().inode();
    assumeThat(own).isNotEmpty();
    for (boolean open : new boolean[] {true, false}) {
      for (Map<String, String> same : List.of(Map.of("NETNS", own), Map.<String, String>of())) {
        try (TestClient client = open ? daemon.stranger() : daemon.client()) {
          assertThat(client.sayAs(same, "ipseckey", "help").end().err()).isEmpty();
        }
      }
      try (TestClient client = open ? daemon.stranger() : daemon.client()) {
        TestClient.Ended ended = client.sayAs(Map.of("NETNS", "42"), "ipseckey", "help").end();
        assertThat(ended.exit()).isZero();
        assertThat(ended.err())
            .matches(
                "ipseckey: note: this manual-keyd is for network namespace (\\S+ \\("
                    + own
                    + "\\)|"
                    + own
                    + "), where this command is not\n");
      }
    }
  }

  @Test
  void zone_thatCannotBeUnderstood_isReported() throws IOException {
    try (TestClient client = daemon.client()) {
      TestClient.Ended ended = client.sayAs(Map.of("TZ", "nonsense"), "ipseckey", "help").end();
      assertThat(ended.exit()).isZero();
      assertThat(ended.err())
          .isEqualTo(
              "ipseckey: warning: unknown time zone in TZ; times are in the zone of the daemon\n");
    }
  }
}
