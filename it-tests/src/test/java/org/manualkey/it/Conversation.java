package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.manualkey.it.GuestKernel.Result;
import org.manualkey.it.TwoHosts.Ends;

/** What two hosts send each other under policies that let no packet through without IPsec. */
final class Conversation {

  /** What a pair of SAs protects, and how. */
  record Shape(String protocol, boolean ipv6, boolean tunnel) {
    static List<Shape> all() {
      return List.of("esp", "ah").stream()
          .flatMap(protocol ->
              List.of(false, true).stream()
                  .flatMap(ipv6 ->
                      List.of(false, true).stream()
                          .map(tunnel -> new Shape(protocol, ipv6, tunnel))))
          .toList();
    }

    @Override
    public String toString() {
      return protocol + (ipv6 ? " IPv6 " : " IPv4 ") + (tunnel ? "tunnel" : "transport");
    }
  }

  static final long THERE = 0x1001;
  static final long BACK = 0x1002;

  private static final int PINGS = 2;

  /** Octets of an echo request without its IP header. */
  private static final long ECHO = 64;

  private static final long IPV4_HEADER = 20;
  private static final long IPV6_HEADER = 40;

  private final Shape shape;
  private final Host left;
  private final Host right;
  private final Ends outer;
  private final Ends inner;

  /** Takes out all policies and SAs of the hosts, and sets the policies of a shape. */
  Conversation(TwoHosts hosts, Shape shape) {
    this.shape = shape;
    this.left = hosts.left();
    this.right = hosts.right();
    this.outer = hosts.onCable(shape.ipv6());
    this.inner = shape.tunnel() ? hosts.behind(shape.ipv6()) : outer;
    setPolicies(left, "out", "in");
    setPolicies(right, "in", "out");
  }

  /** The SAs of both directions, which both hosts must have. */
  List<ManualSa> sas() {
    ManualSa there = sa(outer.left(), outer.right(), THERE);
    ManualSa back = sa(outer.right(), outer.left(), BACK);
    return shape.tunnel()
        ? List.of(there.tunnelOf(inner.left() + full()), back.tunnelOf(inner.right() + full()))
        : List.of(there, back);
  }

  /** Two echo requests from left to right; it waits two seconds for the answers. */
  Result ping() {
    return left.run(
        "ping",
        "-c",
        Integer.toString(PINGS),
        "-i",
        "0.2",
        "-W",
        "2",
        "-I",
        inner.left(),
        inner.right());
  }

  /**
   * Pings, and looks at the wire meanwhile: both directions must be there under their SPI, and the
   * counters of both SAs on both hosts must have moved.
   */
  void expectProtectedPings() {
    String wire =
        left.shell(
                """
                coproc wire {
                  exec timeout 20 tcpdump --immediate-mode -lni eth0 -c %d 'esp or ah' 2>&1
                }
                while read -r line <&"${wire[0]}"; do [[ $line == *listening* ]] && break; done
                exec 5<&"${wire[0]}"
                ping -c %d -i 0.2 -W 2 -I %s %s || exit
                cat <&5
                """
                    .formatted(2 * PINGS, PINGS, inner.left(), inner.right()))
            .expectSuccess()
            .out();
    for (long spi : List.of(THERE, BACK)) {
      assertThat(wire.lines().filter(line -> line.contains(onTheWire(spi))))
          .as("packets of SPI 0x%x in: %s", spi, wire)
          .hasSize(PINGS)
          .allMatch(line -> shape.protocol().equals("ah") || line.endsWith(espLength()));
    }
    for (Host host : List.of(left, right)) {
      assertThat(XfrmSa.of(host).stream().filter(sa -> sa.spi() == THERE || sa.spi() == BACK))
          .hasSize(2)
          .allSatisfy(sa -> {
            assertThat(sa.packets()).isEqualTo(PINGS);
            assertThat(sa.bytes()).isGreaterThanOrEqualTo(PINGS * ECHO);
            assertThat(sa.failed()).isZero();
          });
    }
  }

  /** Pings of which none is answered, because right cannot verify what left sends. */
  void expectRefusedPings() {
    assertThat(ping().expect(1).out()).contains(" 0 received");
    assertThat(XfrmSa.of(left, THERE).packets()).isEqualTo(PINGS);
    assertThat(XfrmSa.of(right, THERE).failed()).isEqualTo(PINGS);
    assertThat(XfrmSa.of(right, BACK).packets()).isZero();
  }

  private String onTheWire(long spi) {
    return shape.protocol().toUpperCase(Locale.ROOT) + "(spi=0x%08x,".formatted(spi);
  }

  /** Octets of ESP from its SPI to the check value of 96 bits, under AES-CBC. */
  private String espLength() {
    long header = shape.ipv6() ? IPV6_HEADER : IPV4_HEADER;
    long inside = ECHO + (shape.tunnel() ? header : 0);
    long blocks = (inside + 2 + 15) / 16;
    return ", length " + (8 + 16 + 16 * blocks + 12);
  }

  private ManualSa sa(String source, String destination, long spi) {
    return shape.protocol().equals("ah")
        ? ManualSa.ah(source, destination, spi)
        : ManualSa.esp(source, destination, spi);
  }

  private void setPolicies(Host host, String there, String back) {
    host.shell(
            "set -e; ip xfrm policy flush; ip xfrm state flush\n%s\n%s"
                .formatted(
                    policy(there, inner, outer), policy(back, inner.reversed(), outer.reversed())))
        .expectSuccess();
  }

  private String policy(String direction, Ends from, Ends tunnel) {
    return "ip xfrm policy add dir %s src %s dst %s tmpl src %s dst %s proto %s mode %s"
        .formatted(
            direction,
            from.left() + full(),
            from.right() + full(),
            tunnel.left(),
            tunnel.right(),
            shape.protocol(),
            shape.tunnel() ? "tunnel" : "transport");
  }

  private String full() {
    return shape.ipv6() ? "/128" : "/32";
  }
}
