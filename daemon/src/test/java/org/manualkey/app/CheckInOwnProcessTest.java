package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The check of a user without privilege, which runs in a process of its own, beside that of root,
 * which runs in the daemon.
 */
final class CheckInOwnProcessTest {
  private static final String TEXT =
      DaemonProcess.commands(3)
          + """
          add esp sip 6 dst 192.0.2.1
          add esp spi 7 dst 192.0.2.1 encralg aes encrkey 0123
          add esp spi 0x1000 dst 192.0.2.300 authalg sha1
          delete esp spi 0x2000 dst 192.0.2.1
          flush ah
          # \u00fc
          nonsense
          """
          + DaemonProcess.commands(1);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"-n", "--json"})
  void printsTheSameOctetForOctet(String option) throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(TEXT);
      String file = daemon.keyFile.toString();
      DaemonProcess.Ended inDaemon = daemon.ipseckey("-n", option, "-c", file);
      List<String> command =
          new ArrayList<>(
              DaemonProcess.java(DaemonProcess.classPath(), ManualKeyd.class.getName()));
      command.addAll(
          List.of("--socket", daemon.socket.toString(), "--check", "--as-ipseckey", "-n"));
      command.addAll(List.of(option, "--", file));
      assertThat(daemon.run(command)).isEqualTo(inDaemon);
      assertThat(inDaemon.status()).isOne();
      assertThat(inDaemon.out() + inDaemon.err()).contains("unknown-extension", "nonsense");
    }
  }
}
