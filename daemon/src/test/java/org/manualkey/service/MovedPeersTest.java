package org.manualkey.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.host.IpAddress;
import org.manualkey.load.RecordingSadb;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.PeerMove;
import org.manualkey.sadb.SadbOwner;
import org.slf4j.LoggerFactory;

/** Moves of peers, as often as they are reported: lines of the log, and SAs that follow. */
final class MovedPeersTest {
  private static final IpAddress PEER = new IpAddress.V4(0xc0000202);
  private static final SaId OURS = SaId.parse("esp spi 0x1001 dst 192.0.2.1");
  private static final SaId BACK = SaId.parse("esp spi 0x1002 dst 192.0.2.2");
  private static final SaId OTHERS = SaId.parse("esp spi 0x2001 dst 192.0.2.1");
  private static final String TO_61000 =
      "the peer of %s sends from 192.0.2.2 port 61000 now, instead of 192.0.2.2 port 4500; ";

  @TempDir private Path directory;
  private final AtomicLong now = new AtomicLong();
  private final BlockingQueue<List<PeerMove>> asked = new LinkedBlockingQueue<>();
  private List<SaId> followed = List.of(OURS, BACK);
  private Duration takes = Duration.ZERO;
  private SadbOwner owner;
  private Configuration configuration;
  private MovedPeers peers;
  private final Logger logger = (Logger) LoggerFactory.getLogger(LogName.SERVICE);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void open() throws IOException {
    log.start();
    logger.addAppender(log);
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.writeString(state.resolve("owned-sas"), OURS + "\n" + BACK + "\n");
    configuration = Configuration.read(directory.resolve("none"), state);
    owner =
        new SadbOwner(
            new ForwardingSadb(new RecordingSadb()) {
              @Override
              public List<SaId> follow(List<PeerMove> moves, Predicate<? super SaId> which) {
                assertThat(which.test(OURS)).isTrue();
                assertThat(which.test(OTHERS)).isFalse();
                now.addAndGet(takes.toNanos());
                asked.add(moves);
                return followed;
              }
            });
    peers =
        new MovedPeers(configuration, new OwnedSas(state, InstantSource.system()), owner, now::get);
  }

  @AfterEach
  void close() {
    owner.close();
    logger.detachAppender(log);
  }

  private static PeerMove move(SaId id, int port) {
    return new PeerMove(id, new PeerMove.End(PEER, 4500), new PeerMove.End(PEER, port));
  }

  private List<String> lines() {
    return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void update() throws IOException {
    configuration.set(Property.NAT_T_MAPPING, "update");
  }

  /** Waits for SAs that were asked to follow, and for the end of that. */
  private List<PeerMove> awaitFollowed() throws InterruptedException {
    List<PeerMove> moves = asked.poll(60, TimeUnit.SECONDS);
    owner.held();
    return moves;
  }

  @Test
  void eachMoveIsOneLine_howeverManyPackets() {
    for (int i = 0; i < 100; i++) {
      peers.moved(move(OTHERS, 61000));
    }
    assertThat(lines())
        .containsExactly(TO_61000.formatted(OTHERS) + "packets to it go where they went");
    peers.moved(move(OTHERS, 61001));
    peers.moved(move(OURS, 61000));
    assertThat(lines()).hasSize(3);
    assertThat(asked).isEmpty();
  }

  @Test
  void linesOfAMinuteAreFew_andWhatHadNoRoomIsLoggedLater() {
    List<SaId> many =
        Stream.iterate(0x3000, spi -> spi + 1)
            .limit(MovedPeers.LINES + 1)
            .map(spi -> SaId.parse("esp spi 0x%x dst 192.0.2.1".formatted(spi)))
            .toList();
    many.forEach(id -> peers.moved(move(id, 61000)));
    peers.moved(move(many.getFirst(), 61001));
    assertThat(lines()).hasSize(MovedPeers.LINES);
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    many.forEach(id -> peers.moved(move(id, 61000)));
    assertThat(lines()).hasSize(MovedPeers.LINES + 1);
    assertThat(lines().getLast()).contains(many.getLast().toString());
  }

  @Test
  void saOfTheKeyFileFollowsOnceInAWhile_andThatIsLogged() throws Exception {
    peers.moved(move(OURS, 61000));
    update();
    peers.moved(move(OURS, 61000));
    peers.moved(move(OURS, 61000));
    assertThat(awaitFollowed()).containsExactly(move(OURS, 61000));
    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast())
        .isEqualTo(TO_61000.formatted(OURS) + "2 SAs changed to that port");

    peers.moved(move(OURS, 61001));
    now.addAndGet(MovedPeers.PAUSE.toNanos());
    peers.moved(move(OURS, 61002));
    assertThat(awaitFollowed()).containsExactly(move(OURS, 61002));
    assertThat(asked).isEmpty();
    assertThat(lines()).hasSize(3);
  }

  @Test
  void saThatCannotFollow_isReportedOnce() throws Exception {
    update();
    followed = List.of();
    for (int i = 0; i < 2; i++) {
      peers.moved(move(OURS, 61000));
      assertThat(awaitFollowed()).hasSize(1);
      now.addAndGet(MovedPeers.PAUSE.toNanos());
    }
    assertThat(lines())
        .containsExactly(TO_61000.formatted(OURS) + "packets to it go where they went");
  }

  @Test
  void saOfAnotherProgram_andAnotherAddress_areReportedOnly() throws Exception {
    update();
    peers.moved(move(OTHERS, 61000));
    peers.moved(
        new PeerMove(
            OURS, new PeerMove.End(PEER, 4500), new PeerMove.End(new IpAddress.V4(7), 4500)));
    assertThat(lines()).hasSize(2).allMatch(line -> line.endsWith("go where they went"));
    assertThat(lines().getLast()).contains("sends from 0.0.0.7 port 4500 now");
    peers.moved(move(OURS, 61000));
    assertThat(awaitFollowed()).containsExactly(move(OURS, 61000));
  }

  /** A peer, or who plays it, cannot have the daemon dump SAs all the time. */
  @Test
  void movesAreFollowedLessOften_whereThatTakesLong() throws Exception {
    update();
    takes = Duration.ofSeconds(60);
    peers.moved(move(OURS, 61000));
    assertThat(awaitFollowed()).hasSize(1);
    peers.moved(move(BACK, 61000));
    passOneSecond();
    assertThat(asked).isEmpty();
  }

  /** Else the oldest of very many would be forgotten, and might change again. */
  @Test
  void onlySoManySasChangeInAWhileAsAreRemembered() throws Exception {
    update();
    List<SaId> many =
        Stream.iterate(0x3000, spi -> spi + 1)
            .limit(MovedPeers.REMEMBERED + 1)
            .map(spi -> SaId.parse("esp spi 0x%x dst 192.0.2.1".formatted(spi)))
            .toList();
    Files.writeString(
        directory.resolve("state").resolve("owned-sas"),
        many.stream().map(id -> id + "\n").collect(Collectors.joining("", OURS + "\n", "")));
    followed = List.of();
    for (int from = 0; from < MovedPeers.REMEMBERED; from += MovedPeers.WAITING) {
      many.subList(from, from + MovedPeers.WAITING).forEach(id -> peers.moved(move(id, 61000)));
      assertThat(awaitFollowed()).hasSize(MovedPeers.WAITING);
    }
    peers.moved(move(many.getLast(), 61000));
    passOneSecond();
    assertThat(asked).isEmpty();
    now.addAndGet(MovedPeers.PAUSE.toNanos());
    peers.moved(move(many.getLast(), 61000));
    assertThat(awaitFollowed()).containsExactly(move(many.getLast(), 61000));
  }

  /** What was planned to be done within a second has been done. */
  private void passOneSecond() throws Exception {
    CompletableFuture<Boolean> passed = new CompletableFuture<>();
    owner.later(Duration.ofSeconds(1), _ -> passed.complete(true));
    assertThat(passed.get(60, TimeUnit.SECONDS)).isTrue();
  }
}
