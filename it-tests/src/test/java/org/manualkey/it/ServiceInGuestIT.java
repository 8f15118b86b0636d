package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The package on a kernel whose first process is systemd: the daemon has the back end and the
 * sandbox that are delivered, and the kernel, which has no AF_KEY, loads its modules itself. No
 * cache is trained: that would take minutes here.
 */
@NeedsContainers
@Order(0)
@Tag("slow")
class ServiceInGuestIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String KEY_FILE = "/etc/inet/secret/ipseckeys";
  private static final String ADD =
      "add esp spi %s src 192.0.2.1 dst 192.0.2.2 encralg aes encrkey"
          + " 00112233445566778899aabbccddeeff authalg sha1 authkey"
          + " 000102030405060708090a0b0c0d0e0f10111213%n";

  private GuestKernel guest;

  @BeforeEach
  void aCleanSystem() {
    guest = GuestKernel.bootSystemd(DebianPackage.file());
    run("cd /root && mv manual-key_*.deb own.deb");
    run("find /lib/modules -name 'af_key.ko*' -delete; depmod; ! modprobe af_key");
  }

  @AfterEach
  void end() {
    guest.close();
  }

  @Test
  void sasAreInTheKernelFromTheInstallationToThePurge() {
    run("TMPDIR=/proc/none dpkg -i /root/own.deb");
    assertThat(run("manual-keyadm status || true")).contains("disabled", "xfrm");
    assertThat(run("lsmod"))
        .as("loaded by the kernel for the daemon")
        .contains("xfrm_user")
        .doesNotContain("af_key");
    assertThat(run("manual-keyadm backends"))
        .startsWith("xfrm: in use (chosen by --backend auto, which prefers it)\n")
        .contains("\npfkey: not usable (the module af_key is not loaded)\n");

    write(ADD.formatted("0x1000"));
    run("manual-keyadm enable -s");
    expectSas("0x00001000");
    expectTheDeliveredSandbox();
    expectEachLineToForbidByItself();

    String before = identity();
    write(ADD.formatted("0x1000") + "add esp sip 0x2000 dst 192.0.2.2\n");
    assertThat(run("! systemctl reload manual-keyd 2>&1")).contains("journalctl");
    assertThat(run("systemctl status manual-keyd")).contains("maintenance");
    expectSas("0x00001000");

    write(ADD.formatted("0x1000") + ADD.formatted("0x2000"));
    run("systemctl reload manual-keyd");
    expectSas("0x00001000", "0x00002000");
    assertThat(identity()).isEqualTo(before);

    String added = run("ip -s xfrm state | grep ' add '");
    run(
        """
        pid=$(systemctl show -p MainPID --value manual-keyd); kill -KILL $pid; tail -f /dev/null --pid=$pid
        until manual-keyadm status 2>/dev/null | grep -q '^state *online'; do :; done
        """);
    expectSas("0x00001000", "0x00002000");
    run(
        """
        set -e
        cd /root; dpkg-deb -R own.deb new; sed -i 's/^Version:.*/Version: 99/' new/DEBIAN/control
        dpkg-deb -Znone -b new new.deb >/dev/null
        TMPDIR=/proc/none dpkg -i new.deb
        until manual-keyadm status 2>/dev/null | grep -q '^state *online'; do :; done
        """);
    expectSas("0x00001000", "0x00002000");
    assertThat(run("ip -s xfrm state | grep ' add '"))
        .as("the SAs are the same ones")
        .isEqualTo(added);

    withoutPfKey();
    expectSas("0x00001000", "0x00002000");

    assertThat(run("systemctl stop manual-keyd; dpkg --purge manual-key").lines())
        .containsOnlyOnce(
            "manual-key: the SAs of the service were deleted",
            "manual-key: the key file is kept: " + KEY_FILE);
    expectSas();
  }

  /** With the drop-in for hosts that need XFRM only. */
  private void withoutPfKey() {
    run(
        """
        set -e
        install -D -m 644 /usr/share/doc/manual-key/examples/systemd/xfrm-only.conf \
          /etc/systemd/system/manual-keyd.service.d/xfrm-only.conf
        systemctl daemon-reload; systemctl restart manual-keyd
        """);
    assertThat(run("manual-keyadm status")).containsPattern("(?m)^backend +xfrm");
    assertThat(run("systemctl show -p RestrictAddressFamilies manual-keyd"))
        .contains("AF_NETLINK")
        .doesNotContain("AF_KEY");
    run("systemd-analyze security --threshold=18 manual-keyd");
  }

  /** Nothing was turned off for lack of something in the kernel. */
  private void expectTheDeliveredSandbox() {
    String status = run("cat /proc/$(systemctl show -p MainPID --value manual-keyd)/status");
    assertThat(status)
        .containsPattern("(?m)^Seccomp:\\s+2$")
        .containsPattern("(?m)^NoNewPrivs:\\s+1$")
        .containsPattern("(?m)^CapEff:\\s+0000000000001000$") // CAP_NET_ADMIN
        .containsPattern("(?m)^CapBnd:\\s+0000000000001000$");
    assertThat(
            run("systemctl show -p LimitCORE -p LimitMEMLOCK -p MemorySwapMax manual-keyd").lines())
        .containsExactlyInAnyOrder("LimitCORE=0", "LimitMEMLOCK=infinity", "MemorySwapMax=0");
    assertThat(run("journalctl -q -o cat -u manual-keyd"))
        .doesNotContain("swap", "may be able to read");
  }

  /**
   * Lines of the unit whose attempt fails in a container in any case, see {@link SandboxIT}: in a
   * service with the line alone it fails, and in one with nothing of the sandbox it succeeds.
   */
  private void expectEachLineToForbidByItself() {
    assertThat(
            run("""
            mkdir -p /run/probes
            readlink /proc/self/ns/mnt >/run/probes/namespace
            while read -r name attempt; do
              echo "$attempt" >/run/probes/$name
              for unit in with-$name without-$name; do
                printf '[Service]\nType=oneshot\nExecStart=/bin/bash /run/probes/%s\n' $name \
                  >/run/systemd/system/$unit.service
              done
              grep "^$name=" /usr/lib/systemd/system/manual-keyd.service \
                >>/run/systemd/system/with-$name.service
            done <<'PROBES'
            PrivateMounts [ $(readlink /proc/self/ns/mnt) = $(cat /run/probes/namespace) ]
            ProtectClock date -s @$(date +%s)
            ProtectKernelLogs dmesg
            ProtectKernelTunables echo probe >/proc/sys/kernel/domainname
            RestrictRealtime chrt -r 1 true
            LockPersonality setarch -R true
            ProtectControlGroups mkdir /sys/fs/cgroup/probe && rmdir /sys/fs/cgroup/probe
            MemorySwapMax grep -q max /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/memory.swap.max
            PROBES
            systemctl daemon-reload
            for probe in /run/probes/[A-Z]*; do
              name=${probe##*/}
              systemctl start with-$name 2>/dev/null && echo "possible with $name"
              systemctl start without-$name 2>/dev/null || echo "impossible without $name"
              echo tried
            done
            """)
                .lines())
        .hasSize(8)
        .containsOnly("tried");
  }

  private void write(String keys) {
    run(Host.write(KEY_FILE, keys));
  }

  private void expectSas(String... spis) {
    assertThat(run("ip xfrm state | sed -n 's/.*proto esp spi \\(0x[0-9a-f]*\\).*/\\1/p'").lines())
        .containsExactlyInAnyOrder(spis);
  }

  private String identity() {
    return run("systemctl show -p InvocationID -p MainPID manual-keyd");
  }

  private String run(String script) {
    return guest.shell("exec 2>&1; " + script, LONG).expectSuccess().out();
  }
}
