package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.it.Conversation.Shape;

/**
 * ESP in UDP between two hosts whose policies cover all packets between them, and so those of UDP,
 * too. The right host has AF_KEY and the ports open; those of the left one are what is tested.
 */
@NeedsGuest
@Order(3)
@TestInstance(Lifecycle.PER_CLASS)
class NatTraversalIT {

  private static final String PORTS = "config/nat_t_ports";

  /** The other port is 4500, as the kernel is asked where none is given. */
  private static final String ENCAPSULATED = " encap udp nat_lport 4500\n";

  private final GuestKernel guest;
  private final TwoHosts hosts;
  private final GuestDaemon left;
  private final GuestDaemon right;

  NatTraversalIT(GuestKernel guest) {
    this.guest = guest;
    hosts = new TwoHosts(guest);
    left = GuestDaemon.start(hosts.left(), "xfrm");
    right = GuestDaemon.start(hosts.right(), "pfkey", PORTS + " = 4500, 4501");
  }

  @AfterEach
  void closePorts() {
    left.adm("setprop", "-d", PORTS).expectSuccess();
  }

  @AfterAll
  void end() {
    left.close();
    right.close();
    hosts.close();
  }

  private Conversation begin(boolean ipv6) {
    return new Conversation(hosts, new Shape("esp", ipv6, false));
  }

  private void load(Conversation talk) {
    StringBuilder keys = new StringBuilder();
    talk.sas().forEach(sa -> keys.append(sa.keyFileLine()).append(ENCAPSULATED));
    left.load(keys.toString()).expectSuccess();
    right.load(keys.toString()).expectSuccess();
  }

  private static void expectPings(Conversation talk) {
    assertThat(talk.ping().expectSuccess().out()).contains("2 received");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void encapsulatedPacketsAreTakenOutWithThePropertyAlone(boolean ipv6) {
    Conversation talk = begin(ipv6);
    load(talk);

    assertThat(talk.ping().expect(1).out()).contains(" 0 received");
    assertThat(XfrmSa.of(hosts.right(), Conversation.BACK).packets()).as("answers").isEqualTo(2);
    left.set(PORTS, "4500");
    expectPings(talk);
  }

  /** Whatever comes, the kernel keeps none of it for a reader that there is not. */
  @Test
  void whatIsNoEspIsDroppedAndNothingWaits() {
    left.set(PORTS, "4500");
    hosts
        .left()
        .shell("for i in 1 2 3; do printf '\\0\\0\\0\\0IKE?' >/dev/udp/127.0.0.1/4500; done")
        .expectSuccess();

    String[] socket =
        hosts
            .left()
            .run("grep", ":1194 ", "/proc/net/udp")
            .expectSuccess()
            .out()
            .trim()
            .split(" +");
    assertThat(socket[4]).as("octets that wait").isEqualTo("00000000:00000000");
    assertThat(socket[socket.length - 1]).as("packets that were dropped").isEqualTo("3");
  }

  @Test
  void aPortOfAnotherProgramIsReportedAndTakenWhenItIsFree() {
    Conversation talk = begin(false);
    String held = hosts.left().directory() + "/held";
    hosts
        .left()
        .shell(
            """
            exec 6<> <(:) # nothing ever comes
            : >%1$s
            perl -e 'use Socket; socket($s, PF_INET, SOCK_DGRAM, 0);
              bind($s, sockaddr_in(4500, INADDR_ANY)) or die "bind: $!"; print "held\\n";
              close STDOUT; sleep 300' >%1$s 2>&1 </dev/null 6>&- &
            echo $! >%1$s.pid
            until [[ $(<%1$s) == held ]]; do
              kill -0 $! || { cat %1$s >&2; exit 1; }
              read -r -t 0.05 -u 6 || true
            done
            """
                .formatted(held))
        .expectSuccess();
    String taken =
        "cannot have UDP port 4500 of config/nat_t_ports over IPv4: another program has it";
    assertThat(left.adm("setprop", PORTS + "=4500").expectSuccess().err()).contains(taken);
    assertThat(left.adm("status", "-x").out()).contains("warning     " + taken);
    assertThat(left.log()).contains(taken);
    load(talk);
    assertThat(talk.ping().expect(1).out()).contains(" 0 received");

    hosts.left().shell("kill $(<" + held + ".pid)").expectSuccess();
    assertThat(left.adm("setprop", PORTS + "=4500").expectSuccess().err()).isEmpty();
    expectPings(talk);
  }

  /** The right host sends from 4501 as if a NAT were between, and has both ports. */
  @Test
  void aPeerThatMovesIsReportedAndFollowedIfWanted() {
    Conversation talk = begin(false);
    ManualSa there = talk.sas().getFirst();
    ManualSa back = talk.sas().getLast();
    hosts
        .right()
        .shell(
            "%s encap espinudp 4500 4500 0.0.0.0 && %s encap espinudp 4501 4500 0.0.0.0"
                .formatted(there.ipXfrmAdd(), back.ipXfrmAdd()))
        .expectSuccess();
    left.set(PORTS, "4500");
    left.set("config/refresh", "delta");
    left.store(there.keyFileLine() + ENCAPSULATED + back.keyFileLine() + ENCAPSULATED);
    left.adm("enable", "-s").expectSuccess();

    expectPings(talk);
    String moved = "the peer of esp spi 0x1002 dst 10.0.0.1 sends from 10.0.0.2 port 4501 now";
    left.awaitLog(moved);
    assertThat(left.log())
        .containsOnlyOnce(moved)
        .contains(", instead of 10.0.0.2 port 4500; packets to it go where they went");
    left.set("config/nat_t_mapping", "update");
    expectPings(talk);
    left.awaitLog("; 2 SAs changed to that port");
    expectFollowed(talk);

    left.adm("refresh", "-s").expectSuccess();
    expectFollowed(talk);
    left.reset();
  }

  private void expectFollowed(Conversation talk) {
    assertThat(XfrmSa.of(hosts.left(), Conversation.THERE).encap()).hasValue("espinudp 4500 4501");
    assertThat(XfrmSa.of(hosts.left(), Conversation.BACK).encap()).hasValue("espinudp 4501 4500");
    expectPings(talk);
  }

  /** PF_KEY has a form of its own for the bypass of policies. */
  @Test
  void aKernelWithoutXfrmBypassesPoliciesByAfKey() {
    Conversation talk = begin(false);
    left.end("TERM");
    try {
      guest.run("rmmod", "xfrm_user").expectSuccess();
      left.startAgain("pfkey");
      right.set(PORTS, "4501");
      right.set(PORTS, "4500");
      left.set(PORTS, "4500");
      load(talk);
      expectPings(talk);
      left.end("TERM");
    } finally {
      guest.run("modprobe", "xfrm_user").expectSuccess();
    }
    right.adm("setprop", "-d", PORTS).expectSuccess();
    left.startAgain("xfrm");
  }
}
