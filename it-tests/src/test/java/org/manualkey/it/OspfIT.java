package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.manualkey.it.OspfLink.Hellos;

/**
 * {@code docs/OSPFV3.md} with its own commands and files: OSPFv3 of FRR between two routers, the
 * first of which has the back end {@code xfrm}, and the second {@code pfkey}.
 */
@NeedsContainers
@Order(0)
@Tag("slow")
class OspfIT {

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Document DOCUMENT = Document.of("OSPFV3.md");
  private static final String NEIGHBORS = "show ipv6 ospf6 neighbor";
  private static final String TRAFFIC = "show ipv6 ospf6 interface traffic eth0";

  private GuestKernel guest;
  private OspfRouter r1;
  private OspfRouter r2;
  private OspfLink link;

  @BeforeEach
  void twoRouters() {
    guest = GuestKernel.bootRouter(DebianPackage.file());
    r1 = new OspfRouter(guest, 1, "");
    r2 = new OspfRouter(guest, 2, "r2");
    link = new OspfLink(guest, r1, r2);
  }

  @AfterEach
  void end() {
    guest.close();
  }

  @Test
  void routersSpeakIpsecOnly_andNoHelloIsLostByWhatHappensToTheDaemonNorByNewKeys() {
    installTheService();
    addPoliciesAndStartFrr();
    dropAThirdRoutersPlainHellos();
    loseNoHelloByWhatHappensToTheDaemon();
    loseNoHelloByNewKeys();
    loseTheAdjacencyByAWrongKey();
    authenticateOnly();
  }

  private void installTheService() {
    run("cd /root; mv manual-key_*.deb own.deb; TMPDIR=/proc/none dpkg -i own.deb");
    run(
        """
        cp /etc/manual-key/manual-key.properties /etc/manual-key/r2.properties
        sed 's/--backend auto/--backend pfkey/' /usr/lib/systemd/system/manual-keyd@.service \
          >/etc/systemd/system/manual-keyd@r2.service
        systemctl daemon-reload
        systemctl start manual-keyd@r2
        """);
    r1.run(DOCUMENT.block("Keys", 0) + DOCUMENT.block("New keys", 0));
    for (OspfRouter router : List.of(r1, r2)) {
      router.run(DOCUMENT.block("The routers", 0));
      router.run(DOCUMENT.block("Keys", 1));
    }
    assertThat(r1.run("cat /proc/net/pfkey").lines()).as("sockets of PF_KEY").hasSize(1);
    assertThat(r2.run("cat /proc/net/pfkey").lines()).hasSizeGreaterThan(1);
  }

  private void addPoliciesAndStartFrr() {
    link.listen();
    for (OspfRouter router : List.of(r1, r2)) {
      router.write("/etc/systemd/system/ospf6-policies.service", DOCUMENT.block("Policies", 0));
      router.run(DOCUMENT.block("Policies", 1));
    }
    configureFrr(r1);
    configureFrr(r2);
    assertThat(run("systemctl show -p Requires -p After frr").lines())
        .hasSize(2)
        .allMatch(line -> line.contains("ospf6-policies.service"));
    assertThat(run("systemctl show -p After ospf6-policies")).contains("manual-keyd.service");
    run(
        """
        policies=$(systemctl show -p ActiveEnterTimestampMonotonic --value ospf6-policies)
        begun=$(systemctl show -p InactiveExitTimestampMonotonic --value frr)
        ((0 < policies && policies <= begun))
        """);
    r1.awaitFull(r2);
    r2.awaitFull(r1);
  }

  /** Writes its configuration and starts it. */
  private void configureFrr(OspfRouter router) {
    router.makeFrrDirectory();
    router.write("/etc/frr/frr.conf", DOCUMENT.block("FRR", 0));
    router.run(DOCUMENT.block("FRR", 1));
  }

  private void dropAThirdRoutersPlainHellos() {
    OspfRouter r3 = new OspfRouter(guest, 3, "r3");
    link.connect(r3);
    r3.run(DOCUMENT.block("The routers", 0));
    configureFrr(r3);
    r3.await("eth0\\s+\\d+/([3-9]|\\d\\d)", TRAFFIC);
    run("systemctl stop frr@r3");

    for (OspfRouter router : List.of(r1, r2)) {
      assertThat(router.await("Full", NEIGHBORS)).doesNotContain(r3.id());
      assertThat(router.dropped()).contains("XfrmInTmplMismatch");
    }
    List<String> heard = link.heard();
    assertThat(heard)
        .anyMatch(line -> line.contains("IP6 fe80::3 > ff02::5: OSPFv3, Hello"))
        .anyMatch(line -> line.contains("IP6 fe80::1 > ff02::5: ESP(spi=0x00001001"))
        .anyMatch(line -> line.contains("IP6 fe80::1 > fe80::2: ESP(spi=0x00001001"))
        .anyMatch(line -> line.contains("IP6 fe80::2 > ff02::5: ESP(spi=0x00002001"))
        .allMatch(line -> line.contains(": ESP(spi=0x0000") || line.contains("IP6 fe80::3 > "));
  }

  private void loseNoHelloByWhatHappensToTheDaemon() {
    loseNoHello(
        "kill -9",
        () ->
            run(
                """
                declare -A killed
                pid() { systemctl show -p MainPID --value $1; }
                for unit in manual-keyd manual-keyd@r2; do
                  killed[$unit]=$(pid $unit); kill -KILL ${killed[$unit]}
                done
                # A unit keeps the status of the process that was killed until systemd starts the next one.
                for unit in manual-keyd manual-keyd@r2; do
                  until next=$(pid $unit) && [[ $next != 0 && $next != ${killed[$unit]} ]] \
                      && systemctl show -p StatusText --value $unit | grep -q '^online'; do
                    read -r -t 0.1 <> <(:) || true
                  done
                done
                """));
    loseNoHello("systemctl restart", () -> run("systemctl restart manual-keyd"));
    loseNoHello(
        "upgrade of the package",
        () ->
            run(
                """
                cd /root; dpkg-deb -R own.deb new; sed -i 's/^Version:.*/Version: 99/' new/DEBIAN/control
                dpkg-deb -Znone -b new new.deb >/dev/null
                TMPDIR=/proc/none dpkg -i new.deb
                """));
  }

  private void loseNoHelloByNewKeys() {
    List<List<String>> steps = DOCUMENT.table("New keys");
    assertThat(steps).hasSize(4);
    for (int step = 1; step < steps.size(); step++) {
      String ofFirst = steps.get(step).get(0);
      String ofSecond = steps.get(step).get(1);
      loseNoHello("new keys, step " + step + ", r1", () -> load(r1, ofFirst));
      loseNoHello("new keys, step " + step + ", r2", () -> load(r2, ofSecond));
    }
    for (OspfRouter router : List.of(r1, r2)) {
      assertThat(
              router.run(
                  """
                  for ((i = 0; i < 100; i++)); do # old SAs linger
                    spis=$(ip xfrm state | sed -n 's/.* spi \\(0x[0-9a-f]*\\).*/\\1/p' | sort -u)
                    [[ $spis == *0x0000[12]001* ]] || break
                    read -r -t 0.1 <> <(:) || true
                  done
                  echo "$spis"
                  """))
          .isEqualTo("0x00001002\n0x00002002\n");
    }
  }

  private void load(OspfRouter router, String keyFile) {
    router.run(keyFile + " >/etc/inet/secret/ipseckeys");
    router.run("systemctl reload manual-keyd");
  }

  /** Nothing that either router sends meanwhile, and in the two seconds after, is lost. */
  private void loseNoHello(String why, Runnable event) {
    Hellos before = link.hellos(0);
    String dropped = r1.dropped() + r2.dropped();
    event.run();
    assertThat(run("systemctl show -p StatusText --value manual-keyd manual-keyd@r2").lines())
        .filteredOn(line -> !line.isEmpty())
        .hasSize(2)
        .allMatch(line -> line.startsWith("online"));
    Hellos passed = link.hellos(2).since(before);
    System.out.printf(
        "| %s | %d | %d | %d | %d |%n",
        why, passed.sent(), passed.received(), passed.sentBack(), passed.receivedBack());
    assertThat(passed.lost()).as("Hellos lost by: %s", why).isZero();
    assertThat(r1.dropped() + r2.dropped()).as("dropped by: %s", why).isEqualTo(dropped);
    assertThat(r1.await("", NEIGHBORS)).contains("Full");
    assertThat(r2.await("", NEIGHBORS)).contains("Full");
  }

  private void loseTheAdjacencyByAWrongKey() {
    r1.run(DOCUMENT.block("Keys", 0) + "sas 0x1002 fe80::1 fe80::2 >r1.wrong");
    load(r2, "cat r2.new r1.wrong");
    r2.await("(?s)^Neighbor ID(?!.*192\\.0\\.2\\.1)", NEIGHBORS);
    r1.await("192\\.0\\.2\\.2\\s.*\\sInit/", NEIGHBORS);
    assertThat(r2.dropped()).contains("XfrmInStateProtoError");

    load(r2, "cat r2.new r1.new");
    r1.awaitFull(r2);
    r2.awaitFull(r1);
  }

  private void authenticateOnly() {
    run("systemctl stop frr frr@r2");
    for (OspfRouter router : List.of(r1, r2)) {
      load(router, "cat r1.new r2.new | " + DOCUMENT.block("AH instead", 0).strip());
      router.run(DOCUMENT.block("AH instead", 1));
    }
    link.listen();
    run("systemctl start frr frr@r2");
    r1.awaitFull(r2);
    r2.awaitFull(r1);
    assertThat(link.heard())
        .anyMatch(line -> line.contains("IP6 fe80::1 > ff02::5: AH(spi=0x00001002"))
        .anyMatch(line -> line.contains("IP6 fe80::2 > fe80::1: AH(spi=0x00002002"))
        .allMatch(line -> line.contains(": AH(spi=0x0000"));
  }

  private String run(String script) {
    return guest.shell("exec 2>&1; set -e\n" + script, LONG).expectSuccess().out();
  }
}
