package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** The package for the Java runtime of Debian 13, and the change from one package to the other. */
@NeedsContainers
@Order(0)
@Tag("slow")
class PackageForOpenJdkIT {

  private static final String THIN = "/root/openjdk.deb";
  private static final String KEY_FILE = "/etc/inet/secret/ipseckeys";
  private static final String DROP_IN =
      """
      [Service]
      ExecStart=
      ExecStart=/usr/sbin/manual-keyd --backend memory
      """;

  private DebianHost host;

  @BeforeEach
  void aCleanSystem() {
    host = DebianHost.withSystemd(Images.openJdk(), DebianPackage.file());
    host.start();
    host.copyFileToContainer(MountableFile.forHostPath(DebianPackage.forOpenJdk()), THIN);
    host.copyFileToContainer(
        Transferable.of(DROP_IN), "/etc/systemd/system/manual-keyd.service.d/memory.conf");
  }

  @AfterEach
  void end() {
    host.stop();
  }

  @Test
  void itTakesOverFromTheOtherPackage_isTrainedForAnotherRuntime_andHandsOver() throws Exception {
    host.run(0, "TMPDIR=/proc/none apt-get install -y -q " + DebianHost.PACKAGE);
    host.run(0, "install -m 600 /usr/share/doc/manual-key/examples/ipseckeys.example " + KEY_FILE);
    host.run(0, "manual-keyadm enable -s");
    host.run(0, "echo '# of the administrator' >>/etc/manual-key/manual-key.properties");

    // By apt, which removes the other one with a dpkg of its own.
    assertThat(host.run(0, "apt-get install -y -q " + THIN)).doesNotContain("AOT", "were deleted");
    expectTakenOver();
    assertThat(
            host.run(
                0,
                "cd /usr/lib/manual-key/lib/native && for file in */*.so; do printf '%s ' ${file%/*};"
                    + " od -A n -t x1 -j 18 -N 2 $file; done"))
        .as("socket libraries, and what machines they are for")
        .isEqualTo("amd64  3e 00\narm64  b7 00\n");
    for (String program : new String[] {"ipseckey", "manual-keyadm", "manual-keyd"}) {
      assertThat(host.run(0, "MANUAL_KEY_JAVA_OPTIONS=-XX:AOTMode=on " + program + " --version"))
          .startsWith(program + " (manual-key) ");
    }
    host.run(0, "dpkg --purge manual-key");
    expectTakenOver();

    retrain();

    // By dpkg alone.
    host.run(
        0,
        "TMPDIR=/proc/none dpkg --auto-deconfigure -B -i "
            + DebianHost.PACKAGE
            + " && dpkg --verify manual-key");
    host.run(0, "dpkg --purge manual-key-openjdk");
    expectTakenOver();
    host.run(1, "test -e /usr/lib/manual-key/lib/modules");

    host.leaveSas(DebianHost.STATE);
    assertThat(host.run(0, "apt-get remove -y -q manual-key").lines())
        .containsOnlyOnce("manual-key: the SAs of the service were deleted");
  }

  /** As an update of the runtime does. */
  private void retrain() throws Exception {
    String caches = "stat -c '%i %n' /usr/lib/manual-key/lib/*.aot";
    String before = host.run(0, caches);
    assertThat(before.lines()).hasSize(4);
    String pid = host.run(0, "systemctl show -p MainPID manual-keyd");

    host.run(
        0,
        """
        set -e
        dpkg-trigger --by-package=openjdk-25-jre-headless /usr/lib/jvm/java-25-openjdk-$(dpkg --print-architecture)/lib/modules
        dpkg --triggers-only --pending
        """);

    assertThat(host.run(0, caches).lines())
        .hasSize(4)
        .doesNotContainAnyElementsOf(before.lines().toList());
    assertThat(host.run(0, "systemctl show -p MainPID manual-keyd")).isNotEqualTo(pid);
    expectTakenOver();
  }

  private void expectTakenOver() throws Exception {
    assertThat(host.run(0, "manual-keyadm status")).containsPattern("(?m)^state +online$");
    assertThat(host.run(0, "ipseckey -n -p dump")).contains("spi=0x2112", "spi=0x5150");
    assertThat(host.run(0, "tail -n 1 /etc/manual-key/manual-key.properties"))
        .isEqualTo("# of the administrator\n");
    assertThat(host.run(0, "systemctl is-enabled manual-keyd")).isEqualTo("enabled\n");
    assertThat(host.run(0, "journalctl -q -o cat -u manual-keyd"))
        .doesNotContain("flushed", "were deleted")
        .doesNotContainPattern("[1-9]\\d* (deleted|replaced)");
  }
}
