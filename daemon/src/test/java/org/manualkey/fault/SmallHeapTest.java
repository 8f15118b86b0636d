package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** A daemon whose heap is too small for the key file that an administrator gives it. */
final class SmallHeapTest {
  private static final int SAS_OF_HALF_A_GIBIBYTE = 1_000_000;

  @TempDir Path directory;

  @Test
  void aLoadThatDoesNotFit_isRefusedBeforehand_andTheNextOneWorks() throws Exception {
    try (DaemonProcess daemon =
        DaemonProcess.serving(directory, "env", "JDK_JAVA_OPTIONS=-Xmx40m -XX:+UseSerialGC")) {
      int held = 5_000;
      daemon.writeKeys(DaemonProcess.commands(held));
      assertThat(adm(daemon, "enable", "-s").status()).isZero();
      DaemonProcess.Ended refresh = refresh(daemon, 2 * held);
      while (refresh.status() == 0) {
        held *= 2;
        assertThat(held).as("SAs in a heap of 40 MiB").isLessThan(SAS_OF_HALF_A_GIBIBYTE);
        refresh = refresh(daemon, 2 * held);
      }
      assertThat(refresh.err()).contains("needs about", "give manual-keyd a larger -Xmx");
      assertThat(adm(daemon, "status").out()).startsWith("state       maintenance\n");
      assertThat(has(daemon, 0)).isTrue();
      assertThat(has(daemon, held - 1)).as("the last SA of before").isTrue();
      assertThat(has(daemon, held)).as("an SA of the file that was refused").isFalse();

      assertThat(refresh(daemon, 100).status()).isZero();
      assertThat(adm(daemon, "status").out()).startsWith("state       online\n");
      assertThat(RawClients.sas(daemon)).isEqualTo(100);
    }
  }

  private static DaemonProcess.Ended refresh(DaemonProcess daemon, int sas) throws IOException {
    daemon.writeKeys(DaemonProcess.commands(sas));
    return adm(daemon, "refresh", "-s");
  }

  private static DaemonProcess.Ended adm(DaemonProcess daemon, String... words) throws IOException {
    return RawClients.run(daemon, "manual-keyadm", words);
  }

  /** Whether the database has the SA of a command, counted from 0. */
  private static boolean has(DaemonProcess daemon, int command) throws IOException {
    String spi = "0x" + Integer.toHexString(0x10000 + command);
    String destination = "10.0.%d.%d".formatted(command >> 8, command & 255);
    DaemonProcess.Ended get =
        RawClients.run(
            daemon, "ipseckey", "-n", "-p", "get", "esp", "spi", spi, "dst", destination);
    return get.status() == 0;
  }
}
