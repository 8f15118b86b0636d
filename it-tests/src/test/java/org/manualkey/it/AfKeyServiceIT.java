package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.it.GuestKernel.Result;
import org.manualkey.it.ManualSa.Algorithm;

/** The service on the kernel: SAs that are not its own, that others remove, and its sudden end. */
@NeedsGuest
class AfKeyServiceIT {

  private static final String FROM = "192.0.2.1";
  private static final String TO = "192.0.2.2";
  private static final ManualSa FOREIGN = ManualSa.esp("198.51.100.1", "198.51.100.2", 0x9001);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final GuestKernel guest;
  private Host host;
  private GuestDaemon daemon;

  AfKeyServiceIT(GuestKernel guest) {
    this.guest = guest;
  }

  @BeforeEach
  void begin() {
    host = guest.host();
    daemon = GuestDaemon.start(host, "pfkey");
  }

  @AfterEach
  void end() {
    daemon.close();
    host.close();
  }

  private static List<ManualSa> sas(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(spi -> ManualSa.esp(FROM, TO, spi))
        .toList();
  }

  private void serve(List<ManualSa> sas) {
    daemon.store(ManualSa.keyFile(sas));
    daemon.adm("enable", "-s").expectSuccess();
  }

  private void expectInKernel(List<ManualSa> sas) {
    assertThat(XfrmSa.of(host))
        .containsExactlyInAnyOrderElementsOf(sas.stream().map(XfrmSa::plain).toList());
  }

  /** Waits until a command of the administrator prints something. */
  private Result until(String wanted, String... command) {
    return host.shell(
        "until printed=$(%smanual-keyadm %s 2>&1); grep -q %s <<<$printed; do :; done; echo \"$printed\""
            .formatted(
                daemon.environment(), GuestKernel.quoted(command), GuestKernel.quoted(wanted)));
  }

  private void deleteInKernel(ManualSa sa) {
    host.shell(
            "ip xfrm state delete src %s dst %s proto %s spi 0x%x"
                .formatted(sa.source(), sa.destination(), sa.protocol(), sa.spi()))
        .expectSuccess();
  }

  private void expectNoKeyInTheLog(List<ManualSa> sas) {
    String log = daemon.log();
    for (ManualSa sa : sas) {
      assertThat(log.contains(Algorithm.SHA1.key(sa.spi()))).as("a key is in the log").isFalse();
      assertThat(log.contains(Algorithm.AES128.key(sa.spi()))).as("a key is in the log").isFalse();
    }
  }

  @Test
  void withScopeOwnedSasOfOthersAreNeverTouched() {
    host.shell(ManualSa.ipXfrmAdd(List.of(FOREIGN))).expectSuccess();
    daemon.adm("setprop", "config/scope=owned").expectSuccess();
    serve(sas(0x1001, 0x1003));
    assertThat(XfrmSa.of(host)).hasSize(4);

    daemon.store(ManualSa.keyFile(sas(0x1002, 0x1005)));
    daemon.adm("refresh", "-s").expectSuccess();

    assertThat(XfrmSa.of(host, FOREIGN.spi())).isEqualTo(XfrmSa.plain(FOREIGN));
    assertThat(XfrmSa.of(host)).hasSize(5);

    daemon.close();
    daemon = daemon.startAgain("pfkey");
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
  void withRepairSasThatAnotherProgramDeletesOrFlushesAreRestored() {
    List<ManualSa> sas = sas(0x1001, 0x1010);
    daemon.adm("setprop", "config/repair=true").expectSuccess();
    serve(sas);

    deleteInKernel(sas.getFirst());
    awaitCount(sas.size());
    host.run("ip", "xfrm", "state", "flush").expectSuccess();
    awaitCount(sas.size());

    expectInKernel(sas);
    until("online", "status");
    expectNoKeyInTheLog(sas);
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
    daemon.adm("setprop", "config/refresh=" + refresh).expectSuccess();
    daemon.adm("setprop", "config/scope=" + scope).expectSuccess();
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
        .contains("maintenance", "ipseckeys:4:", "wrong key length", "and 1 more error");
    assertThat(daemon.log()).contains("ipseckeys:5:", "SA already exists; line 3 adds it");
    expectNoKeyInTheLog(sas(0x1001, 0x1006));
  }

  /** The table that users may replace has a cipher here that no kernel knows. */
  @ParameterizedTest
  @ValueSource(strings = {"flush", "delta"})
  void aLoadThatTheKernelRefusesIsRolledBackAndEachRefusedCommandNamed(String refresh) {
    String table = daemon.directory() + "/ipsecalgs";
    host.shell(
            Host.write(
                table,
                """
                PROTO|2|PROTO_IPSEC_AH|sync
                PROTO|3|PROTO_IPSEC_ESP|sync
                ALG|2|3|hmac-sha1,sha1|CKM_SHA_1_HMAC_GENERAL|160|12
                ALG|3|12|aes-cbc,aes|CKM_AES_CBC|128/128-256,64|16
                ALG|3|200|made-up|CKM_NONE|128|16
                """))
        .expectSuccess();
    daemon.adm("setprop", "config/refresh=" + refresh).expectSuccess();
    daemon.adm("setprop", "config/algorithms_file=" + table).expectSuccess();
    daemon.end("TERM");
    daemon = daemon.startAgain("pfkey");
    List<ManualSa> sas = sas(0x1001, 0x1003);
    serve(sas);
    String unknown = ManualSa.keyFile(sas(0x1005, 0x1006)).replace(" aes ", " made-up ");
    daemon.store(ManualSa.keyFile(sas(0x1002, 0x1004)) + unknown);

    assertThat(daemon.adm("refresh", "-s").status()).isNotZero();

    expectInKernel(sas);
    assertThat(daemon.adm("status").out())
        .contains("maintenance", "ipseckeys:4: ", "the kernel lacks the algorithm", "rolled back");
    assertThat(daemon.log()).contains("ipseckeys:4: the SADB", "ipseckeys:5: the SADB");
    expectNoKeyInTheLog(sas(0x1001, 0x1006));
  }

  @Test
  void aDaemonWithoutPrivilegeReportsWhichOneItLacks() {
    Result refused =
        host.shell(
            """
            cd %s && mkdir -m 777 nobody && cd nobody && touch properties
            setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
              manual-keyd --backend pfkey --socket $PWD/socket --state-dir $PWD/state \
              --config $PWD/properties
            """
                .formatted(daemon.directory()));

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out() + refused.err())
        .contains("no permission for PF_KEY: run as root, or with the capability CAP_NET_ADMIN");
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
    List<ManualSa> sas = sas(0x1001, 0x1002);
    serve(sas);
    host.run("ip", "xfrm", "state", "flush").expectSuccess();

    daemon.adm("restart", "-s").expectSuccess();

    expectInKernel(sas);
    assertThat(daemon.adm("log").out().lines().filter(line -> line.contains("2 commands loaded")))
        .hasSizeGreaterThanOrEqualTo(2);
    expectNoKeyInTheLog(sas);
  }

  /**
   * A refresh from so many SAs to as many others, killed when it has added a part of them. They are
   * so many because a timer of this kernel lets the daemon run for 10 to 20 ms, in which it adds
   * more than a thousand: between two looks it must not be able to pass the part.
   */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"flush,1000", "delta,1000"})
  void aKilledDaemonsNextStartReachesTheFile(String refresh, int added) {
    int many = 10_000;
    // flush empties the kernel first, delta adds before it deletes.
    int least = refresh.equals("flush") ? added : many + added;
    int most = refresh.equals("flush") ? many - 1 : 2 * many - 1;
    daemon.adm("setprop", "config/refresh=" + refresh).expectSuccess();
    String keyFile = daemon.directory() + "/ipseckeys";
    host.shell(generated(1, many) + ">" + keyFile + "; chmod 600 " + keyFile).expectSuccess();
    daemon.adm("enable", "-s").expectSuccess();

    // It runs for moments, and is looked at while it is stopped; a look starts as few programs as
    // it
    // can, since the guest takes longer for each of them than the daemon's moment lasts.
    host.shell(
            """
            %1$s >%2$s
            %3$smanual-keyadm refresh
            daemon=$(<%4$s/pid)
            exec 6<> <(:) # nothing ever comes
            looks=0
            kill -STOP $daemon
            until there=$(exec ip xfrm state count); there=${there//[!0-9]/}
              (( there >= %5$d && there <= %6$d )); do
              kill -CONT $daemon; read -r -t 0.01 -u 6; kill -STOP $daemon
              if (( ++looks %% 16 == 0 )) && [[ $(grep -c 'commands loaded' %4$s/log) == 2 ]]; then
                kill -CONT $daemon
                echo 'the load was over before it could be killed' >&2; exit 1
              fi
            done
            kill -KILL $daemon
            tail -f /dev/null --pid=$daemon
            """
                .formatted(
                    generated(many + 1, 2 * many),
                    keyFile,
                    daemon.environment(),
                    daemon.directory(),
                    least,
                    most),
            LONG)
        .expectSuccess();
    daemon = daemon.startAgain("pfkey");
    until("online", "status").expectSuccess();

    host.shell(
            """
            cd %s || exit
            ip xfrm state | sed -n 's/.* spi \\(0x[0-9a-f]*\\) .*/\\1/p' | sort >there
            sed 's/.* spi \\([^ ]*\\) .*/\\1/' ipseckeys | sort >wanted
            cmp there wanted
            """
                .formatted(daemon.directory()),
            LONG)
        .expectSuccess();
  }

  /** A shell command that writes SAs with these numbers. */
  private static String generated(int first, int last) {
    return "awk 'BEGIN { for (i = "
        + first
        + "; i <= "
        + last
        + "; i++) printf \"add esp spi 0x%08x src 10.0.0.1 dst 10.1.%d.%d encralg aes encrkey %032x"
        + " authalg sha1 authkey %040x\\n\", 65536 + i, int(i / 250) % 250, 1 + i % 250, i, i }'";
  }
}
