package org.manualkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manualkey.pfkey.Errno;
import org.manualkey.sadb.illumos.KernelServer;

/** The whole daemon on a kernel of illumos that is played in another process than its own. */
final class IllumosDaemonTest {
  private static final String KEYS =
      """
      add esp spi 0x1000 src 10.9.0.1 dst 10.9.0.2 encralg aes encrkey 000102030405060708090a0b0c0d0e0f \
      authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223
      add ah spi 0x1001 src 10.9.0.1 dst 10.9.0.2 authalg sha1 authkey 101112131415161718191a1b1c1d1e1f20212223
      """;

  @TempDir private Path directory;
  private KernelServer kernel;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void play() throws IOException {
    kernel = new KernelServer(directory.resolve("kernel"));
    Path keys = Files.writeString(directory.resolve("keys"), KEYS);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(directory.resolve("properties"), "config/config_file = " + keys + "\n");
  }

  @AfterEach
  void end() throws IOException {
    processes.forEach(Process::destroyForcibly);
    kernel.close();
  }

  private Process start(Map<String, String> environment, String main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(DaemonProcess.java(DaemonProcess.classPath(), main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("EMULATED_KERNEL", directory.resolve("kernel").toString());
    builder.environment().put("MANUAL_KEY_SOCKET", directory.resolve("run/socket").toString());
    builder.environment().remove("SMF_FMRI");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("output").toFile());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Process daemon(Map<String, String> environment) throws IOException {
    return start(
        environment,
        DaemonOnEmulatedKernel.class.getName(),
        "--state-dir",
        directory.resolve("state").toString(),
        "--config",
        directory.resolve("properties").toString());
  }

  private String ended(Process process) throws IOException, InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    return Files.readString(directory.resolve("output"));
  }

  /** One that listens: its clients wait until it serves. */
  private Process listening() throws IOException {
    Files.deleteIfExists(directory.resolve("run/socket.private"));
    Process daemon = daemon(Map.of());
    long start = System.nanoTime();
    while (!Files.exists(directory.resolve("run/socket.private"))) {
      assertThat(daemon.isAlive()).as(Files.readString(directory.resolve("output"))).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return daemon;
  }

  private String adm(String... words) throws IOException, InterruptedException {
    return ended(start(Map.of(), "org.manualkey.client.ManualKeyAdm", words));
  }

  @Test
  void loadsThroughPfKeyAndItsSasSurviveItsEnd() throws Exception {
    Process first = listening();
    String enabled = adm("enable", "-s");
    assertThat(kernel.held()).as(enabled).isEqualTo(2);
    assertThat(adm("backends"))
        .contains("pfkey")
        .contains("in use")
        .contains("chosen by --backend auto");

    first.destroyForcibly().waitFor();
    assertThat(kernel.held()).isEqualTo(2);
    assertThat(listening().isAlive()).isTrue();
    assertThat(adm("status", "-l")).contains("online").contains("pfkey");
    assertThat(kernel.held()).isEqualTo(2);
  }

  @Test
  void checkJudgesByTheTableOfIllumos() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("settings"), KEYS.replace("add esp spi", "add esp reqid 7 spi"));
    Process check =
        start(Map.of(), DaemonOnEmulatedKernel.class.getName(), "--check", file.toString());
    assertThat(ended(check)).contains("only the back end xfrm has them");
    assertThat(check.exitValue()).isEqualTo(1);
  }

  @Test
  void lackOfThePrivilegeHasItsSentenceAndItsStatusUnderSmf() throws Exception {
    kernel.refuse(Errno.EPERM.code());
    Process daemon = daemon(Map.of("SMF_FMRI", "svc:/network/ipsec/manual-key:default"));
    assertThat(ended(daemon)).contains("no permission for PF_KEY: it needs the privilege");
    assertThat(daemon.exitValue()).isEqualTo(100);
    Process alone = daemon(Map.of());
    assertThat(ended(alone)).contains("shared-IP zone");
    assertThat(alone.exitValue()).isEqualTo(1);
  }

  @Test
  void kernelWithoutIpsecHasItsSentenceAndItsStatusUnderSmf() throws Exception {
    kernel.refuse(Errno.EPFNOSUPPORT.code());
    Process daemon = daemon(Map.of("SMF_FMRI", "svc:/network/ipsec/manual-key:default"));
    assertThat(ended(daemon)).contains("EPFNOSUPPORT");
    assertThat(daemon.exitValue()).isEqualTo(95);
  }
}
