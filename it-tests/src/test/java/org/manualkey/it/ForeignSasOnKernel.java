package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manualkey.it.GuestKernel.Result;

/**
 * The service on the kernel by one of its interfaces: SAs that are not its own, and that others
 * remove.
 */
abstract class ForeignSasOnKernel extends ServiceOnKernel {

  private static final ManualSa FOREIGN = ManualSa.esp("198.51.100.1", "198.51.100.2", 0x9001);

  ForeignSasOnKernel(GuestKernel guest, String backEnd) {
    super(guest, backEnd);
  }

  /** What a user without privilege is told. */
  abstract String lackOfPrivilege();

  private void deleteInKernel(ManualSa sa) {
    host.shell(
            "ip xfrm state delete src %s dst %s proto %s spi 0x%x"
                .formatted(sa.source(), sa.destination(), sa.protocol(), sa.spi()))
        .expectSuccess();
  }

  @Test
  void withScopeOwnedSasOfOthersAreNeverTouched() {
    host.shell(ManualSa.ipXfrmAdd(List.of(FOREIGN))).expectSuccess();
    daemon.set("config/scope", "owned");
    serve(sas(0x1001, 0x1003));
    assertThat(XfrmSa.of(host)).hasSize(4);

    daemon.store(ManualSa.keyFile(sas(0x1002, 0x1005)));
    daemon.adm("refresh", "-s").expectSuccess();

    assertThat(XfrmSa.of(host, FOREIGN.spi())).isEqualTo(XfrmSa.plain(FOREIGN));
    assertThat(XfrmSa.of(host)).hasSize(5);

    daemon.close();
    daemon.startAgain(backEnd());
    daemon.store(ManualSa.keyFile(sas(0x1005, 0x1005)));
    daemon.adm("refresh", "-s").expectSuccess();
    assertThat(XfrmSa.of(host).stream().map(XfrmSa::spi))
        .as("what an earlier daemon added is known to be ours")
        .containsExactlyInAnyOrder(FOREIGN.spi(), 0x1005L);

    daemon.adm("disable", "-s").expectSuccess();
    assertThat(XfrmSa.of(host)).containsExactly(XfrmSa.plain(FOREIGN));
  }

  @Test
  void anSaThatAnotherProgramDeletesDegradesTheServiceUntilItIsRestored() {
    List<ManualSa> sas = sas(0x1001, 0x1003);
    serve(sas);

    deleteInKernel(sas.get(1));

    Result status = until("degraded", "status", "-x");
    assertThat(status.out()).contains("esp spi 0x1002 dst " + TO).doesNotContain("0x1001");
    daemon.adm("refresh", "-s").expectSuccess();
    assertThat(daemon.adm("status").out()).contains("online");
    expectInKernel(sas);
    expectNoKeyInTheLog(sas);
  }

  @Test
  void anSaThatAnotherProgramReplacesByOneWithAnotherKeyDegradesTheService() {
    List<ManualSa> sas = sas(0x1001, 0x1003);
    serve(sas);
    String other = ManualSa.esp(FROM, TO, 0x1009).ipXfrmAdd().replace("spi 0x1009", "spi 0x1002");

    host.shell(
            "ip xfrm state delete src %s dst %s proto esp spi 0x1002 && %s"
                .formatted(FROM, TO, other))
        .expectSuccess();

    Result status = until("degraded", "status");
    assertThat(status.out())
        .contains("esp spi 0x1002 dst " + TO + " (replaced by another program)")
        .doesNotContain("0x1001");
    daemon.adm("refresh", "-s").expectSuccess();
    assertThat(daemon.adm("status").out()).contains("online");
    expectInKernel(sas);
    expectNoKeyInTheLog(sas);
  }

  @Test
  void withRepairSasThatAnotherProgramDeletesOrFlushesAreRestored() {
    List<ManualSa> sas = sas(0x1001, 0x1010);
    daemon.set("config/repair", "true");
    serve(sas);

    deleteInKernel(sas.getFirst());
    awaitCount(sas.size());
    host.run("ip", "xfrm", "state", "flush").expectSuccess();
    awaitCount(sas.size());

    expectInKernel(sas);
    until("online", "status");
    expectNoKeyInTheLog(sas);
  }

  @Test
  void sasThatNoPolicyUsesAreAWarningUntilOneDoes() {
    daemon.set("config/verify_interval", "1");
    serve(
        List.of(
            ManualSa.esp(FROM, TO, 0x1001),
            ManualSa.esp(FROM, TO, 0x1002).tunnelOf("10.1.0.0/16")));
    try {
      policy("out src 10.1.0.0/16 dst 10.2.0.0/16", "src 192.0.2.9 dst 192.0.2.8 mode tunnel");
      daemon.awaitLog("no policy of the kernel uses 2 SAs of the key file");

      Result status = daemon.adm("status", "-x");
      assertThat(status.out())
          .startsWith("state       online\n")
          .contains("esp spi 0x1001 dst " + TO, "esp spi 0x1002 dst " + TO)
          .contains("\nhelp        ip xfrm policy ");
      assertThat(status.status()).isZero();

      policy("out src 192.0.2.1 dst 192.0.2.2", "mode transport");
      policy("in src 10.1.0.0/16 dst 0.0.0.0/0", "src " + FROM + " dst " + TO + " mode tunnel");
      policy("out src 2001:db8::/64 dst ::/0", "src 2001:db8::1 dst 2001:db8::2 mode tunnel");
      daemon.awaitLog("policies of the kernel use all SAs of the key file");

      assertThat(daemon.adm("status", "-x").out()).isEmpty();
    } finally {
      host.run("ip", "xfrm", "policy", "flush").expectSuccess();
    }
  }

  private void policy(String selector, String template) {
    host.shell("ip xfrm policy add dir " + selector + " tmpl proto esp " + template)
        .expectSuccess();
  }

  private void awaitCount(int count) {
    host.shell("until [[ $(ip xfrm state | grep -c '^src') == " + count + " ]]; do :; done")
        .expectSuccess();
  }

  /** What the kernel need not be asked for: wrong in its third command, and again in its last. */
  private static String judgedBad() {
    String tooShort = ManualSa.esp(FROM, TO, 0x1006).keyFileLine();
    return ManualSa.keyFile(sas(0x1002, 0x1004))
        + tooShort.substring(0, tooShort.length() - 2)
        + "\n"
        + ManualSa.keyFile(sas(0x1004, 0x1004));
  }

  @ParameterizedTest
  @CsvSource({"flush,all", "flush,owned", "delta,all", "delta,owned"})
  void aLoadThatIsJudgedBadLeavesEverySaAloneAndSendsNothing(String refresh, String scope) {
    daemon.set("config/refresh", refresh);
    daemon.set("config/scope", scope);
    List<ManualSa> sas = sas(0x1001, 0x1003);
    serve(sas);
    host.shell(FOREIGN.ipXfrmAdd()).expectSuccess();
    String before = host.run("ip", "-s", "xfrm", "state").expectSuccess().out();
    daemon.store(judgedBad());

    String events =
        host.shell(
                """
                ip xfrm monitor SA >monitored & monitor=$!
                until [[ -e /proc/$monitor/fd/3 ]]; do :; done
                %1$s ipseckey -c %2$s/ipseckeys && exit 1
                %1$s manual-keyadm refresh --dry-run && exit 1
                %1$s manual-keyadm refresh -s && exit 1
                # The first event that the monitor prints is this one, or one of a load.
                ip xfrm state add src 198.51.100.7 dst 198.51.100.8 proto esp spi 0x9999 mode transport \
                  enc 'cbc(aes)' 0x00112233445566778899aabbccddeeff
                until [[ -s monitored ]]; do :; done
                kill $monitor; head -n 2 monitored
                ip xfrm state delete dst 198.51.100.8 proto esp spi 0x9999
                """
                    .formatted(daemon.environment(), daemon.directory()))
            .expectSuccess()
            .out();

    assertThat(events).contains("198.51.100.7").doesNotContain(FROM, "Flushed");
    assertThat(host.run("ip", "-s", "xfrm", "state").expectSuccess().out()).isEqualTo(before);
    assertThat(daemon.adm("status").out())
        .contains(
            "maintenance", "ipseckeys:4:", "wrong key length", "and 1 more command with errors");
    assertThat(daemon.log()).contains("ipseckeys:5:", "SA already exists; line 3 adds it");
    expectNoKeyInTheLog(sas(0x1001, 0x1006));
  }

  @Test
  void aDaemonWithoutPrivilegeReportsWhichOneItLacks() {
    Result refused =
        host.shell(
            """
            cd %1$s && mkdir -m 777 nobody && cd nobody && touch properties
            setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
              manual-keyd --backend %2$s --socket $PWD/socket --state-dir $PWD/state \
              --config $PWD/properties
            """
                .formatted(daemon.directory(), backEnd()));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out() + refused.err()).contains(lackOfPrivilege());
  }

  @Test
  void anSaThatExpiresDegradesTheService() {
    ManualSa mortal = ManualSa.esp(FROM, TO, 0x1002);
    daemon.store(
        ManualSa.keyFile(sas(0x1001, 0x1001)) + mortal.keyFileLine() + " hard_addtime 1\n");
    daemon.adm("enable", "-s").expectSuccess();

    assertThat(until("degraded", "status", "-x").out())
        .contains("esp spi 0x1002 dst " + TO)
        .doesNotContain("0x1001");
  }

  @Test
  void aRestartLoadsTheFileAgainAndTheLogHasBothLoads() {
    // Its log has what it did for other tests, too: none of them loads so many.
    List<ManualSa> sas = sas(0x1001, 0x1007);
    serve(sas);
    host.run("ip", "xfrm", "state", "flush").expectSuccess();

    daemon.adm("restart", "-s").expectSuccess();

    expectInKernel(sas);
    assertThat(daemon.adm("log").out().lines().filter(line -> line.contains(" 7 commands loaded")))
        .hasSizeGreaterThanOrEqualTo(2);
    expectNoKeyInTheLog(sas);
  }
}
