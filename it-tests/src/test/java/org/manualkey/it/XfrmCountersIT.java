package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manualkey.it.Conversation.Shape;

/** Sequence numbers and replay windows of two hosts whose SAs are loaded again. */
@NeedsGuest(Linux.SID)
@Order(3)
class XfrmCountersIT {
  private static final Pattern REFUSED = Pattern.compile("XfrmInStateSeqError\\s+(\\d+)");
  private static final Pattern SENT = Pattern.compile("oseq 0x(\\p{XDigit}+)");

  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;
  private final Conversation talk;

  XfrmCountersIT(GuestKernel guest) {
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "xfrm");
    right = GuestDaemon.start(hosts.right(), "xfrm");
    talk = new Conversation(hosts, new Shape("esp", false, false));
  }

  @AfterEach
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  /** Both hosts have these keys, and a replay window each. */
  private String keyFile() {
    return ManualSa.keyFile(talk.sas()).replace("\n", " replay 32\n");
  }

  private void store(String keys) {
    left.store(keys);
    right.store(keys);
  }

  private void refresh() {
    right.adm("refresh", "-s").expectSuccess();
    left.adm("refresh", "-s").expectSuccess();
  }

  private void expectPings() {
    assertThat(talk.ping().expectSuccess().out()).contains("2 received");
  }

  /** How many packets a host refused for their numbers. */
  private static long refused(Host host) {
    Matcher matcher = REFUSED.matcher(host.shell("cat /proc/net/xfrm_stat").expectSuccess().out());
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** The number of the last packet that the left host sent. */
  private long sent() {
    String shown =
        hosts
            .left()
            .shell("ip xfrm state get dst 10.0.0.2 proto esp spi " + Conversation.THERE)
            .expectSuccess()
            .out();
    Matcher matcher = SENT.matcher(shown);
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1), 16);
  }

  /** Pings once, and keeps the packet that the left host sent. */
  private void capture() {
    hosts
        .left()
        .shell(
            """
            cd %s
            coproc wire {
              exec timeout 20 tcpdump --immediate-mode -Unw packet -c 1 -i eth0 \
                'esp and src host 10.0.0.1' 2>&1
            }
            while read -r line <&"${wire[0]}"; do [[ $line == *listening* ]] && break; done
            exec 5<&"${wire[0]}"
            ping -c 1 -W 2 -I 10.0.0.1 10.0.0.2 || exit
            cat <&5
            """
                .formatted(hosts.left().directory()))
        .expectSuccess();
  }

  /** Sends the packet that was kept once more; from an address that no policy of left is about. */
  private void sendAgain() {
    hosts
        .left()
        .shell(
            """
            perl -MSocket -e '
              open F, "<:raw", $ARGV[0] or die $!;
              local $/;
              my $packet = substr <F>, 24 + 16 + 14 + 20; # after the headers of file, packet, Ethernet and IP
              socket S, PF_INET, SOCK_RAW, 50 or die $!;
              bind S, pack_sockaddr_in(0, inet_aton("10.1.0.1")) or die $!;
              send S, $packet, 0, pack_sockaddr_in(0, inet_aton("10.0.0.2")) or die $!;
            ' %s/packet
            """
                .formatted(hosts.left().directory()))
        .expectSuccess();
    hosts
        .right()
        .shell(
            """
            for ((i = 0; i < 200; i++)); do
              [[ $(</proc/net/xfrm_stat) =~ XfrmInStateSeqError[[:space:]]+[1-9] ]] && exit
              sleep 0.02
            done
            exit 1
            """)
        .expectSuccess();
  }

  @Test
  void aFlushLosesNoPacketTakesNoneTwiceAndOtherKeysBeginAnew() {
    store(keyFile());
    left.adm("enable", "-s").expectSuccess();
    right.adm("enable", "-s").expectSuccess();
    capture();
    expectPings();

    refresh();
    sendAgain();
    assertThat(refused(hosts.right())).isEqualTo(1);
    expectPings();
    assertThat(sent()).isEqualTo(5);
    refresh();
    expectPings();
    assertThat(sent()).isEqualTo(7);
    assertThat(refused(hosts.right())).isEqualTo(1);
    assertThat(refused(hosts.left())).isZero();

    store(keyFile().replaceAll("(authkey ..)..", "$1fe"));
    refresh();
    expectPings();
    assertThat(sent()).isEqualTo(2);
    assertThat(refused(hosts.right())).isEqualTo(1);
    assertThat(refused(hosts.left())).isZero();
  }
}
