package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;
import org.manualkey.app.Nobody;

/** A state directory on a file system of its own, without a free block or a free inode. */
final class FullDiskTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"size=64k", "size=1m,nr_inodes=9"})
  void nothingChanges_theFileIsNamed_andTheNextCommandWorks(String limit) throws Exception {
    assumeTrue(Nobody.isPossible(), "only root can mount a file system");
    Path state = Files.createDirectory(directory.resolve("state"));
    String mount = "mount -t tmpfs -o mode=0700," + limit + " tmpfs " + state;
    try (DaemonProcess daemon =
        DaemonProcess.serving(directory, TerminationTest.inMountNamespace(mount))) {
      daemon.writeKeys(DaemonProcess.commands(2));
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      // Beyond what a file system of 64 KiB has for the names of owned SAs.
      daemon.writeKeys(DaemonProcess.commands(3));
      Path seen = Path.of("/proc/" + daemon.process.pid() + "/root" + state);
      fill(seen);

      DaemonProcess.Ended refresh = RawClients.run(daemon, "manual-keyadm", "refresh", "-s");
      assertThat(refresh.status()).isOne();
      assertThat(refresh.err())
          .contains("service is in state maintenance: " + state + "/")
          .contains("No space left on device");
      assertThat(RawClients.sas(daemon)).isEqualTo(2);
      DaemonProcess.Ended setprop =
          RawClients.run(daemon, "manual-keyadm", "setprop", "config/refresh=delta");
      assertThat(setprop.status()).isOne();
      assertThat(setprop.err())
          .startsWith("manual-keyadm: " + state + "/properties: ")
          .contains("No space left on device");
      assertThat(RawClients.run(daemon, "manual-keyadm", "getprop", "config/refresh").out())
          .isEqualTo("flush\n");
      DaemonProcess.Ended disable = RawClients.run(daemon, "manual-keyadm", "disable", "-s");
      assertThat(disable.status()).isOne();
      assertThat(disable.err())
          .contains(state + "/general-enabled: ")
          .contains("No space left on device");
      assertThat(RawClients.sas(daemon)).isEqualTo(2);

      empty(seen);
      assertThat(RawClients.run(daemon, "manual-keyadm", "clear", "-s").status()).isZero();
      assertThat(RawClients.sas(daemon)).isEqualTo(3);
      assertThat(
              RawClients.run(daemon, "manual-keyadm", "setprop", "config/refresh=delta").status())
          .isZero();
    }
  }

  /** Files of one block each, until there is no room for another, of either kind. */
  private static void fill(Path state) throws Exception {
    run("i=0; while head -c 4096 /dev/zero >" + state + "/f$i; do i=$((i+1)); done 2>/dev/null");
  }

  private static void empty(Path state) throws Exception {
    run("rm " + state + "/f*");
  }

  private static void run(String command) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
  }
}
