package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.images.builder.Transferable;

/** The daemon at its default places, as root, on a system that has no Java. */
@NeedsContainers
class DaemonInContainerIT {

  private static final Path EXAMPLE = Path.of("../config/ipseckeys.example");
  private static final String KEY_FILE = "/etc/inet/secret/ipseckeys";
  private static final String CONFIGURATION = "/opt/manual-key/config/logback.xml";
  private static final String LOG = "/var/log/manual-keyd";
  private static final int SECRET = 0600;

  /** Mistakes that bring a key to where a word, a number, or nothing was expected. */
  private static final String MISTAKES =
      """
      add esp spi 0x3001 dst 192.0.2.2 encralg aes 00112233445566778899aabbccddee01
      add esp spi 00112233445566778899aabbccddee02 dst 192.0.2.2
      add esp spi 0x3003 dst 192.0.2.2 encralg aes encrkey 00112233445566778899aabbccddee03zz
      add esp spi 0x3004 dst 192.0.2.2 encralg aes encrkey 00112233445566778899aabbccddee04/19
      add esp spi 0x3005 dst 192.0.2.2 encralg 00112233445566778899aabbccddee05
      00112233445566778899aabbccddee06 esp
      """;

  private final Installed container = new Installed();

  @BeforeEach
  void aKeyFileOfRoot() throws Exception {
    container.start();
    store(Files.readString(EXAMPLE));
  }

  @AfterEach
  void end() {
    container.stop();
  }

  @Test
  void noKeyOfAFileIsInTheLogNorLeftOnTheDisk() throws Exception {
    run(0, "sed -i 's/level=\"INFO\"/level=\"TRACE\"/' " + CONFIGURATION);
    run(0, "grep -q 'level=\"TRACE\"' " + CONFIGURATION);
    startDaemon();
    run(0, "manual-keyadm enable -s");
    Set<String> keys = keysIn(Files.readString(EXAMPLE) + MISTAKES + run(0, "ipseckey -n dump"));
    assertThat(keys).hasSize(4 + 6);
    run(
        0,
        "ipseckey -n -f " + KEY_FILE + " || true; ipseckey -n flush; ipseckey -n -f " + KEY_FILE);
    store(MISTAKES);
    run(1, "manual-keyadm refresh -s");
    run(3, "manual-keyadm status");
    run(1, "ipseckey -c " + KEY_FILE);
    run(1, "ipseckey -n " + MISTAKES.lines().findFirst().orElseThrow());
    store(Files.readString(EXAMPLE));
    run(0, "manual-keyadm clear -s");
    run(0, "kill -HUP $(cat " + LOG + ".pid)");
    stopDaemon();

    String log = run(0, "cat " + LOG);
    assertThat(log).contains("online", "maintenance", "stopped by a signal");
    for (String key : keys) {
      assertThat(log).doesNotContainIgnoringCase(key);
      ExecResult places =
          container.execInContainer(
              "sh",
              "-c",
              "grep -rlaiF " + key + " /etc /home /opt/manual-key/lib /root /run /tmp /var");
      assertThat(places.getStdout().lines()).isSubsetOf(KEY_FILE);
    }
  }

  /** It may be online. */
  @Test
  void aDaemonThatAUserMayNotReachIsNotSaidToBeDown() throws Exception {
    assertThat(
            runAs("nobody", 3, "MANUAL_KEY_SOCKET=/root/socket manual-keyadm status 2>&1").strip())
        .isEqualTo("manual-keyadm: cannot reach manual-keyd at /root/socket: permission denied");
  }

  @Test
  void aKilledDaemonLeavesASocketThatTheNextOneTakes() throws Exception {
    startDaemon();
    run(0, "manual-keyadm enable -s");

    run(0, "kill -KILL $(cat " + LOG + ".pid)");
    run(
        0,
        "while kill -0 $(cat "
            + LOG
            + ".pid) 2>&1; do sleep 0.05; done; test -S /run/manual-key/socket");
    assertThat(run(3, "manual-keyadm status"))
        .contains("cannot reach manual-keyd", "connection refused");

    startDaemon();
    assertThat(
            run(0, "for i in 1 2 3 4 5; do manual-keyadm status && exit; sleep 0.2; done; exit 1"))
        .containsPattern("(?m)^state +online$")
        .containsPattern("(?m)^enabled +true$");
    assertThat(run(0, "ipseckey -n -p dump")).contains("spi=0x2112", "spi=0x5150");
    stopDaemon();
  }

  @Test
  void anOrdinaryUserChecksFilesLikeRootAndCannotKeepRootFromTheDaemon() throws Exception {
    startDaemon();
    run(0, "manual-keyadm enable -s");
    String sas = run(0, "ipseckey -n -p dump | grep -c 'Base message'");

    assertThat(run(0, "stat -c '%a %n' /run/manual-key/socket*"))
        .contains("666 /run/manual-key/socket\n", "600 /run/manual-key/socket.private\n");
    container.copyFileToContainer(Transferable.of(MISTAKES, 0644), "/tmp/wrong");
    container.copyFileToContainer(Transferable.of(Files.readString(EXAMPLE), 0644), "/tmp/right");
    for (String file : List.of("wrong", "right")) {
      String check = "cd /tmp; ipseckey -n -c " + file;
      int status = file.equals("right") ? 0 : 1;
      assertThat(runAs("nobody", status, check)).isEqualTo(run(status, check));
    }
    for (String command : List.of("flush", "-n -f /tmp/right", "dump", "-s /tmp/saved")) {
      assertThat(runAs("nobody", 1, "ipseckey " + command))
          .isEqualTo("ipseckey: permission denied: must be root\n");
    }
    assertThat(runAs("nobody", 1, "test ! -e /tmp/saved; manual-keyadm disable"))
        .isEqualTo("manual-keyadm: permission denied: must be root or in group manual-key-admin\n");

    // A thousand connections that send half a frame and read nothing, again and again.
    runAs(
        "nobody",
        0,
        """
        perl -MIO::Socket::UNIX -e '
          $SIG{PIPE} = "IGNORE";
          open(READY, ">", "/tmp/ready");
          while (1) {
            my @all;
            for (1..1000) {
              my $one = IO::Socket::UNIX->new(Peer => "/run/manual-key/socket") or next;
              syswrite($one, "\\0\\0\\x0f");
              push @all, $one;
            }
            print READY "once\\n"; READY->flush();
            select(undef, undef, undef, 0.5);
          }' >/dev/null 2>&1 </dev/null & echo $! >/tmp/attack.pid
        for i in $(seq 200); do test -s /tmp/ready && exit 0; sleep 0.1; done; exit 9
        """);
    for (int i = 0; i < 5; i++) {
      run(0, "timeout 20 manual-keyadm refresh -s && timeout 20 manual-keyadm status");
    }
    run(0, "kill $(cat /tmp/attack.pid)");
    assertThat(run(0, "ipseckey -n -p dump | grep -c 'Base message'")).isEqualTo(sas);
    assertThat(
            runAs(
                "nobody",
                0,
                "for i in $(seq 50); do manual-keyadm status && exit; sleep 0.2; done; exit 1"))
        .contains("online");
    assertThat(run(0, "grep -c 'too many connections' " + LOG + "; true"))
        .as("lines are limited")
        .matches("\\d{1,3}\n");
    stopDaemon();
  }

  /** Until it answers. */
  private void startDaemon() throws Exception {
    run(
        0,
        """
        manual-keyd --backend memory >>%1$s 2>&1 </dev/null & echo $! >%1$s.pid
        for i in $(seq 100); do
          ipseckey -n -p dump >/dev/null 2>&1 && exit 0
          kill -0 $(cat %1$s.pid) || break
          sleep 0.1
        done
        cat %1$s; exit 9
        """
            .formatted(LOG));
  }

  private void stopDaemon() throws Exception {
    run(
        0,
        """
        kill -TERM $(cat %1$s.pid)
        while kill -0 $(cat %1$s.pid) 2>/dev/null; do sleep 0.05; done
        test ! -e /run/manual-key/socket
        """
            .formatted(LOG));
  }

  private void store(String text) throws Exception {
    container.copyFileToContainer(Transferable.of(text, SECRET), KEY_FILE);
  }

  /** Both outputs of a shell command that must end with a status. */
  private String run(int status, String command) throws Exception {
    ExecResult result = container.execInContainer("sh", "-c", command);
    String output = result.getStdout() + result.getStderr();
    assertThat(result.getExitCode()).as("%s%n%s", command, output).isEqualTo(status);
    return output;
  }

  private String runAs(String user, int status, String command) throws Exception {
    ExecResult result =
        container.execInContainer(
            ExecConfig.builder().user(user).command(new String[] {"sh", "-c", command}).build());
    String output = result.getStdout() + result.getStderr();
    assertThat(result.getExitCode()).as("%s%n%s", command, output).isEqualTo(status);
    return output;
  }

  private static Set<String> keysIn(String text) {
    return Pattern.compile("\\b\\p{XDigit}{16,}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}
