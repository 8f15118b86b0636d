package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.it.ManualSa.Algorithm;
import org.manualkey.it.XfrmSa.Limits;

/**
 * What commands ask for against what the kernel then holds, as iproute2 reads it, by one of the
 * interfaces of the kernel.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CommandsOnKernel {

  static final long SPI = 0x2001;

  final Host host;
  final GuestDaemon daemon;

  CommandsOnKernel(GuestKernel guest, String backEnd) {
    host = guest.host();
    daemon = GuestDaemon.start(host, backEnd);
  }

  /** Which source prefix the kernel selects of a tunnel whose line has one. */
  abstract String selected(String inner);

  @AfterAll
  void end() {
    daemon.close();
    host.close();
  }

  @BeforeEach
  void anEmptyDatabase() {
    host.run("ip", "xfrm", "state", "flush").expectSuccess();
  }

  @Test
  void theStatusShowsThatTheDatabaseIsTheKernels() {
    assertThat(daemon.adm("status").out()).doesNotContain("protects no packet");
  }

  @Test
  void everyAlgorithmReachesTheKernelWithItsKeyAndItsCheckValue() {
    List<ManualSa> sas = new ArrayList<>();
    for (Algorithm auth : Algorithm.AUTHENTICATION) {
      sas.add(ip4Esp(sas.size()).with(Optional.of(auth), Optional.of(Algorithm.AES128)));
      sas.add(ip4Ah(sas.size()).with(Optional.of(auth), Optional.empty()));
    }
    for (Algorithm encryption : Algorithm.ENCRYPTION) {
      sas.add(ip4Esp(sas.size()).with(Optional.of(Algorithm.SHA1), Optional.of(encryption)));
      sas.add(ip4Esp(sas.size()).with(Optional.empty(), Optional.of(encryption)));
    }

    daemon.load(ManualSa.keyFile(sas)).expectSuccess();

    assertThat(XfrmSa.of(host))
        .containsExactlyInAnyOrderElementsOf(sas.stream().map(XfrmSa::plain).toList());
  }

  @Test
  void espWithoutEncryptionIsNullEncryption() {
    ManualSa sa = ip4Esp(0).with(Optional.of(Algorithm.SHA1), Optional.empty());

    daemon.load(sa.keyFileLine() + "\n").expectSuccess();

    XfrmSa held = XfrmSa.of(host, SPI);
    assertThat(held.encryption()).contains(new XfrmSa.Algorithm("ecb(cipher_null)", "", 0));
    assertThat(held.auth()).isEqualTo(XfrmSa.plain(sa).auth());
  }

  @ParameterizedTest
  @CsvSource({
    "ah,192.0.2.1,192.0.2.2",
    "ah,2001:db8::1,2001:db8::2",
    "esp,2001:db8::1,2001:db8::2"
  })
  void bothProtocolsHaveBothFamilies(String protocol, String source, String destination) {
    ManualSa sa =
        protocol.equals("ah")
            ? ManualSa.ah(source, destination, SPI)
            : ManualSa.esp(source, destination, SPI);

    daemon.load(sa.keyFileLine() + "\n").expectSuccess();

    assertThat(XfrmSa.of(host)).containsExactly(XfrmSa.plain(sa));
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1,192.0.2.2,10.0.0.0/8", "2001:db8::1,2001:db8::2,2001:db8:1::/48"})
  void innerAddressesMakeATunnel(String source, String destination, String inner) {
    ManualSa sa = ManualSa.esp(source, destination, SPI).tunnelOf(inner);

    daemon.load(sa.keyFileLine() + "\n").expectSuccess();

    XfrmSa held = XfrmSa.of(host, SPI);
    assertThat(held.mode()).isEqualTo("tunnel");
    String any = inner.contains(":") ? "::/0" : "0.0.0.0/0";
    assertThat(held.selector()).containsExactly(selected(inner), any);
    assertThat(daemon.ipseckey("-n", "dump").out())
        .contains(inner.substring(0, inner.indexOf('/')));
  }

  /** The stable address of a router is on the loopback interface, and is one of this host. */
  @Test
  void anAddressOnTheLoopbackInterfaceGivesDirectionAndPair() {
    host.run("ip", "addr", "add", "10.255.0.1/32", "dev", "lo").expectSuccess();
    try {
      ManualSa out = ManualSa.esp("10.255.0.1", "198.51.100.2", SPI);
      ManualSa in = ManualSa.esp("198.51.100.2", "10.255.0.1", SPI + 1);
      daemon
          .load(
              out.keyFileLine()
                  + "\n"
                  + in.keyFileLine()
                  + "\nupdate esp spi 0x2001 dst 198.51.100.2 pair-spi 0x2002\n")
          .expectSuccess();
      assertThat(daemon.ipseckey("-n", "dump").out())
          .contains("< X_PAIRED X_OUTBOUND >", "< X_PAIRED X_INBOUND >");
    } finally {
      host.run("ip", "addr", "del", "10.255.0.1/32", "dev", "lo").expectSuccess();
    }
  }

  @Test
  void anInnerEndAloneIsATunnelToAnyAddressOfItsFamily() {
    daemon.load(ip4Esp(0).keyFileLine() + " isrc 10.1.0.0/16\n").expectSuccess();
    assertThat(XfrmSa.of(host, SPI).mode()).isEqualTo("tunnel");
    assertThat(daemon.ipseckey("-n", "dump").out()).contains("10.1.0.0/16", "port 0, 0.0.0.0.");
  }

  @Test
  void sasOfAnOspfRouterAreLoaded() {
    String file = daemon.directory() + "/ospf";
    host.shell(
            Host.write(
                file,
                ManualSa.ah("fe80::200:5eff:fe00:5301", "ff02::5", SPI).keyFileLine()
                    + "\n"
                    + ManualSa.ah("::", "fe80::200:5eff:fe00:5301", SPI + 1).keyFileLine()
                    + " inbound\n"))
        .expectSuccess();

    daemon.ipseckey("-f", file).expectSuccess();

    assertThat(XfrmSa.of(host)).hasSize(2);
  }

  @Test
  void natTraversalKeepsBothPorts() {
    daemon
        .load(
            ip4Esp(0).keyFileLine()
                + " encap udp nat_loc 10.0.0.1 nat_lport 4500 nat_rem 198.51.100.7 nat_rport 61000\n")
        .expectSuccess();

    assertThat(XfrmSa.of(host, SPI).encap().orElseThrow())
        .startsWith("espinudp ")
        .contains("4500", "61000");
  }

  @Test
  void limitsAreThoseOfTheLine() {
    daemon
        .load(
            ip4Esp(0).keyFileLine()
                + " hard_bytes 18000000000000000000 hard_alloc 4000000000 hard_addtime 86400"
                + " hard_usetime 3600 soft_bytes 1000 soft_alloc 30 soft_addtime 50 soft_usetime 7\n"
                + ip4Esp(1).keyFileLine()
                + " hard_addtime 600\n"
                + ip4Esp(2).keyFileLine()
                + " soft_bytes 9\n")
        .expectSuccess();

    XfrmSa all = XfrmSa.of(host, SPI);
    assertThat(all.soft()).isEqualTo(new Limits(1000, 30, 50, 7));
    assertThat(all.hard())
        .isEqualTo(
            new Limits(
                Long.parseUnsignedLong("18000000000000000000"), 4_000_000_000L, 86_400, 3600));
    XfrmSa hardOnly = XfrmSa.of(host, SPI + 1);
    assertThat(hardOnly.hard()).isEqualTo(new Limits(0, 0, 600, 0));
    assertThat(hardOnly.soft()).isEqualTo(Limits.NONE);
    XfrmSa softOnly = XfrmSa.of(host, SPI + 2);
    assertThat(softOnly.soft()).isEqualTo(new Limits(9, 0, 0, 0));
    assertThat(softOnly.hard()).isEqualTo(Limits.NONE);
  }

  @Test
  void theReplayWindowIsThatOfTheLine() {
    daemon.load(ip4Esp(0).keyFileLine() + " replay 32\n").expectSuccess();

    assertThat(XfrmSa.of(host, SPI).replay()).isEqualTo(32);
  }

  @Test
  void lifetimesAreUpdatedAndKeysStay() {
    daemon.load(ip4Esp(0).keyFileLine() + " hard_addtime 600\n").expectSuccess();

    daemon
        .load("update esp spi 0x%x dst 192.0.2.2 hard_addtime 7200\n".formatted(SPI))
        .expectSuccess();

    XfrmSa held = XfrmSa.of(host, SPI);
    assertThat(held.hard()).isEqualTo(new Limits(0, 0, 7200, 0));
    assertThat(held.encryption()).isEqualTo(XfrmSa.plain(ip4Esp(0)).encryption());
  }

  @Test
  void oneSaIsDeletedAndTheRestFlushedByType() {
    daemon
        .load(ManualSa.keyFile(List.of(ip4Esp(0), ip4Esp(1), ip4Ah(2), ip4Ah(3))))
        .expectSuccess();

    daemon
        .ipseckey("-n", "delete", "esp", "spi", Long.toString(SPI), "dst", "192.0.2.2")
        .expectSuccess();
    assertThat(XfrmSa.spis(host)).containsExactlyInAnyOrder(SPI + 1, SPI + 2, SPI + 3);

    daemon.ipseckey("-n", "flush", "ah").expectSuccess();
    assertThat(XfrmSa.spis(host)).containsExactly(SPI + 1);
  }

  @Test
  void aDumpShowsWhatOthersAdded() {
    host.shell(ip4Esp(0).ipXfrmAdd()).expectSuccess();

    assertThat(daemon.ipseckey("-n", "-p", "dump").expectSuccess().out())
        .contains("spi=0x2001", "192.0.2.1", "192.0.2.2", "hmac-sha1", "aes-cbc");
  }

  @Test
  void whatWasSavedLoadsBackAsTheSameSas() {
    daemon
        .load(
            ManualSa.keyFile(
                    List.of(
                        ip4Esp(0),
                        ip4Ah(1),
                        ip4Esp(2).with(Optional.of(Algorithm.MD5), Optional.of(Algorithm.DES)),
                        ip4Esp(3).with(Optional.of(Algorithm.SHA512), Optional.empty()),
                        ManualSa.esp("2001:db8::1", "2001:db8::2", SPI + 4),
                        ip4Esp(5).tunnelOf("10.0.0.0/8")))
                + ip4Esp(6).keyFileLine()
                + " replay 32 hard_addtime 600 soft_addtime 500\n")
        .expectSuccess();
    List<XfrmSa> before = XfrmSa.of(host);
    assertThat(before).hasSize(7);
    String saved = host.directory() + "/saved";
    host.run("rm", "-f", saved).expectSuccess();

    daemon.ipseckey("-n", "save", "all", saved).expectSuccess();
    daemon.ipseckey("-n", "flush").expectSuccess();
    assertThat(XfrmSa.of(host)).isEmpty();
    daemon.ipseckey("-n", "-f", saved).expectSuccess();

    assertThat(XfrmSa.of(host)).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void aMonitorShowsWhatOthersChangeAndNoKey() {
    ManualSa sa = ip4Esp(0);

    String printed =
        host.shell(
                """
                coproc monitor { %1$s exec timeout 40 ipseckey -n monitor 2>&1; }
                until_line() {
                  while read -r -t 20 line <&"${monitor[0]}"; do
                    echo "$line"
                    [[ $line == *"$1"* ]] && return
                  done
                  echo "no line with: $1" >&2
                  exit 1
                }
                until_line 'monitoring the PF_KEY socket'
                %2$s
                until_line 'type ADD'
                until_line 'spi=0x2001'
                %3$s
                until_line 'type DELETE'
                until_line 'spi=0x2001'
                kill "$monitor_PID"
                """
                    .formatted(
                        "export " + daemon.environment() + ";", sa.ipXfrmAdd(), sa.ipXfrmDelete()))
            .expectSuccess()
            .out();

    assertThat(printed)
        .contains("192.0.2.1", "192.0.2.2")
        .doesNotContain(Algorithm.SHA1.key(SPI), Algorithm.AES128.key(SPI));
  }

  @Test
  void aRefusedFileLeavesTheSasOfOthersAndTakesItsOwnBack() {
    daemon.store(ip4Esp(0).keyFileLine() + "\n");
    daemon.adm("enable", "-s").expectSuccess();
    List<XfrmSa> before = XfrmSa.of(host);
    assertThat(before).hasSize(1);

    // The same SA twice: nothing is wrong with either line alone.
    daemon.store(ManualSa.keyFile(List.of(ip4Esp(1), ip4Esp(2), ip4Esp(2))));
    daemon.adm("refresh", "-s").expect(1);

    assertThat(daemon.adm("status").expect(3).out()).contains("maintenance");
    assertThat(XfrmSa.of(host)).isEqualTo(before);

    daemon.store(ManualSa.keyFile(List.of(ip4Esp(1), ip4Esp(2))));
    daemon.adm("clear", "-s").expectSuccess();
    assertThat(XfrmSa.spis(host)).containsExactlyInAnyOrder(SPI + 1, SPI + 2);
    daemon.adm("disable", "-s").expectSuccess();
    assertThat(XfrmSa.of(host)).isEmpty();
  }

  static ManualSa ip4Esp(int number) {
    return ManualSa.esp("192.0.2.1", "192.0.2.2", SPI + number);
  }

  private static ManualSa ip4Ah(int number) {
    return ManualSa.ah("192.0.2.1", "192.0.2.2", SPI + number);
  }
}
