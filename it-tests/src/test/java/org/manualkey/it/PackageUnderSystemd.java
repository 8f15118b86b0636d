package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.images.builder.Transferable;

/**
 * The package on a clean Debian system with systemd, from installation to purge. The SADB is the
 * embedded one, by a drop-in, since the kernel here has none.
 */
abstract class PackageUnderSystemd {

  private static final Path EXAMPLE = Path.of("../config/ipseckeys.example");
  private static final String KEY_FILE = "/etc/inet/secret/ipseckeys";

  /** In a line with an error. */
  private static final String KEY = "5f1c0be7d2a94436817e0db3c6a8f925";

  private static final String DROP_IN =
      """
      [Service]
      ExecStart=
      ExecStart=/usr/sbin/manual-keyd --backend memory
      """;

  /** A training takes a while; it fails at once without a directory for its files. */
  private static final String WITHOUT_TRAINING = "TMPDIR=/proc/none ";

  DebianHost host;

  /** The image of the system. */
  abstract String image();

  @BeforeEach
  void aCleanSystem() throws Exception {
    host = DebianHost.withSystemd(image(), DebianPackage.file());
    host.start();
    host.copyFileToContainer(
        Transferable.of(DROP_IN), "/etc/systemd/system/manual-keyd.service.d/memory.conf");
  }

  @AfterEach
  void end() {
    host.stop();
  }

  @Test
  void anAdministratorInstallsBreaksRepairsUpgradesAndRemovesTheService() throws Exception {
    wholeStory();
  }

  void wholeStory() throws Exception {
    install();
    enable();
    breakTheKeyFile();
    repairIt();
    lookUpANameInTheSandbox();
    new OperationUnderSystemd(host).metricsAreKept_groupsHaveTheSadb_andTheJournalHasLines();
    expectOnline();
    reloadWhatOthersAskFor();
    readTheKeyFileAsACredential();
    startItNoMoreThanTwentyTimesAMinute();
    notStartAgainWhatCannotWork();
    keepTheSocketsWhileItIsStopped();
    serveAnotherNetworkNamespace();
    upgrade();
    failToUpgrade();
    downgradeWithoutTraining();
    removeWhileTheDaemonIsStopped();
    purge();
  }

  private void install() throws Exception {
    assertThat(host.run(0, "apt-get install -y -q " + DebianHost.PACKAGE))
        .contains("Setting up manual-key")
        .doesNotContain("AOT", "Failed", "error");

    assertThat(host.run(0, "systemctl is-active manual-keyd; systemctl is-enabled manual-keyd"))
        .isEqualTo("active\nenabled\n");
    assertThat(host.run(3, "manual-keyadm status")).containsPattern("(?m)^state +disabled$");
    assertThat(
            host.run(0, "manual-keyadm getprop config/refresh; manual-keyadm getprop config/scope"))
        .isEqualTo("delta\nowned\n");
    assertThat(host.run(0, "stat -c '%a %U:%G' /etc/inet/secret /var/lib/manual-key"))
        .isEqualTo("700 root:root\n700 root:root\n");
    assertThat(host.run(0, "dpkg --verify manual-key; ls -A /tmp | grep '^manual' || true"))
        .isEmpty();
    assertThat(caches()).isEqualTo(4);
    assertThat(
            host.run(
                0,
                "cd /usr/lib/systemd/system && systemd-analyze verify --man=no manual-keyd*.s* manual-keyd@x.service"))
        .as("complaints of systemd")
        .isEmpty();
    host.run(
        0,
        "systemd-analyze security --offline=true --threshold=21 /usr/lib/systemd/system/manual-keyd.service");
    assertThat(host.run(0, "systemctl show -p Before --value manual-keyd").split("\\s+"))
        .contains("network-pre.target", "frr.service", "bird.service", "babeld.service");
    assertThat(host.run(0, "getent group | cut -d: -f 1,4 | grep manual-key | sort"))
        .isEqualTo("manual-key-admin:\nmanual-key-config:\nmanual-key-read:\n");
  }

  private void enable() throws Exception {
    host.run(0, "install -m 600 /usr/share/doc/manual-key/examples/ipseckeys.example " + KEY_FILE);
    host.run(0, "manual-keyadm enable -s");
    expectOnline();
  }

  private void breakTheKeyFile() throws Exception {
    String before = identity();
    host.run(
        0, "echo 'add esp sip 0x1234 dst 192.0.2.9 encralg aes encrkey " + KEY + "' >>" + KEY_FILE);

    assertThat(host.run(1, "systemctl reload manual-keyd"))
        .contains("manual-keyd.service", "journalctl");

    int line = Files.readAllLines(EXAMPLE).size() + 1;
    String place = KEY_FILE + ":" + line + ":9: unknown extension";
    assertThat(journal()).contains(place);
    new OperationUnderSystemd(host).journalHasTheFieldsOfEvents(KEY_FILE, line);
    assertThat(host.run(0, "journalctl -q -a -o json -u manual-keyd"))
        .doesNotContain("0x1234", KEY);
    assertThat(host.run(0, "systemctl status manual-keyd")).contains("maintenance", place);
    assertThat(host.run(3, "manual-keyadm status")).containsPattern("(?m)^state +maintenance$");
    expectSas();
    assertThat(identity()).isEqualTo(before);
  }

  private void repairIt() throws Exception {
    host.run(0, "sed -i '$d' " + KEY_FILE + " && systemctl reload manual-keyd");
    expectOnline();
  }

  private void lookUpANameInTheSandbox() throws Exception {
    host.run(
        0,
        """
        set -e
        echo '192.0.2.77 peer.test' >>/etc/hosts
        cp -p %1$s /root/before
        echo 'add esp spi 0x7777 dst peer.test encralg aes encrkey 00112233445566778899aabbccddeeff' >>%1$s
        systemctl reload manual-keyd
        ipseckey -n -p get esp spi 0x7777 dst 192.0.2.77
        mv /root/before %1$s
        systemctl restart manual-keyd # a reload would delete the SA, which must never be logged here
        """
            .formatted(KEY_FILE));
    expectOnline();
  }

  /** The unit is "reloading" during a load that is no reload of systemd. */
  private void reloadWhatOthersAskFor() throws Exception {
    host.run(0, "systemctl kill --signal=HUP --kill-whom=main manual-keyd");
    host.run(0, "until journalctl -q -u manual-keyd | grep -q SIGHUP; do :; done");
    host.run(0, "until [[ $(systemctl is-active manual-keyd) == active ]]; do :; done");
    expectOnline();
  }

  private void readTheKeyFileAsACredential() throws Exception {
    host.run(
        0,
        """
        set -e
        sed 's/--backend auto/--backend memory/' /usr/share/doc/manual-key/examples/systemd/credential.conf \
          >/etc/systemd/system/manual-keyd.service.d/z.conf
        systemctl daemon-reload; systemctl restart manual-keyd
        """);
    assertThat(host.run(0, "manual-keyadm status"))
        .contains("3 commands loaded from /run/credentials/manual-keyd.service/ipseckeys\n");
    host.run(0, "systemctl reload manual-keyd");
    assertThat(host.run(0, "systemctl status manual-keyd"))
        .contains(
            "(systemd's copy of its last start; restart the unit to load a changed key file)");
    assertThat(host.run(1, "manual-keyadm setprop config/config_file=/etc/inet/secret/ipseckeys"))
        .contains("was set by --set of manual-keyd");
    expectSas();
    host.run(
        0,
        """
        set -e
        mkdir -p /etc/credstore.encrypted
        systemd-creds encrypt --with-key=host --name=ipseckeys %1$s /etc/credstore.encrypted/ipseckeys
        ! grep -q 0x2112 /etc/credstore.encrypted/ipseckeys
        sed 's/--backend auto/--backend memory/' \
          /usr/share/doc/manual-key/examples/systemd/credential-encrypted.conf \
          >/etc/systemd/system/manual-keyd.service.d/z.conf
        systemctl daemon-reload; systemctl restart manual-keyd
        """
            .formatted(KEY_FILE));
    assertThat(host.run(0, "manual-keyadm status"))
        .contains("3 commands loaded from /run/credentials/manual-keyd.service/ipseckeys\n");
    expectSas();
    host.run(
        0,
        "rm /etc/systemd/system/manual-keyd.service.d/z.conf; systemctl daemon-reload; systemctl restart manual-keyd");
    expectOnline();
  }

  private void startItNoMoreThanTwentyTimesAMinute() throws Exception {
    host.run(
        0,
        """
        printf '[Service]\\nType=exec\\nExecStart=\\nExecStart=/bin/true\\n' \
          >/etc/systemd/system/manual-keyd.service.d/z.conf
        systemctl daemon-reload; systemctl stop manual-keyd; systemctl reset-failed manual-keyd
        for i in $(seq 20); do systemctl restart manual-keyd || exit 9; done
        ! systemctl restart manual-keyd
        """);
    assertThat(host.run(0, "systemctl show -p Result manual-keyd"))
        .isEqualTo("Result=start-limit-hit\n");
  }

  private void notStartAgainWhatCannotWork() throws Exception {
    host.run(
        0,
        """
        printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/manual-keyd --nonsense\\n' \
          >/etc/systemd/system/manual-keyd.service.d/z.conf
        systemctl daemon-reload; systemctl reset-failed manual-keyd
        ! systemctl start manual-keyd
        """);
    assertThat(host.run(0, "systemctl show -p ExecMainStatus -p NRestarts manual-keyd").lines())
        .containsExactlyInAnyOrder("ExecMainStatus=2", "NRestarts=0");
    host.run(
        0,
        """
        rm /etc/systemd/system/manual-keyd.service.d/z.conf
        systemctl daemon-reload; systemctl reset-failed manual-keyd; systemctl start manual-keyd
        """);
    expectOnline();
  }

  private void keepTheSocketsWhileItIsStopped() throws Exception {
    host.run(0, "systemctl stop manual-keyd");
    assertThat(host.run(0, "ls -d /run/manual-key")).isNotEmpty();
    assertThat(host.run(3, "manual-keyadm status")).contains("manual-keyd is not running");

    host.run(0, "systemctl enable --now manual-keyd.socket");
    assertThat(host.run(0, "stat -c '%a %n' /run/manual-key/socket{,.private}"))
        .isEqualTo("666 /run/manual-key/socket\n600 /run/manual-key/socket.private\n");
    for (String user : new String[] {"root", "nobody"}) {
      assertThat(host.run(3, "systemctl is-active manual-keyd")).isEqualTo("inactive\n");
      assertThat(host.runAs(user, 0, "manual-keyadm status; true"))
          .containsPattern("(?m)^enabled +true$");
      host.run(0, "until [[ $(systemctl is-active manual-keyd) == active ]]; do :; done");
      expectOnline();
      host.run(0, "systemctl stop manual-keyd");
    }

    // A client that comes when there is none waits for the next one.
    host.run(
        0,
        """
        manual-keyadm status >/dev/null
        pid=$(systemctl show -p MainPID --value manual-keyd); kill -KILL $pid; tail -f /dev/null --pid=$pid
        manual-keyadm status | grep '^enabled *true'
        """);
    host.run(0, "until [[ $(systemctl is-active manual-keyd) == active ]]; do :; done");

    host.run(
        0,
        "systemctl disable --now manual-keyd.socket manual-keyd-private.socket; systemctl restart manual-keyd");
    expectOnline();
  }

  private void serveAnotherNetworkNamespace() throws Exception {
    host.run(0, "ip netns add left");
    host.run(
        0,
        """
        set -e
        unit=/usr/lib/systemd/system/manual-keyd@.service
        mkdir -p /etc/systemd/system/manual-keyd@.service.d
        { printf '[Service]\\nExecStart=\\n'; sed -n 's/--backend auto/--backend memory/; /^ExecStart=/,/--set/p' $unit; } \
          >/etc/systemd/system/manual-keyd@.service.d/memory.conf
        systemctl daemon-reload
        ! systemctl start manual-keyd@left
        cp /etc/manual-key/manual-key.properties /etc/manual-key/left.properties
        (umask 077; echo 'add esp spi 0x7777 dst 192.0.2.9 encralg aes encrkey 00112233445566778899aabbccddeeff' \
          >/etc/inet/secret/left.ipseckeys)
        systemctl start manual-keyd@left
        """);
    String there = "MANUAL_KEY_SOCKET=/run/manual-key/netns/left/socket ";
    assertThat(host.run(0, there + "manual-keyadm enable -s"))
        .matches(
            "manual-keyadm: note: this manual-keyd is for network namespace left \\(\\d+\\), where this command is not\n");
    assertThat(host.run(0, "ip netns exec left env " + there + "ipseckey -n -p dump"))
        .contains("spi=0x7777")
        .doesNotContain("spi=0x2112", "note:");
    assertThat(host.run(0, "manual-keyadm status")).doesNotContain("note:");
    expectSas();
    host.run(0, "systemctl reload manual-keyd@left");
  }

  private void upgrade() throws Exception {
    repack("upgrade", "99", "");
    host.run(0, "echo '# of the administrator' >>/etc/manual-key/manual-key.properties");
    String before = identity();
    long starts = starts();

    assertThat(host.run(0, "apt-get install -y -q /root/upgrade.deb")).doesNotContain("AOT");

    assertThat(identity()).isNotEqualTo(before);
    assertThat(starts()).as("one restart").isEqualTo(starts + 1);
    assertThat(host.run(0, "manual-keyadm --version")).contains("99");
    assertThat(host.run(0, "tail -n 1 /etc/manual-key/manual-key.properties"))
        .contains("of the administrator");
    assertThat(caches()).isEqualTo(4);
    expectOnline();
    expectNothingWasRemoved();
  }

  private void failToUpgrade() throws Exception {
    repack(
        "failing",
        "100",
        "printf '#!/bin/sh\\nexit 7\\n' >DEBIAN/preinst; chmod 755 DEBIAN/preinst");
    String before = identity();

    host.run(100, WITHOUT_TRAINING + "apt-get install -y -q /root/failing.deb");

    assertThat(host.run(0, "dpkg-query -W -f '${Status} ${Version}' manual-key"))
        .isEqualTo("install ok installed 99");
    assertThat(identity()).as("the daemon runs on").isEqualTo(before);
    expectOnline();
  }

  private void downgradeWithoutTraining() throws Exception {
    assertThat(
            host.run(
                0,
                WITHOUT_TRAINING
                    + "apt-get install -y -q --allow-downgrades "
                    + DebianHost.PACKAGE))
        .containsPattern("(?m)^manual-key: no AOT caches, so the programs start more slowly: ");

    assertThat(caches()).isZero();
    assertThat(host.run(0, "ipseckey --version")).doesNotContain("rebuilt", "[error]", "[warning]");
    expectOnline();
    expectNothingWasRemoved();
  }

  private void removeWhileTheDaemonIsStopped() throws Exception {
    host.run(0, "systemctl stop manual-keyd");
    host.leaveSas(DebianHost.STATE);
    host.leaveSas(DebianHost.STATE + "/netns/left");

    assertThat(host.run(0, "apt-get remove -y -q manual-key").lines())
        .containsOnlyOnce(
            "manual-key: the SAs of the service were deleted",
            "manual-key: the SAs of the service in network namespace left were deleted");

    assertThat(journal()).contains("disabled; the SAs of the key file were deleted");
    assertThat(host.run(0, "systemctl is-active manual-keyd || true")).isEqualTo("inactive\n");
    assertThat(host.run(0, "readlink /proc/[0-9]*/exe | grep manual-key || true")).isEmpty();
    assertThat(host.run(0, "ls -d " + KEY_FILE + " /etc/manual-key/manual-key.properties"))
        .isNotEmpty();
    host.run(1, "test -e /usr/lib/manual-key -o -e /usr/lib/systemd/system/manual-keyd.service");
  }

  private void purge() throws Exception {
    assertThat(host.run(0, "apt-get purge -y -q manual-key").lines())
        .containsOnlyOnce("manual-key: the key file is kept: " + KEY_FILE);

    assertThat(host.run(0, "stat -c '%a %U' " + KEY_FILE)).isEqualTo("600 root\n");
    assertThat(host.run(0, "ls /etc/manual-key"))
        .as("the administrator's")
        .isEqualTo("left.properties\n");
    host.run(1, "test -e /var/lib/manual-key -o -e /run/manual-key/socket");
    assertThat(host.run(0, "find /etc/systemd /var/lib/systemd -name 'manual-keyd*' ! -name '*.d'"))
        .isEmpty();
  }

  /** Makes a package with a higher version of the one that is installed. */
  private void repack(String name, String version, String change) throws Exception {
    host.run(
        0,
        """
        set -e
        dpkg-deb -R %1$s /root/%2$s && cd /root/%2$s
        sed -i 's/^Version:.*/Version: %3$s/' DEBIAN/control
        echo '%3$s (rebuilt)' >usr/lib/manual-key/lib/version
        %4$s
        dpkg-deb -Znone -b . /root/%2$s.deb; rm -r /root/%2$s
        """
            .formatted(DebianHost.PACKAGE, name, version, change));
  }

  private void expectOnline() throws Exception {
    assertThat(host.run(0, "manual-keyadm status")).containsPattern("(?m)^state +online$");
    expectSas();
  }

  private void expectSas() throws Exception {
    assertThat(
            Pattern.compile("spi=(0x[0-9a-f]+)")
                .matcher(host.run(0, "ipseckey -n -p dump"))
                .results()
                .map(MatchResult::group))
        .containsExactlyInAnyOrder("spi=0x2112", "spi=0x5150");
  }

  private void expectNothingWasRemoved() throws Exception {
    assertThat(journal())
        .contains(" 0 deleted")
        .doesNotContain("flushed", "were deleted")
        .doesNotContainPattern("[1-9]\\d* (deleted|replaced)");
  }

  private String journal() throws Exception {
    return host.run(0, "journalctl --sync; journalctl -q -o cat -u manual-keyd");
  }

  /** What tells one run of the daemon from another. */
  private String identity() throws Exception {
    return host.run(0, "systemctl show -p InvocationID -p MainPID manual-keyd");
  }

  private long starts() throws Exception {
    return journal().lines().filter(line -> line.startsWith("Started ")).count();
  }

  private int caches() throws Exception {
    return (int) host.run(0, "find /usr/lib/manual-key/lib -name '*.aot'").lines().count();
  }
}
