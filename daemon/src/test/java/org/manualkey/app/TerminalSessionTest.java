package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interactive session as its user has it: a real terminal, client and daemon. */
final class TerminalSessionTest {
  private static final String PROMPT = "ipseckey> ";
  private static final String KEY = "5ec7e75ec7e75ec7e75ec7e75ec7e75e";
  private static final String ADD =
      "add esp spi 0x5150 src 192.0.2.1 dst 192.0.2.2 encr_alg aes-cbc encrkey " + KEY + "\r";
  private static final String GET = "get esp spi 0x5150 dst 192.0.2.2\r";

  @TempDir private Path directory;
  private DaemonProcess daemon;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "true".equals(System.getenv("CI"))
            || (Files.isExecutable(Path.of("/usr/bin/script"))
                && Files.isExecutable(Path.of("/usr/bin/stty"))),
        "a terminal needs script (of util-linux or bsdutils) and stty");
    daemon = DaemonProcess.serving(directory);
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  /** A terminal may send what it sent before it was switched to the mode of applications. */
  @ParameterizedTest
  @ValueSource(strings = {Terminal.UP, "\u001b[A"})
  void arrowUp_repeatsTheLastCommand_inEitherModeOfTheTerminal(String up) throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type("nonsense\r").until("ipseckey: unknown command: 'nonsense'");
      terminal.until(PROMPT);
      terminal.type(up + "\r").until("ipseckey: unknown command: 'nonsense'");
      terminal.until(PROMPT);
      terminal.type("exit\r");
      assertThat(terminal.status()).isZero();
    }
  }

  @Test
  void tab_completesCommandsTypesExtensionsAndAlgorithms() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type("ad\tes\tencr_a\t").until("add esp encr_alg ");
      terminal.type("aes-cb\tspi 0x5150 src 192.0.2.1 dst 192.0.2.2 encrk\t" + KEY + "\r");
      terminal.until(PROMPT);
      terminal.type(GET).until("Encryption algorithm = aes-cbc");
      terminal.until(PROMPT);
      terminal.type("fl\tes\t\r").until(PROMPT);
      terminal.type(GET).until("does not exist");
    }
  }

  @Test
  void ctrlC_dropsTheCommandWithItsContinuedLinesAndPromptsAgain_ctrlDEnds() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type(ADD).until(PROMPT);
      terminal.type("flush \\\r");
      assertThat(terminal.until("h> ")).doesNotContain(PROMPT);
      terminal.type("esp" + Terminal.CTRL_C).until(PROMPT);
      terminal.type(GET).until("Base message");
      terminal.until(PROMPT);
      terminal.type(Terminal.CTRL_C).until(PROMPT);
      terminal.type(Terminal.CTRL_D);
      assertThat(terminal.status()).isZero();
    }
  }

  @Test
  void ctrlC_endsAMonitorAndThePromptComesAgain() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type("monitor\r").until("monitoring the PF_KEY socket");
      assertThat(daemon.ipseckey("-n", "flush", "esp").status()).isZero();
      terminal.until("Timestamp: ");
      terminal.type(Terminal.CTRL_C).until(PROMPT);
      terminal.type("flush ah\r").until(PROMPT);
      terminal.type(GET).until("does not exist");
      terminal.until(PROMPT);
      terminal.type("monitor\r").until("monitoring the PF_KEY socket");
      terminal.type(Terminal.CTRL_C).until(PROMPT);
      terminal.type(Terminal.CTRL_D);
      assertThat(terminal.status()).isZero();
    }
  }

  @Test
  void pastedLineOfAMegabyte_isAnErrorAndTheSessionGoesOn() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type("\u001b[200~" + "x".repeat(1 << 20) + "\u001b[201~");
      terminal.until("ipseckey: line longer than 8192 characters ignored");
      terminal.until(PROMPT);
      terminal.type(Terminal.UP + "help exit\r").until("exit");
      terminal.until(PROMPT);
      terminal.type(Terminal.CTRL_D);
      assertThat(terminal.status()).isZero();
    }
  }

  @Test
  void keysThatWereTyped_areInNoFile() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "xterm")) {
      terminal.until(PROMPT);
      terminal.type(ADD).until(PROMPT);
      // Elsewhere this writes the line to a file for an editor.
      terminal.type(Terminal.UP + "\u0018\u0005").until("No such widget");
      assertThat(filesWithTheKey()).isEmpty();
      terminal.type(Terminal.CTRL_C).until(PROMPT);
      terminal.type(Terminal.CTRL_D);
      assertThat(terminal.status()).isZero();
    }
    assertThat(filesWithTheKey()).isEmpty();
    assertThat(daemon.ipseckey("-n", "-s", directory.resolve("saved").toString()).status())
        .isZero();
    assertThat(filesWithTheKey()).containsExactly(directory.resolve("saved"));
  }

  private List<Path> filesWithTheKey() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(KEY)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @Test
  void dumbTerminal_isReadWithoutAnEditor() throws Exception {
    try (Terminal terminal = Terminal.of(daemon, "dumb")) {
      assertThat(terminal.until(PROMPT)).isEqualTo(PROMPT);
      terminal.type("nonsense\n");
      assertThat(terminal.until(PROMPT))
          .contains("ipseckey: unknown command: 'nonsense'")
          .doesNotContain("\u001b");
      terminal.type("exit\n");
      assertThat(terminal.status()).isZero();
    }
  }
}
