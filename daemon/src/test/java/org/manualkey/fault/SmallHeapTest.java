package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** A daemon whose heap is too small for the key file that an administrator gives it. */
final class SmallHeapTest {
  private static final int SAS_OF_HALF_A_GIBIBYTE = 1_000_000;

  /** SAs of a file of which many make the database too large. */
  private static final int PART = 10_000;

  @TempDir Path directory;

  @Test
  void aLoadThatDoesNotFit_isRefusedBeforehand_andTheNextOneWorks() throws Exception {
    try (DaemonProcess daemon = small()) {
      int held = 5_000;
      daemon.writeKeys(DaemonProcess.commands(held));
      assertThat(adm(daemon, "enable", "-s").status()).isZero();
      DaemonProcess.Ended refresh = refresh(daemon, 2 * held);
      while (refresh.status() == 0) {
        held *= 2;
        assertThat(held).as("SAs in a heap of 28 MiB").isLessThan(SAS_OF_HALF_A_GIBIBYTE);
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

  @Test
  void aKeyFileOfNulls_orOfContinuations_isRefusedBeforehand() throws Exception {
    try (DaemonProcess daemon = small()) {
      daemon.writeKeys("");
      assertThat(adm(daemon, "enable", "-s").status()).isZero();
      try (RandomAccessFile sparse = new RandomAccessFile(daemon.keyFile.toFile(), "rw")) {
        sparse.setLength(200 << 20);
      }
      assertThat(adm(daemon, "refresh", "-s").err())
          .contains(" needs about ", " MiB for 209715200 bytes, and ");
      daemon.writeKeys("\\\n".repeat(5_000_000));
      assertThat(adm(daemon, "refresh", "-s").err()).contains(" needs about ", " for 0 SAs, and ");
    }
  }

  @Test
  void aFileOfShortLines_isNotBegunIfItMayNotFit() throws Exception {
    try (DaemonProcess daemon = small()) {
      daemon.writeKeys("add\n".repeat(60_000));
      DaemonProcess.Ended run = daemon.ipseckey("-n", "-f", daemon.keyFile.toString());
      assertThat(run.status()).isOne();
      assertThat(run.err()).contains("needs about 39 MiB of memory");
    }
  }

  @Test
  void aPipeThatDoesNotFit_isRefusedBeforeItsEnd_andTheNextOneWorks() throws Exception {
    try (DaemonProcess daemon = small()) {
      String endless = DaemonProcess.commands(200_000);
      DaemonProcess.Ended run = RawClients.pipe(daemon, endless, "ipseckey", "-n", "-f", "-");
      assertThat(run.status()).isOne();
      assertThat(run.err())
          .matches(
              "ipseckey: standard input: needs more than \\d+ MiB of memory, and \\d+ MiB are free;"
                  + " give manual-keyd a larger -Xmx\n");
      assertThat(RawClients.sas(daemon)).isZero();
      String short100 = DaemonProcess.commands(100);
      assertThat(RawClients.pipe(daemon, short100, "ipseckey", "-n", "-f", "-").status()).isZero();
      assertThat(RawClients.sas(daemon)).isEqualTo(100);
    }
  }

  @Test
  void aCheckWhoseTrialDoesNotFit_isRefused_andWhatNeedsNoTrialIsChecked() throws Exception {
    try (DaemonProcess daemon = small()) {
      String adds = DaemonProcess.commands(60_000);
      assertThat(RawClients.pipe(daemon, adds, "ipseckey", "-n", "-c", "-").status()).isZero();
      String tried = adds + "delete esp spi 0x10000 dst 10.0.0.0\n";
      DaemonProcess.Ended check = RawClients.pipe(daemon, tried, "ipseckey", "-n", "-c", "-");
      assertThat(check.status()).isOne();
      assertThat(check.err())
          .contains("ipseckey: standard input needs about ", " MiB for 60000 SAs, and ");
    }
  }

  @Test
  void previewsThatNobodyReads_leaveALoadItsMemory() throws Exception {
    int sas = 9_000;
    try (DaemonProcess daemon = withHeap("64m");
        RawClients clients = new RawClients()) {
      assertThat(adm(daemon, "setprop", "config/refresh=delta").status()).isZero();
      String all = DaemonProcess.commands(2 * sas);
      String first = DaemonProcess.commands(sas);
      daemon.writeKeys(first);
      assertThat(adm(daemon, "enable", "-s").status()).isZero();
      daemon.writeKeys(all.substring(first.length()));
      for (int i = 0; i < 3; i++) {
        RawClients.awaitOutput(
            clients.say(daemon.privateSocket(), "manual-keyadm", "refresh", "-n"));
      }
      assertThat(adm(daemon, "refresh", "-s").err()).isEmpty();
      assertThat(has(daemon, sas)).isTrue();
      assertThat(RawClients.sas(daemon)).isEqualTo(sas);
    }
  }

  @Test
  void commandsThatDoNotFit_areRefused_andDaemonAndSadbGoOn() throws Exception {
    try (DaemonProcess daemon = small()) {
      int held = 0;
      DaemonProcess.Ended file = file(daemon, held);
      while (file.status() == 0) {
        held += PART;
        assertThat(held).as("SAs in a heap of 28 MiB").isLessThan(SAS_OF_HALF_A_GIBIBYTE);
        file = file(daemon, held);
      }
      assertThat(file.err()).containsAnyOf("needs about ", "out of memory; ");
      assertThat(held).isPositive();
      assertThat(has(daemon, 0)).isTrue();
      assertThat(has(daemon, held - 1)).isTrue();

      DaemonProcess.Ended dump = RawClients.run(daemon, "ipseckey", "-n", "-p", "dump");
      assertThat(dump.status()).isOne();
      assertThat(dump.err()).containsAnyOf("needs about ", "out of memory; ");
      Path saved = directory.resolve("saved");
      DaemonProcess.Ended save = daemon.ipseckey("-n", "-s", saved.toString());
      assertThat(save.status()).isOne();
      assertThat(save.err()).containsAnyOf("needs about ", "out of memory; ");
      assertThat(saved).doesNotExist();
      assertThat(adm(daemon, "status").out()).startsWith("state       disabled\n");
      assertThat(has(daemon, held - 1)).isTrue();

      assertThat(RawClients.run(daemon, "ipseckey", "flush").status()).isZero();
      assertThat(file(daemon, 0).status()).isZero();
      assertThat(RawClients.sas(daemon)).isEqualTo(PART);
      assertThat(daemon.ipseckey("-n", "-s", saved.toString()).status()).isZero();
      assertThat(saved).isNotEmptyFile();
    }
  }

  private DaemonProcess small() throws IOException {
    return withHeap("28m");
  }

  private DaemonProcess withHeap(String size) throws IOException {
    return DaemonProcess.serving(
        directory, "env", "JDK_JAVA_OPTIONS=-Xmx" + size + " -XX:+UseSerialGC");
  }

  /** Runs a file that adds more SAs than are there. */
  private DaemonProcess.Ended file(DaemonProcess daemon, int from) throws Exception {
    String all = DaemonProcess.commands(from + PART);
    daemon.writeKeys(all.substring(DaemonProcess.commands(from).length()));
    return daemon.ipseckey("-n", "-f", daemon.keyFile.toString());
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
    String destination = DaemonProcess.destination(command);
    DaemonProcess.Ended get =
        RawClients.run(
            daemon, "ipseckey", "-n", "-p", "get", "esp", "spi", spi, "dst", destination);
    return get.status() == 0;
  }
}
