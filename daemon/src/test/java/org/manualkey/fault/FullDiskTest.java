package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;
import org.manualkey.app.Nobody;

/** With the embedded database, only what the administrator sets needs the disk. */
final class FullDiskTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {FullDisk.NO_BLOCKS, FullDisk.NO_INODES})
  void whatIsSetIsRefused_theFileIsNamed_andTheNextCommandWorks(String limit) throws Exception {
    assumeTrue(Nobody.isPossible(), "only root can mount a file system");
    try (FullDisk disk = FullDisk.with("memory", limit, directory)) {
      disk.daemon.writeKeys(DaemonProcess.commands(3));
      disk.fill();

      assertThat(disk.adm("refresh", "-s").status()).isZero();
      assertThat(RawClients.sas(disk.daemon)).isEqualTo(3);
      disk.refusesToKeepAnything();

      disk.empty();
      assertThat(disk.adm("setprop", "config/refresh=delta").status()).isZero();
    }
  }
}
