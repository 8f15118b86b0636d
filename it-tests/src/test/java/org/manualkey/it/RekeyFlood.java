package org.manualkey.it;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.manualkey.it.Conversation.Shape;
import org.manualkey.it.ManualSa.Algorithm;

/**
 * Two hosts that get new keys under a ping flood. Each step reloads both by SIGHUP, one after the
 * other; old SAs linger for 50 milliseconds.
 */
final class RekeyFlood implements AutoCloseable {

  private static final Shape ESP = new Shape("esp", false, false);
  private static final String PROPERTIES = "config/refresh = delta\nconfig/linger = 50";

  /** For one change of keys; many times what it takes. */
  private static final Duration CHANGE = Duration.ofSeconds(15);

  /** The files of so many changes fit into one command. */
  private static final int FILES = 50;

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  RekeyFlood(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "xfrm", PROPERTIES);
    right = GuestDaemon.start(hosts.right(), "xfrm", PROPERTIES);
  }

  /**
   * What the kernels counted. What was under way when ping ended is not lost.
   *
   * @param sent echo requests
   * @param lost requests to which no reply came
   * @param refused packets that a system call refused with {@code EINVAL}: their SA was deleted
   *     when they had chosen it
   */
  record Counts(long sent, long lost, long refused) {}

  @Override
  public void close() {
    left.close();
    right.close();
    hosts.close();
  }

  /**
   * New keys under new SPIs, in three steps: both hosts take packets under them, then send under
   * them, then delete the old ones.
   */
  Counts underNewSpis(int rekeys) {
    begin(rekeys, 0x10);
    return flood(
        rekeys,
        """
        load left there.$n back.$n back.$m; load right there.$n there.$m back.$n
        load left there.$m back.$n back.$m; load right there.$n there.$m back.$m
        load left there.$m back.$m; load right there.$m back.$m
        """);
  }

  /** New keys under the same SPIs, in one step. */
  Counts underTheSameSpis(int rekeys) {
    begin(rekeys, 0);
    return flood(rekeys, "load left there.$m back.$m; load right there.$m back.$m");
  }

  /** What either host dropped so far, and why. */
  String dropped() {
    return hosts.left().shell("cat /proc/net/xfrm_stat").expectSuccess().out()
        + hosts.right().shell("cat /proc/net/xfrm_stat").expectSuccess().out();
  }

  /**
   * Two services without SAs, and the files of all keys.
   *
   * @param spiStep by how much the SPIs of keys differ from those before
   */
  private void begin(int rekeys, long spiStep) {
    Conversation talk = new Conversation(hosts, ESP);
    for (int first = 0; first <= rekeys; first += FILES) {
      StringBuilder files = new StringBuilder("set -e\n");
      for (int i = first; i <= rekeys && i < first + FILES; i++) {
        files.append(writeKeys(talk, i, i * spiStep));
      }
      hosts.left().shell(files.toString()).expectSuccess();
    }
    for (GuestDaemon daemon : List.of(left, right)) {
      daemon.store("");
      daemon.adm("enable").expectSuccess();
      daemon.adm("refresh", "-s").expectSuccess(); // also of one that an earlier flood has enabled
    }
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
   * Floods while the keys change.
   *
   * @param steps what is done for each change from the keys {@code $n} to {@code $m}, with {@code
   *     load left FILE...} and {@code load right FILE...}
   */
  private Counts flood(int rekeys, String steps) {
    String script =
        """
        cd %1$s
        umask 077
        left=%1$s right=%2$s
        exec 6<> <(:) # nothing ever comes
        # From here on, however late tail starts.
        follow() { exec tail -n +$1 -F $2/log 2>/dev/null; }
        next() { echo $(($(wc -l <$1/log) + 1)); }
        ofLeft=$(next $left) ofRight=$(next $right)
        exec 7< <(follow $ofLeft $left) 8< <(follow $ofRight $right)
        load() { # load HOST FILE...: makes its key file of these, and waits for the load
          local to=${!1} log=7 line; [[ $1 == left ]] || log=8; shift
          cat "$@" >$to/ipseckeys
          kill -HUP $(<$to/pid)
          while read -r -t 30 line <&$log; do
            # That of the empty file may be late.
            [[ $line != *'load of '*' commands='[1-9]* ]] || { [[ $line == *result=loaded* ]] && return; break; }
          done
          cat $to/log >&2; exit 1
        }
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
        echo $((out2 - out)) $((back2 - back)) $(grep -c 'Invalid argument' flood)
        """
            .formatted(
                left.directory(),
                right.directory(),
                hosts.onCable(false).left(),
                hosts.onCable(false).right(),
                rekeys,
                steps);
    String[] counts =
        hosts
            .left()
            .shell(script, CHANGE.multipliedBy(rekeys))
            .expectSuccess()
            .out()
            .strip()
            .split("\\s+");
    long sent = Long.parseLong(counts[0]);
    return new Counts(sent, sent - Long.parseLong(counts[1]), Long.parseLong(counts[2]));
  }
}
