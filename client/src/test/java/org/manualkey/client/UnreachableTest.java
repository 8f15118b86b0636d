package org.manualkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnreachableTest {
  private ClientFixture client;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    client = new ClientFixture(directory);
  }

  private String unreachable() {
    return "cannot reach manual-keyd at " + client.socket + ": ";
  }

  @Test
  void run_noSocket_fails() {
    client.environment.put("SMF_FMRI", "svc:/x");
    assertThat(client.ipseckey("flush")).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo(
            "ipseckey: " + unreachable() + "no such file or directory (is manual-keyd running?)\n");
  }

  @Test
  void run_staleSocket_isRefused() throws IOException {
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(client.socket));
    }
    assertThat(client.ipseckey("flush")).isEqualTo(1);
    assertThat(client.err())
        .isEqualTo("ipseckey: " + unreachable() + "connection refused (is manual-keyd running?)\n");
  }

  @Test
  void run_socketIsADirectory_reportsIt() throws IOException {
    Files.createDirectory(client.socket);
    assertThat(client.ipseckey("flush")).isEqualTo(1);
    assertThat(client.err()).isEqualTo("ipseckey: " + unreachable() + "is a directory\n");
  }

  @Test
  void run_pathTooLong_reportsIt() {
    String path = "/tmp/" + "x".repeat(200);
    client.environment.put("MANUAL_KEY_SOCKET", path);
    assertThat(client.ipseckey("flush")).isEqualTo(1);
    assertThat(client.err()).contains("at " + path + ": path too long for a socket\n");
  }

  @Test
  void run_saveWithoutDaemon_leavesNoFileBehind() {
    Path file = client.directory.resolve("saved");
    assertThat(client.ipseckey("-s", file.toString())).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void adm_statusWithoutDaemon_isNotOnline() {
    assertThat(client.adm("status")).isEqualTo(3);
    assertThat(client.err())
        .isEqualTo(
            "manual-keyadm: manual-keyd is not running: "
                + unreachable()
                + "no such file or directory; to start it, run 'systemctl start manual-keyd'\n");
    assertThat(client.out()).isEmpty();
  }

  @Test
  void offline_onIllumos_namesACommandOfSmf() {
    assertThat(ManualKeyAdm.offline("SunOS").text())
        .contains("svcs -x")
        .doesNotContain("systemctl");
    assertThat(ManualKeyAdm.offline("Linux").text()).contains("systemctl");
  }

  @Test
  void adm_otherVerbWithoutDaemon_fails() {
    assertThat(client.adm("enable")).isEqualTo(1);
    assertThat(client.err()).startsWith("manual-keyadm: " + unreachable());
  }

  @Test
  void adm_helpWithoutDaemon_isShort() {
    assertThat(client.adm("--help")).isZero();
    assertThat(client.out())
        .startsWith(ManualKeyAdm.USAGE)
        .contains("\n" + unreachable())
        .endsWith("(is manual-keyd running?)\n");
  }

  @Test
  void help_withoutDaemon_printsTheUsageAndTheReason() {
    assertThat(client.ipseckey("help", "add")).isZero();
    assertThat(client.out())
        .startsWith(CommandLine.USAGE + "\ncommands: add")
        .contains("cannot reach manual-keyd");
  }

  @Test
  void check_withoutDaemon_runsTheChecker() throws IOException {
    Path checker = client.directory.resolve("keyd");
    Path seen = client.directory.resolve("seen");
    Path keys = Files.writeString(client.directory.resolve("keys"), "flush\n");
    Files.writeString(checker, "#!/bin/sh\necho \"$@\" > " + seen + "\nexit 95\n");
    Files.setPosixFilePermissions(checker, PosixFilePermissions.fromString("rwx------"));
    assertThat(client.ipseckey("-vnc", keys.toString())).isEqualTo(95);
    assertThat(Files.readString(seen)).isEqualTo("--check --as-ipseckey -n -v -- " + keys + "\n");
    assertThat(client.err()).isEmpty();
  }

  @Test
  void check_ofAPipeWithoutDaemon_isTheStandardInputOfTheChecker() throws Exception {
    Path checker = client.directory.resolve("keyd");
    Path seen = client.directory.resolve("seen");
    Path pipe = client.directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.writeString(checker, "#!/bin/sh\n{ echo \"$@\"; cat; } > " + seen + "\n");
    Files.setPosixFilePermissions(checker, PosixFilePermissions.fromString("rwx------"));
    Process writer = new ProcessBuilder("sh", "-c", "echo flush > " + pipe).inheritIO().start();
    assertThat(client.ipseckey("-nc", pipe.toString())).isZero();
    assertThat(writer.waitFor()).isZero();
    assertThat(Files.readString(seen)).isEqualTo("--check --as-ipseckey -n -- -\nflush\n");
  }

  @Test
  void forbidden_is100UnderSmf() {
    ClientException forbidden = new ClientException(ClientException.Kind.FORBIDDEN, "");
    assertThat(forbidden.exitStatus(true)).isEqualTo(100);
    assertThat(forbidden.exitStatus(false)).isEqualTo(1);
  }

  @Test
  void check_withoutDaemonAndChecker_reportsBoth() throws IOException {
    Path keys = Files.writeString(client.directory.resolve("keys"), "flush\n");
    assertThat(client.ipseckey("-c", keys.toString())).isEqualTo(1);
    assertThat(client.err())
        .startsWith("ipseckey: " + unreachable())
        .endsWith("; cannot run " + client.directory + "/keyd to check a file\n");
  }
}
