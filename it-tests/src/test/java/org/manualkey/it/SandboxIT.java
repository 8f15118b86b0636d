package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.testcontainers.images.builder.Transferable;

/**
 * Each line of the unit that confines the daemon: what it forbids fails in a service with the whole
 * sandbox, and succeeds in one without that line, so that the test does not succeed for another
 * reason. That the daemon works with the sandbox is for the other tests.
 */
@NeedsContainers
@Order(1)
@TestInstance(Lifecycle.PER_CLASS)
class SandboxIT {

  private static final String DIRECTORY = "/usr/local/lib/probes";

  /**
   * What a line forbids.
   *
   * @param line the beginning of the line
   * @param alike beginnings of other lines that forbid it as well, separated by blanks
   * @param attempt a shell command that succeeds if it is possible
   */
  private record Forbidden(String line, String alike, String attempt) {}

  /** Writes and runs an i386 program that ends with success at once: a header, and exit(0). */
  private static final String PROGRAM_OF_32_BITS =
      "perl -e 'print pack(q(H*), q(7f454c4601010100) . q(00) x 8"
          + " . q(02000300010000005480040834000000) . q(00) x 8"
          + " . q(340020000100000000000000) . q(010000000000000000800408008004086000000060000000)"
          + " . q(0500000000100000) . q(b801000000bb00000000cd80))' >/tmp/32; chmod 755 /tmp/32; /tmp/32";

  /** Attempts that a container is allowed to make, so that the line alone decides. */
  private static final List<Forbidden> DECISIVE =
      List.of(
          new Forbidden("CapabilityBoundingSet=", "", "cat " + DIRECTORY + "/of-nobody"),
          new Forbidden("NoNewPrivileges=", "", "[ $(" + DIRECTORY + "/id -u) = 65534 ]"),
          new Forbidden("ProtectSystem=", "", "touch /srv/probe"),
          new Forbidden("ProtectHome=", "", "cat /root/probe"),
          new Forbidden("PrivateTmp=", "", "cat /tmp/probe"),
          new Forbidden("PrivateDevices=", "", "test -e /dev/probe"),
          new Forbidden(
              "ProtectHostname=", "CapabilityBoundingSet= SystemCallFilter=", "hostname probe"),
          new Forbidden("ProtectKernelModules=", "", "cat /usr/lib/modules/probe"),
          new Forbidden("ProtectProc=", "", "test -e /proc/1/comm"),
          new Forbidden(
              "RestrictNamespaces=",
              "CapabilityBoundingSet= SystemCallFilter=",
              "unshare --uts true"),
          new Forbidden("RestrictSUIDSGID=", "", "touch /tmp/s && chmod u+s /tmp/s"),
          new Forbidden(
              "RestrictAddressFamilies=",
              "",
              "perl -MSocket -e 'socket(S, 17, SOCK_RAW, 0); exit(($! == 97) ? 1 : 0)'"),
          new Forbidden(
              "SystemCallFilter=@system-service",
              "SystemCallFilter=~",
              "perl -MConfig -e 'exit(syscall($Config{archname} =~ /x86_64/ ? 101 : 117, 0, 0, 0, 0) == 0 ? 0 : 1)'"),
          new Forbidden("SystemCallFilter=~", "", "touch /tmp/c && chown 0:0 /tmp/c"),
          new Forbidden(
              "SystemCallErrorNumber=",
              "",
              "touch /tmp/c; ! chown 0:0 /tmp/c 2>&1 | grep 'not permitted'"),
          new Forbidden("SystemCallArchitectures=", "", PROGRAM_OF_32_BITS),
          new Forbidden("LimitCORE=", "", "[ $(ulimit -H -c) != 0 ]"),
          new Forbidden("UMask=", "", "touch /tmp/u && [ $(stat -c %a /tmp/u) = 644 ]"));

  /**
   * Attempts that fail in a container in any case; with the sandbox they must. That the line alone
   * forbids them is for {@link ServiceInGuestIT}.
   */
  private static final List<Forbidden> IN_ANY_CASE =
      List.of(
          new Forbidden("PrivateMounts=", "", "mount -t tmpfs tmpfs /mnt"),
          new Forbidden("ProtectClock=", "", "date -s @$(date +%s)"),
          new Forbidden("ProtectKernelLogs=", "", "dmesg"),
          new Forbidden("ProtectKernelTunables=", "", "echo probe >/proc/sys/kernel/domainname"),
          new Forbidden("RestrictRealtime=", "", "chrt -r 1 true"),
          new Forbidden("LockPersonality=", "", "setarch -R true"),
          new Forbidden("ProtectControlGroups=", "", "mkdir /sys/fs/cgroup/systemd/probe"));

  /** What restricts nothing, or what other tests look at. */
  private static final List<String> NO_RESTRICTIONS =
      List.of(
          "Type=",
          "NotifyAccess=",
          "ExecStart=",
          "ExecReload=",
          "Restart=",
          "RestartSec=",
          "RestartPreventExitStatus=",
          "TimeoutStopSec=",
          "TasksMax=",
          "WatchdogSec=",
          "WatchdogSignal=",
          "RuntimeDirectory=",
          "RuntimeDirectoryMode=",
          "RuntimeDirectoryPreserve=",
          "StateDirectory=",
          "StateDirectoryMode=",
          "LimitMEMLOCK=",
          "MemorySwapMax=");

  private DebianHost host;

  @BeforeAll
  void aSystemWithTheUnit() throws Exception {
    host = DebianHost.withSystemd(Images.systemd(), DebianPackage.file());
    host.start();
    host.run(
        0,
        """
        set -e
        dpkg-deb --fsys-tarfile %2$s | tar -x -C / ./usr/lib/systemd/system/manual-keyd.service
        mkdir -p %1$s /usr/lib/modules
        for file in %1$s/of-nobody /root/probe /tmp/probe /usr/lib/modules/probe; do echo probe >$file; done
        mknod /dev/probe c 1 3
        cp /usr/bin/id %1$s/id
        chown nobody %1$s/of-nobody %1$s/id
        chmod 600 %1$s/of-nobody
        chmod 4755 %1$s/id
        """
            .formatted(DIRECTORY, DebianHost.PACKAGE));
    // sandboxed NAME ATTEMPT [LINE...]: runs an attempt in a service with the sandbox, without some
    // lines
    host.copyFileToContainer(
        Transferable.of(
            """
            #!/bin/bash
            name=$1 attempt=$2; shift 2
            printf '%s\\n' "$attempt" >/usr/local/lib/probes/$name
            awk -v without="$*" '
              BEGIN { count = split(without, lines, " ") }
              /^#/ || /^$/ { next }
              /^(Type|NotifyAccess|Exec|Restart|Timeout|Watchdog|Runtime|State)[A-Za-z]*=/ { next }
              /^\\[Service\\]/ { inside = 1; print "[Service]\\nType=oneshot\\nExecStart=/bin/sh /usr/local/lib/probes/'$name'"; next }
              /^\\[/ { inside = 0 }
              !inside { next }
              { for (i = 1; i <= count; i++) if (index($0, lines[i]) == 1) next; print }
            ' /usr/lib/systemd/system/manual-keyd.service >/run/systemd/system/probe-$name.service
            systemctl daemon-reload
            systemctl start probe-$name.service
            """,
            0755),
        "/usr/local/sbin/sandboxed");
  }

  @AfterAll
  void end() {
    host.stop();
  }

  @Test
  void whatALineForbids_isImpossibleWithIt_andPossibleWithoutIt() throws Exception {
    List<String> wrong = new ArrayList<>();
    int number = 0;
    for (Forbidden forbidden : DECISIVE) {
      if (forbidden.attempt.equals(PROGRAM_OF_32_BITS) && !isPossibleWithoutSandbox(forbidden)) {
        System.out.printf(
            "this kernel runs no program of 32 bits; %s is not tried%n", forbidden.line);
        continue;
      }
      number++;
      if (isPossible("with" + number, forbidden.attempt, "")) {
        wrong.add("possible: " + forbidden);
      }
      if (!isPossible(
          "without" + number, forbidden.attempt, forbidden.line + " " + forbidden.alike)) {
        wrong.add("impossible without the line, too: " + forbidden);
      }
    }
    for (Forbidden forbidden : IN_ANY_CASE) {
      number++;
      if (isPossible("with" + number, forbidden.attempt, "")) {
        wrong.add("possible: " + forbidden);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyLineIsTried() throws Exception {
    List<String> lines =
        host.run(
                0,
                "sed -n '/^\\[Service\\]/,/^\\[Install\\]/p' /usr/lib/systemd/system/manual-keyd.service")
            .lines()
            .filter(line -> line.matches("[A-Z]\\w+=.*"))
            .toList();
    List<String> tried = new ArrayList<>(NO_RESTRICTIONS);
    DECISIVE.forEach(forbidden -> tried.add(forbidden.line));
    IN_ANY_CASE.forEach(forbidden -> tried.add(forbidden.line));
    assertThat(lines).isNotEmpty().allMatch(line -> tried.stream().anyMatch(line::startsWith));
    assertThat(tried)
        .allMatch(beginning -> lines.stream().anyMatch(line -> line.startsWith(beginning)));
  }

  private boolean isPossibleWithoutSandbox(Forbidden forbidden) throws Exception {
    return host.run(0, "if (" + forbidden.attempt + ") 2>&1; then echo possible; fi")
        .endsWith("possible\n");
  }

  private boolean isPossible(String name, String attempt, String without) throws Exception {
    return host.execInContainer("sandboxed", name, attempt, without).getExitCode() == 0;
  }
}
