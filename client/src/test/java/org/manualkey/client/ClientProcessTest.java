package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.wire.ClientFrame;
import org.manualkey.wire.DaemonFrame;
import org.newsclub.net.unix.AFUNIXSocket;

/** What only a process of its own shows: signals and the real standard streams. */
final class ClientProcessTest {
  @TempDir private Path directory;

  private Process start(String... argv) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            Ipseckey.class.getName());
    builder.command().addAll(List.of(argv));
    builder.environment().put("MANUAL_KEY_SOCKET", directory.resolve("s").toString());
    return builder.start();
  }

  /** Tests run with the module on the module path, so no one property has everything. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path", ""),
        AFUNIXSocket.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  @Test
  void signal_duringMonitor_interruptsAndExitsWithTheStatusOfTheDaemon() throws Exception {
    CountDownLatch announced = new CountDownLatch(1);
    ScriptedDaemon.Script script =
        peer -> {
          peer.begin();
          peer.out("monitor\n");
          announced.countDown();
          peer.read(ClientFrame.Interrupt.class);
          peer.out("end\n");
          peer.exit(2);
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(directory.resolve("s.private"), script)) {
      Process client = start("monitor");
      assertThat(announced.await(20, TimeUnit.SECONDS)).isTrue();
      // Not Process.destroy: it closes the streams as well.
      assertThat(client.toHandle().destroy()).isTrue();
      assertThat(client.getErrorStream().readAllBytes()).asString().isEmpty();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("monitor\nend\n");
      assertThat(client.waitFor()).isEqualTo(2);
      daemon.finish();
    }
  }

  @Test
  void standardInput_ofTheProcess_isSentWhenAskedFor() throws Exception {
    ScriptedDaemon.Script script =
        peer -> {
          assertThat(peer.begin().argv()).isEmpty();
          peer.write(new DaemonFrame.Ready());
          assertThat(peer.read(ClientFrame.Input.class).bytes().toByteArray())
              .asString()
              .isEqualTo("quit\n");
          peer.exit(0);
        };
    try (ScriptedDaemon daemon = new ScriptedDaemon(directory.resolve("s.private"), script)) {
      Process client = start();
      client.getOutputStream().write("quit\n".getBytes(StandardCharsets.UTF_8));
      client.getOutputStream().flush();
      assertThat(client.waitFor()).isZero();
      daemon.finish();
      assertThat(client.getErrorStream().readAllBytes()).isEmpty();
    }
  }
}
