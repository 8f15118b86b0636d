package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;

/**
 * New keys for two hosts under a ping flood. Each step reloads both by SIGHUP, one after the other;
 * old SAs linger for 50 milliseconds.
 */
@NeedsGuest
@Order(4)
@TestInstance(Lifecycle.PER_CLASS)
class RekeyIT {

  private static final Shape ESP = new Shape("esp", false, false);
  private static final int REKEYS = 30;
  private static final int LOSING_REKEYS = 10;
  private static final String PROPERTIES = "config/refresh = delta\nconfig/linger = 50";

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  RekeyIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "xfrm", PROPERTIES);
    right = GuestDaemon.start(hosts.right(), "xfrm", PROPERTIES);
  }

  @AfterAll
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  /** A command that writes a file for each direction, with keys that follow from a number. */
  private String writeKeys(Conversation talk, int number, long spi) {
    StringBuilder command = new StringBuilder();
    for (ManualSa sa : talk.sas()) {
      String direction = sa.spi() == Conversation.THERE ? "there." : "back.";
      ManualSa gcm = sa.with(Optional.empty(), Optional.of(Algorithm.GCM));
      String line =
          gcm.keyFileLine()
              .replace("spi 0x%x".formatted(sa.spi()), "spi 0x%x".formatted(sa.spi() + spi))
              .replace(Algorithm.GCM.key(sa.spi()), Algorithm.GCM.key(sa.spi() + 2L * number));
      command
          .append(Host.write(left.directory() + "/" + direction + number, line + "\n"))
          .append('\n');
    }
    return command.toString();
  }

  /**
   * Floods while the keys change, and returns how many packets were lost. Both sides count, and the
   * kernels: what is under way when ping ends is not lost.
   *
   * @param rekeys how often the keys change
   * @param steps what is done for each change from the keys {@code $n} to {@code $m}, with {@code
   *     load left FILE...} and {@code load right FILE...}
   */
  private long lost(int rekeys, String steps) {
    String script =
        """
        cd %1$s
        umask 077
        left=%1$s right=%2$s
        loads() { grep -c 'load of .*result=loaded' ${!1}/log; }
        load() { # load HOST FILE...: makes its key file of these, and waits for the load
          local host=$1 to=${!1} before; shift
          cat "$@" >$to/new && mv $to/new $to/ipseckeys
          before=$(loads $host)
          kill -HUP $(<$to/pid)
          for ((i = 0; i < 3000 && $(loads $host) == before; i++)); do read -r -t 0.01 -u 6; done
          (( $(loads $host) > before )) || { cat $to/log >&2; exit 1; }
        }
        exec 6<> <(:) # nothing ever comes
        echos() { nstat -asz IcmpOutEchos IcmpInEchoReps | awk '{ n[$1] = $2 } END { print n["IcmpOutEchos"], n["IcmpInEchoReps"] }'; }
        load left there.0 back.0; load right there.0 back.0
        read -r out back < <(echos)
        env --default-signal=INT ping -i 0.002 -q -I %3$s %4$s >flood 2>&1 & ping=$!
        for ((n = 0; n < %5$s; n++)); do
          m=$((n + 1))
          %6$s
          kill -0 $ping || exit
        done
        kill -INT $ping; wait $ping
        for ((i = 0; i < 100; i++)); do
          read -r out2 back2 < <(echos)
          (( out2 - out == back2 - back )) && break
          read -r -t 0.01 -u 6
        done
        grep -c 'Invalid argument' flood >&2
        echo $((out2 - out)) $((back2 - back))
        """
            .formatted(
                left.directory(),
                right.directory(),
                hosts.onCable(false).left(),
                hosts.onCable(false).right(),
                rekeys,
                steps);
    String[] counts =
        hosts.left().shell(script, Duration.ofMinutes(4)).expectSuccess().out().split("\\s+");
    long sent = Long.parseLong(counts[0]);
    assertThat(sent).as("packets of the flood").isGreaterThan(10L * rekeys);
    return sent - Long.parseLong(counts[1]);
  }

  /**
   * Two services without SAs, and the files of all keys.
   *
   * @param spiStep by how much the SPIs of keys differ from those before
   */
  private void begin(long spiStep) {
    Conversation talk = new Conversation(hosts, ESP);
    StringBuilder files = new StringBuilder("set -e\n");
    for (int i = 0; i <= REKEYS; i++) {
      files.append(writeKeys(talk, i, i * spiStep));
    }
    hosts.left().shell(files.toString()).expectSuccess();
    for (GuestDaemon daemon : List.of(left, right)) {
      daemon.store("");
      daemon.adm("enable").expectSuccess();
      daemon.adm("refresh", "-s").expectSuccess(); // also of one that another test has enabled
    }
  }

  @Tag("slow")
  @Test
  void newKeysUnderNewSpisInThreeStepsLoseNoPacket() {
    begin(0x10);
    String before = dropped();
    long lost =
        lost(
            REKEYS,
            """
            load left there.$n back.$n back.$m; load right there.$n there.$m back.$n
            load left there.$m back.$n back.$m; load right there.$n there.$m back.$m
            load left there.$m back.$m; load right there.$m back.$m
            """);

    assertThat(lost).isZero();
    assertThat(dropped()).isEqualTo(before);
  }

  /** What either host dropped so far, and why. */
  private String dropped() {
    return hosts.left().shell("cat /proc/net/xfrm_stat").expectSuccess().out()
        + hosts.right().shell("cat /proc/net/xfrm_stat").expectSuccess().out();
  }

  @Tag("slow")
  @Test
  void theLossOfNewKeysUnderTheSameSpisIsReported() {
    begin(0);
    long lost = lost(LOSING_REKEYS, "load left there.$m back.$m; load right there.$m back.$m");

    System.out.printf(
        "%d new keys under the same SPIs lost %d packets of a flood%n", LOSING_REKEYS, lost);
    assertThat(lost).isPositive();
  }
}
