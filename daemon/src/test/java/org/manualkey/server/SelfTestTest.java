package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.app.DaemonProcess;

/** {@code manual-keyadm selftest} finds what a load needs, and changes nothing. */
final class SelfTestTest {
  @TempDir private Path directory;

  @Test
  void reportsWhatIsThere_andWhatIsWrong_withoutAWordOfTheFile() throws Exception {
    try (DaemonProcess daemon = DaemonProcess.serving(directory)) {
      daemon.writeKeys(DaemonProcess.commands(3));
      DaemonProcess.Ended disabled = daemon.adm("selftest");
      assertThat(disabled.status()).isZero();
      assertThat(disabled.out())
          .startsWith("ok       daemon    version development, pid " + daemon.process.pid())
          .contains(
              "\nwarning  back end  memory, chosen by --backend memory; it protects no packet\n")
          .contains("\nok       SADB      answers, and has 0 SAs\n")
          .contains(": 3 commands, all valid; a load would change 3 SAs\n")
          .contains("\nwarning  state     disabled\n")
          .endsWith("\n5 checks, none failed\n");
      assertThat(daemon.ipseckey("dump").out()).doesNotContain("192.0.2.1");
      assertThat(daemon.adm("enable", "-s").status()).isZero();
      daemon.writeKeys("add esp spi 1 dst 192.0.2.1 encralg aes encrkey secretsecret\n");
      DaemonProcess.Ended bad = daemon.adm("selftest");
      assertThat(bad.status()).isEqualTo(1);
      assertThat(bad.out())
          .contains("\nok       SADB      answers, and has 3 SAs\n")
          .containsPattern("\nFAILED   key file  " + daemon.keyFile + ":1:\\d+: ")
          .contains("\nok       state     online: 3 commands loaded")
          .endsWith("\n1 of 5 checks failed\n")
          .doesNotContain("secret");
    }
  }
}
