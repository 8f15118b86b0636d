package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.manualkey.it.Conversation.Shape;

/** A host whose SAs were loaded by AF_KEY gets a daemon that uses XFRM, while its peer pings it. */
@NeedsGuest(Linux.SID)
@Order(3)
@TestInstance(Lifecycle.PER_CLASS)
final class UpgradeToXfrmIT {

  private static final String DELTA = "config/refresh = delta";

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  UpgradeToXfrmIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "pfkey", DELTA);
    right = GuestDaemon.start(hosts.right(), "pfkey", DELTA);
  }

  @AfterAll
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  @Tag("slow")
  @Test
  void noPacketIsLostWhenTheDaemonGoesOverToXfrm() {
    Conversation talk = new Conversation(hosts, new Shape("esp", false, false));
    for (GuestDaemon daemon : new GuestDaemon[] {left, right}) {
      daemon.store(ManualSa.keyFile(talk.sas()));
      daemon.adm("enable", "-s").expectSuccess();
    }
    String dropped = dropped();
    beginPings();

    left.end("TERM");
    left.startAgain("auto");
    left.adm("refresh", "-s").expectSuccess();
    left.adm("refresh", "-s").expectSuccess();

    String[] counts = endPings();
    assertThat(left.adm("status").out()).contains("xfrm");
    assertThat(Long.parseLong(counts[0])).as("echo requests").isGreaterThan(50);
    assertThat(counts[1]).as("echo replies").isEqualTo(counts[0]);
    assertThat(dropped()).isEqualTo(dropped);
  }

  private String dropped() {
    return hosts.left().shell("cat /proc/net/xfrm_stat").expectSuccess().out()
        + hosts.right().shell("cat /proc/net/xfrm_stat").expectSuccess().out();
  }

  private void beginPings() {
    hosts
        .right()
        .shell(
            """
            nstat -n
            setsid env --default-signal=INT ping -i 0.01 -q -I %2$s %3$s \\
              </dev/null >/dev/null 2>&1 & echo $! >%1$s/ping
            """
                .formatted(
                    right.directory(), hosts.onCable(false).right(), hosts.onCable(false).left()))
        .expectSuccess();
  }

  /** How many requests were sent, and how many replies came; none is under way. */
  private String[] endPings() {
    return hosts
        .right()
        .shell(
            """
            exec 6<> <(:) # nothing ever comes
            ping=$(<%s/ping)
            kill -INT $ping; tail -f /dev/null --pid=$ping
            for ((i = 0; i < 100; i++)); do
              read -r out back < <(nstat -sz IcmpOutEchos IcmpInEchoReps |
                awk '{ n[$1] = $2 } END { print n["IcmpOutEchos"], n["IcmpInEchoReps"] }')
              (( out == back )) && break
              read -r -t 0.01 -u 6
            done
            echo $out $back
            """
                .formatted(right.directory()))
        .expectSuccess()
        .out()
        .strip()
        .split(" ");
  }
}
