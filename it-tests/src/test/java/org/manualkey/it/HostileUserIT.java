package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.images.builder.Transferable;

/**
 * A user without privilege tries everything, one thing after another, against one daemon. Root is
 * served before, during and after, and nothing grows: the daemon then has the descriptors and
 * threads that it had at first, and no more memory than when the same was tried before.
 */
@NeedsContainers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class HostileUserIT {
  private static final Path EXAMPLE = Path.of("../config/ipseckeys.example");
  private static final String USER = "nobody";

  /** What a heap of this size varies by between two collections. */
  private static final int NOISE_KIB = 48 << 10;

  private final Installed container = new Installed();

  /** Before anything was tried. */
  private Held idle;

  /**
   * What the daemon holds.
   *
   * @param kib resident memory
   */
  private record Held(int kib, int descriptors, int threads) {}

  @BeforeAll
  void startDaemon() throws Exception {
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withInit(true).withCapAdd(Capability.SYS_PTRACE));
    container.start();
    container.copyFileToContainer(
        Transferable.of(Files.readString(EXAMPLE), 0600), "/etc/inet/secret/ipseckeys");
    container.copyFileToContainer(Transferable.of(program(), 0755), "/usr/local/bin/hostile-user");
    start();
    asRoot("manual-keyadm enable -s");
    assertRootIsServed();
    idle = held();
  }

  @AfterAll
  void stop() {
    container.stop();
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(
      strings = {"unread", "knocks", "half", "slow", "descriptors", "commands", "files", "checks"})
  void rootIsServedMeanwhileAndAfterwards_andNothingGrows(String attack) throws Exception {
    assertRootIsServed();
    begin(attack);
    end(attack);
    assertRootIsServed();
    Held tried = held();
    begin(attack);
    assertRootIsServed();
    assertThat(end(attack)).isEqualTo("got: \n");
    assertRootIsServed();
    asRoot(
        """
        pid=$(cat /root/pid)
        for i in $(seq 300); do
          test $(ls /proc/$pid/fd | wc -l) -le %d &&
            test $(cat /proc/$pid/task/*/comm | grep -vc Compiler) -le %d && exit 0
          sleep 0.1
        done
        ls -l /proc/$pid/fd; cat /proc/$pid/task/*/comm; exit 9
        """
            .formatted(idle.descriptors(), idle.threads()));
    assertThat(held().kib()).isLessThan(tried.kib() + NOISE_KIB);
    assertThat(asRoot("grep -c . /root/log; true").strip()).matches("\\d{1,4}");
  }

  /** A lock that the user could hold would keep the next daemon from starting. */
  @Test
  @Order(2)
  void daemonStartsAgain_whateverTheUserHolds() throws Exception {
    begin("files");
    asRoot("kill -TERM $(cat /root/pid); while kill -0 $(cat /root/pid) 2>&1; do sleep 0.1; done");
    start();
    assertThat(end("files")).isEqualTo("got: \n");
    assertRootIsServed();
  }

  private void start() throws Exception {
    asRoot(
        """
        manual-keyd --backend memory >>/root/log 2>&1 </dev/null & echo $! >/root/pid
        for i in $(seq 300); do
          ipseckey -n -p dump >/dev/null 2>&1 && exit 0
          kill -0 $(cat /root/pid) || break
          sleep 0.1
        done
        cat /root/log; exit 9
        """);
  }

  private void assertRootIsServed() throws Exception {
    asRoot(
        """
        for command in 'refresh -s' status 'disable -s' 'enable -s'; do
          timeout 60 manual-keyadm $command || { echo "$command: $?"; exit 9; }
        done
        test $(timeout 60 ipseckey -n -p dump | grep -c 'Base message') = 2
        """);
  }

  /** Returns after the first round of an attack. */
  private void begin(String attack) throws Exception {
    as(
        USER,
        """
        rm -f /tmp/%1$s
        setsid /usr/local/bin/hostile-user %1$s /tmp/%1$s >/tmp/%1$s.log 2>&1 </dev/null & echo $! >/tmp/%1$s.pid
        for i in $(seq 600); do test -s /tmp/%1$s && exit 0; sleep 0.1; done
        cat /tmp/%1$s.log; exit 9
        """
            .formatted(attack));
  }

  /** What the user has got. */
  private String end(String attack) throws Exception {
    return as(
        USER,
        """
        kill -- -$(cat /tmp/%1$s.pid)
        while kill -0 -- -$(cat /tmp/%1$s.pid) 2>/dev/null; do sleep 0.05; done
        rm -f /tmp/sparse.* /tmp/large.* /tmp/words.*; cat /tmp/%1$s
        """
            .formatted(attack));
  }

  /** What the daemon holds; its compilers come and go. */
  private Held held() throws Exception {
    String[] words =
        asRoot(
                """
                pid=$(cat /root/pid)
                awk '/^VmRSS/ { print $2 }' /proc/$pid/status
                ls /proc/$pid/fd | wc -l
                cat /proc/$pid/task/*/comm | grep -vc Compiler
                """)
            .strip()
            .split("\\s+");
    return new Held(
        Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  private String asRoot(String command) throws Exception {
    return as("root", command);
  }

  /** Both outputs of a shell command that must succeed. */
  private String as(String user, String command) throws Exception {
    ExecResult result =
        container.execInContainer(
            ExecConfig.builder().user(user).command(new String[] {"sh", "-c", command}).build());
    String output = result.getStdout() + result.getStderr();
    assertThat(result.getExitCode()).as("%s%n%s", command, output).isZero();
    return output;
  }

  private static String program() throws IOException {
    try (InputStream program = HostileUserIT.class.getResourceAsStream("hostile-user")) {
      return new String(Objects.requireNonNull(program).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
