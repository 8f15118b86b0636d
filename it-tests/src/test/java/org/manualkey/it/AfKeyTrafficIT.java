package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;

/** Packets between two hosts under SAs that our daemons load from one key file. */
@NeedsGuest
@Order(3)
@TestInstance(Lifecycle.PER_CLASS)
class AfKeyTrafficIT {

  static final List<Shape> SHAPES = Shape.all();

  private static final Shape ESP = new Shape("esp", false, false);

  private static final Pattern COUNTS = Pattern.compile("(?m)^(\\d+) sent, (\\d+) received$");

  /** An SA that has nothing to do with the conversation. */
  private static final String OTHER =
      ManualSa.esp("198.51.100.1", "198.51.100.2", 0x9999).keyFileLine() + "\n";

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  AfKeyTrafficIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = enabled(hosts.left());
    right = enabled(hosts.right());
  }

  private static GuestDaemon enabled(Host host) {
    GuestDaemon daemon = GuestDaemon.start(host, "pfkey");
    daemon.store(OTHER);
    daemon.adm("enable", "-s").expectSuccess();
    return daemon;
  }

  @AfterAll
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void pingsCrossUnderTheKeysOfOneFile(Shape shape) {
    Conversation talk = new Conversation(hosts, shape);
    load(left, ManualSa.keyFile(talk.sas()));
    load(right, ManualSa.keyFile(talk.sas()));

    talk.expectProtectedPings();
  }

  @Test
  void aWrongKeyOnOneSideStopsPings() {
    Conversation talk = new Conversation(hosts, ESP);
    String file = ManualSa.keyFile(talk.sas());
    String key = Algorithm.SHA1.key(Conversation.THERE);
    assertThat(file).contains(key);
    load(left, file);
    load(right, file.replace(key, "fe" + key.substring(2)));

    talk.expectRefusedPings();
  }

  @Test
  void aHostThatIprouteLoadedUnderstandsOurs() {
    Conversation talk = new Conversation(hosts, ESP);
    load(left, ManualSa.keyFile(talk.sas()));
    hosts.right().shell(ManualSa.ipXfrmAdd(talk.sas())).expectSuccess();

    talk.expectProtectedPings();
  }

  @Test
  void aPingFloodThroughTwentyDeltaRefreshesOfOtherSasLosesNoPacket() {
    assertThat(lostInTwentyRefreshes("delta")).isZero();
  }

  @Test
  void theLossOfAPingFloodUnderTwentyFlushRefreshesIsReported() {
    long lost = lostInTwentyRefreshes("flush");

    assertThat(new Conversation(hosts, ESP).ping().status()).as("without keys").isNotZero();
    System.out.printf("20 refreshes by flush lost %d packets of a ping flood%n", lost);
  }

  /**
   * Floods while the left daemon loads other SAs in turn beside those of the conversation. It is
   * told so by SIGHUP, for which no JVM has to start, and each load has fifty packets before it.
   * The kernel counts, since replies that are under way when ping ends are not lost.
   */
  private long lostInTwentyRefreshes(String refresh) {
    Conversation talk = new Conversation(hosts, ESP);
    String keys = ManualSa.keyFile(talk.sas());
    load(right, keys);
    load(left, keys);
    left.adm("setprop", "config/refresh=" + refresh).expectSuccess();
    try {
      String flood =
          hosts
              .left()
              .shell(
                  """
                  set -e; cd %1$s
                  cp ipseckeys one; (cat one; %2$s) >two; chmod 600 one two
                  loads() { grep -c 'commands loaded;' log; }
                  sent() { echo $(</sys/class/net/eth0/statistics/tx_packets); }
                  echos() { nstat -asz IcmpOutEchos IcmpInEchoReps | awk '{ n[$1] = $2 } END { print n["IcmpOutEchos"], n["IcmpInEchoReps"] }'; }
                  read -r out back < <(echos)
                  env --default-signal=INT ping -f -q -I %3$s %4$s >flood 2>&1 & ping=$!
                  for file in $(for i in {1..10}; do echo two one; done); do
                    enough=$(( $(sent) + 50 ))
                    while (( $(sent) < enough )); do kill -0 $ping; done
                    before=$(loads)
                    cp $file ipseckeys; kill -HUP $(<pid)
                    while [[ $(loads) == "$before" ]]; do kill -0 $ping; done
                  done
                  kill -INT $ping; wait $ping || true
                  for i in {1..100}; do
                    read -r out2 back2 < <(echos)
                    (( out2 - out > back2 - back )) || break
                    sleep 0.05
                  done
                  echo "$(( out2 - out )) sent, $(( back2 - back )) received"
                  """
                      .formatted(
                          left.directory(),
                          "echo " + GuestKernel.quoted(OTHER),
                          hosts.onCable(false).left(),
                          hosts.onCable(false).right()),
                  Duration.ofMinutes(2))
              .expectSuccess()
              .out();
      Matcher counts = COUNTS.matcher(flood);
      assertThat(counts.find()).as(flood).isTrue();
      long sent = Long.parseLong(counts.group(1));
      assertThat(sent).as("packets of the flood").isGreaterThan(1000);
      return sent - Long.parseLong(counts.group(2));
    } finally {
      left.adm("setprop", "config/refresh=flush").expectSuccess();
    }
  }

  private static void load(GuestDaemon daemon, String keyFile) {
    daemon.store(keyFile);
    // Another test may have left it in maintenance.
    if (daemon.adm("refresh", "-s").status() != 0) {
      daemon.adm("clear", "-s").expectSuccess();
    }
  }
}
