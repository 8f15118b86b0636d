package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Capability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manualkey.it.KnownKeys.Found;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;

/** How many copies of keys are in the memory of the daemon, with the embedded SADB. */
@NeedsContainers
class KeysInMemoryIT {
  private static final String KEY_FILE = "/etc/inet/secret/ipseckeys";
  private static final String KEYS = "/root/keys";
  private static final String WRONG = "/root/wrong";

  private final Installed container = new Installed();

  @BeforeEach
  void aDaemonThatRootMayRead() throws Exception {
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withInit(true).withCapAdd(Capability.SYS_PTRACE));
    container.start();
    container.copyFileToContainer(Transferable.of(KnownKeys.search(), 0755), "/root/search");
    store(KnownKeys.keyFile(), KEYS);
    store(KnownKeys.keyFile() + "add esp sip 0x1000 dst 192.0.2.2\n", WRONG);
    store(KnownKeys.keyFile(), KEY_FILE);
  }

  @AfterEach
  void end() {
    container.stop();
  }

  /** Or else that no key is found would prove nothing. */
  @Test
  void searchFindsKeysThatAreThere() throws Exception {
    run(0, KnownKeys.holder(KEYS, "/root/pid"));

    Found found = search("$(cat /root/pid)");

    assertThat(found.textKeys()).isEqualTo(KnownKeys.KEYS);
    assertThat(found.octetKeys()).isEqualTo(KnownKeys.KEYS);
    assertThat(found.most()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void noKeyOutlivesItsUse() throws Exception {
    startDaemon();

    run(0, "ipseckey -n -c " + KEYS);
    assertThat(inDaemon()).as("after a check").isEqualTo(Found.NOTHING);
    run(1, "ipseckey -n -c " + WRONG);
    assertThat(inDaemon()).as("after a check of a wrong file").isEqualTo(Found.NOTHING);

    run(0, "manual-keyadm enable -s");
    run(0, "for i in 1 2 3; do manual-keyadm refresh -s || exit; done");
    // The embedded SADB has each of them: the search sees the daemon's memory.
    assertThat(inDaemon())
        .as("after a load and three refreshes")
        .isEqualTo(new Found(0, 0, KnownKeys.KEYS, KnownKeys.KEYS, 1));

    run(0, "ipseckey -n -s /root/saved && grep -q encrkey /root/saved");
    assertThat(inDaemon())
        .as("after a save of all SAs to a file")
        .isEqualTo(new Found(0, 0, KnownKeys.KEYS, KnownKeys.KEYS, 1));

    run(0, "cp " + WRONG + " " + KEY_FILE);
    run(1, "manual-keyadm refresh -s");
    assertThat(inDaemon())
        .as("after a rejected load")
        .isEqualTo(new Found(0, 0, KnownKeys.KEYS, KnownKeys.KEYS, 1));

    run(0, "manual-keyadm disable -s");
    assertThat(inDaemon()).as("after disable").isEqualTo(Found.NOTHING);

    run(1, "manual-keyadm enable -s");
    assertThat(inDaemon()).as("after a rejected first load").isEqualTo(Found.NOTHING);
  }

  @Test
  void daemonLeavesNoCoreFileAndIsNotReadByItsUser() throws Exception {
    startDaemon();
    assertThat(run(0, "cat /proc/$(cat /root/daemon.pid)/limits"))
        .containsPattern("Max core file size +0 +0 ");
    // The files of an undumpable process belong to root, whoever runs it.
    run(
        0,
        """
        mkdir -m 0777 /tmp/other; cd /tmp/other
        setpriv --reuid 65534 --clear-groups /opt/manual-key/bin/manual-keyd --backend memory \
          --socket /tmp/other/socket --state-dir /tmp/other/state >/tmp/other.log 2>&1 </dev/null &
        for i in $(seq 100); do test -S socket && break; sleep 0.1; done
        kill -0 $! || { cat /tmp/other.log; exit 8; }
        test "$(stat -c %u /proc/$!/environ)" = 0 || { cat /tmp/other.log; exit 9; }
        kill $!
        """);
  }

  private void startDaemon() throws Exception {
    run(
        0,
        """
        manual-keyd --backend memory >/root/log 2>&1 </dev/null & echo $! >/root/daemon.pid
        for i in $(seq 100); do
          test -S /run/manual-key/socket.private && manual-keyadm status | grep -q . && exit 0
          kill -0 $(cat /root/daemon.pid) || break
          sleep 0.1
        done
        cat /root/log; exit 9
        """);
  }

  /** One second later: what is there then stays. */
  private Found inDaemon() throws Exception {
    return search("$(sleep 1; cat /root/daemon.pid)");
  }

  private Found search(String pid) throws Exception {
    return Found.of(run(0, "/root/search " + pid + " " + KEYS));
  }

  private void store(String text, String path) {
    container.copyFileToContainer(Transferable.of(text, 0600), path);
  }

  /** Both outputs of a shell command that must end with a status; they have no keys. */
  private String run(int status, String command) throws Exception {
    ExecResult result = container.execInContainer("sh", "-c", command);
    String output = result.getStdout() + result.getStderr();
    assertThat(result.getExitCode()).as("%s%n%s", command, output).isEqualTo(status);
    return output;
  }
}
