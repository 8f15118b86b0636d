package org.manualkey.it;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The link between routers in a guest: a bridge in a namespace of its own, where it is listened to.
 */
final class OspfLink {

  private static final Pattern COUNTS = Pattern.compile("(\\d+) (\\d+) (\\d+) (\\d+)\n");

  private final GuestKernel guest;
  private final OspfRouter first;
  private final OspfRouter second;

  /** Both on a new link, without addresses. */
  OspfLink(GuestKernel guest, OspfRouter first, OspfRouter second) {
    this.guest = guest;
    this.first = first;
    this.second = second;
    run(
        """
        ip netns add wire
        ip -n wire link add br0 type bridge mcast_snooping 0
        ip -n wire link set br0 up
        """);
    connect(first);
    connect(second);
  }

  /** Hellos that each of the two sent, and of which the other has read. */
  record Hellos(long sent, long received, long sentBack, long receivedBack) {
    Hellos since(Hellos before) {
      return new Hellos(
          sent - before.sent,
          received - before.received,
          sentBack - before.sentBack,
          receivedBack - before.receivedBack);
    }

    long lost() {
      return Math.abs(sent - received) + Math.abs(sentBack - receivedBack);
    }
  }

  /** Gives a router its end of the link, as {@code eth0}. */
  void connect(OspfRouter router) {
    String port = "r" + router.number();
    String there = router.namespace().isEmpty() ? "1" : router.namespace();
    if (!router.namespace().isEmpty()) {
      run("ip netns add %1$s; ip -n %1$s link set lo up".formatted(there));
    }
    run(
        """
        ip -n wire link add %1$s type veth peer name eth0 netns %2$s
        ip -n wire link set %1$s master br0 up
        """
            .formatted(port, there));
  }

  /** The Hellos so far, after each of the two has sent some more. */
  Hellos hellos(int more) {
    String counts =
        run(GuestKernel.quoted("ospf6", "hellos", "" + more, first.vty(), second.vty()));
    List<Long> numbers =
        COUNTS
            .matcher(counts)
            .results()
            .flatMap(found -> List.of(1, 2, 3, 4).stream().map(group -> number(found, group)))
            .toList();
    return new Hellos(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
  }

  private static long number(MatchResult found, int group) {
    return Long.parseLong(String.valueOf(found.group(group)));
  }

  /**
   * Begins to record what passes the end of the first router, but for ICMPv6 and multicast
   * listeners.
   */
  void listen() {
    run(
        """
        rm -f /root/wire
        systemd-run -q --unit=wire --collect -p NetworkNamespacePath=/run/netns/wire \
          -p StandardOutput=file:/root/wire -p StandardError=file:/root/wire.listening \
          tcpdump -lni %s --immediate-mode 'ip6[6] != 58 and ip6[6] != 0'
        until grep -q listening /root/wire.listening; do read -r -t 0.05 <> <(:) || true; done
        """
            .formatted("r" + first.number()));
  }

  /** Ends that, and returns a line for each packet. */
  List<String> heard() {
    return run("systemctl stop wire; cat /root/wire")
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private String run(String script) {
    return guest.shell("exec 2>&1; set -e\n" + script).expectSuccess().out();
  }
}
