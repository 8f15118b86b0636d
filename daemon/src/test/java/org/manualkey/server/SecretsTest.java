package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that go through the daemon are in none of its logs, at no level. */
final class SecretsTest {
  private static final int MANY = 100_000;

  @TempDir private Path directory;

  private static void assertNoKeyIn(List<String> lines) {
    assertThat(lines)
        .isNotEmpty()
        .noneMatch(line -> line.contains(KeyFileText.ENCRYPTION_MARK))
        .noneMatch(line -> line.contains(KeyFileText.AUTHENTICATION_MARK));
  }

  @Test
  void aHundredThousandLines_areCheckedLoadedAndSaved_andNotLogged() throws IOException {
    Path file = KeyFileText.write(directory.resolve("f"), KeyFileText.of(MANY));
    Path saved = directory.resolve("saved");
    try (Logged log = new Logged();
        LiveDaemon daemon = new LiveDaemon(directory).start()) {
      TestClient.Ended silent = new TestClient.Ended("", "", 0, null);
      assertThat(KeyFileText.run(daemon, file, "-n", "-c", "f")).isEqualTo(silent);
      assertThat(KeyFileText.run(daemon, file, "-n", "-f", "f")).isEqualTo(silent);
      try (RandomAccessFile target = new RandomAccessFile(saved.toFile(), "rw");
          TestClient client = daemon.client()) {
        client.pass(target.getFD(), "ipseckey", "-n", "-s", "saved");
        assertThat(client.end()).isEqualTo(silent);
      }
      assertThat(saved.toFile().length()).isGreaterThan(file.toFile().length() / 2);
      assertNoKeyIn(log.lines());
    }
  }

  @Test
  void brokenFile_isExplainedWithoutItsKeys() throws IOException {
    String mark = "authkey " + KeyFileText.AUTHENTICATION_MARK;
    String broken =
        KeyFileText.of(3)
            .replace("encralg aes", "encralg nonsense")
            .replace("spi", "sip")
            .replace(mark, mark.replace(" ", " x"));
    Path file = KeyFileText.write(directory.resolve("f"), broken);
    try (Logged log = new Logged();
        LiveDaemon daemon = new LiveDaemon(directory).start()) {
      for (String option : List.of("-c", "-f")) {
        TestClient.Ended ended = KeyFileText.run(daemon, file, "-n", option, "f");
        assertThat(ended.exit()).isEqualTo(1);
        assertNoKeyIn(List.of(ended.err(), ended.out()));
      }
      KeyFileText.write(daemon.keyFile, broken);
      assertThat(daemon.adm("enable", "-s").exit()).isEqualTo(1);
      assertNoKeyIn(List.of(daemon.adm("status").out()));
      assertNoKeyIn(log.lines());
      assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR maintenance: "));
    }
  }

  @Test
  void typedKeys_andClientsThatBreakOff_areNotLogged() throws IOException {
    String add = "add " + KeyFileText.ENCRYPTION_MARK + "\n";
    try (Logged log = new Logged();
        LiveDaemon daemon = new LiveDaemon(directory).start()) {
      try (TestClient client = daemon.client().say("ipseckey", "-n")) {
        client.untilReady();
        client.input(KeyFileText.of(1) + KeyFileText.of(1) + add);
        assertThat(client.untilReady())
            .contains("already exists")
            .doesNotContain(KeyFileText.ENCRYPTION_MARK);
        client.input(KeyFileText.of(2).strip()); // half a line, then gone
      }
      daemon.client().say(KeyFileText.ENCRYPTION_MARK).close();
      assertThat(Resources.becomes(() -> Resources.clientThreads() == 0)).isTrue();
      assertNoKeyIn(log.lines());
    }
  }
}
