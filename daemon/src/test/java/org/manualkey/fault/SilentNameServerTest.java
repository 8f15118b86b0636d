package org.manualkey.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** Whoever asks a name server that is silent waits for it once. */
final class SilentNameServerTest {
  @TempDir Path directory;

  @Test
  void loadWaitsOnceAndChangesNothing_andADumpAsksOnce() throws Exception {
    try (SilentNameServer names = new SilentNameServer();
        DaemonProcess daemon =
            DaemonProcess.serving(directory, SilentNameServer.before(directory))) {
      daemon.writeKeys(DaemonProcess.commands(20));
      assertThat(RawClients.run(daemon, "manual-keyadm", "enable", "-s").status()).isZero();
      DaemonProcess.Ended dump = RawClients.run(daemon, "ipseckey", "-p", "dump");
      assertThat(dump.status()).isZero();
      assertThat(dump.out().split("Base message", -1)).hasSize(21);
      assertThat(dump.out()).contains("10.0.0.19");
      // The C library may try the name with a search domain, too.
      assertThat(names.asked()).allMatch(name -> name.startsWith("1.2.0.192.in-addr.arpa."));

      daemon.writeKeys(
          "add esp spi 1 dst one.example encralg aes encrkey %1$032x\nadd esp spi 2 dst two.example"
                  .formatted(1)
              + " encralg aes encrkey %032x\n".formatted(2));
      names.asked().clear();
      assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isOne();
      // Nor is the second name asked for; the library may still repeat its first question.
      assertThat(names.asked()).anyMatch(name -> name.startsWith("one.example."));
      assertThat(names.asked()).noneMatch(name -> name.startsWith("two.example."));
      assertThat(RawClients.run(daemon, "manual-keyadm", "status").out())
          .startsWith("state       offline\n");
      assertThat(
              RawClients.run(daemon, "ipseckey", "-n", "-p", "dump")
                  .out()
                  .split("Base message", -1))
          .hasSize(21);

      daemon.writeKeys(DaemonProcess.commands(3));
      assertThat(RawClients.run(daemon, "manual-keyadm", "refresh", "-s").status()).isZero();
      assertThat(RawClients.run(daemon, "manual-keyadm", "status").out())
          .startsWith("state       online\n");
    }
  }
}
