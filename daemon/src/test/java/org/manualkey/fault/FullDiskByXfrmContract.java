package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;

/** No SA of a kernel is added that could not be recorded before. */
final class FullDiskByXfrmContract {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {FullDisk.NO_BLOCKS, FullDisk.NO_INODES})
  void nothingChanges_theFileIsNamed_andTheNextCommandWorks(String limit) throws Exception {
    try (FullDisk disk = FullDisk.with("xfrm", limit, directory)) {
      // Beyond what a file system of 64 KiB has for the names of owned SAs.
      disk.daemon.writeKeys(DaemonProcess.commands(3));
      disk.fill();

      DaemonProcess.Ended refresh = disk.adm("refresh", "-s");
      assertThat(refresh.status()).isOne();
      assertThat(refresh.err())
          .contains("service is in state maintenance: " + disk.state + "/")
          .contains(FullDisk.REASON);
      assertThat(RawClients.sas(disk.daemon)).isEqualTo(2);
      disk.refusesToKeepAnything();

      disk.empty();
      assertThat(disk.adm("clear", "-s").status()).isZero();
      assertThat(RawClients.sas(disk.daemon)).isEqualTo(3);
      assertThat(disk.adm("setprop", "config/refresh=delta").status()).isZero();
    } finally {
      flush();
    }
  }

  /** The kernel is that of other tests, too. */
  private static void flush() throws Exception {
    new ProcessBuilder("ip", "xfrm", "state", "flush").start().waitFor();
  }
}
