package org.manualkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manualkey.app.DaemonProcess;
import org.manualkey.app.Nobody;
import org.manualkey.program.Right;

/** Every command as every kind of user: who may do it does it, and the log has who tried. */
final class RightsTest {
  /** A group of which no process is a member. */
  private static final long NOBODYS = 4_000_000_000L;

  /** Commands, by the group whose members may run them; everybody may run those of "". */
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "", List.of("status", "status --json", "backends", "help"),
          "manual-key-read",
              List.of(
                  "status -l",
                  "status -x",
                  "status -l --json",
                  "log",
                  "log --failures",
                  "metrics",
                  "listprop",
                  "getprop config/scope"),
          "manual-key-admin",
              List.of(
                  "enable",
                  "enable -t",
                  "disable -s",
                  "disable -t",
                  "refresh",
                  "refresh -s",
                  "refresh --dry-run",
                  "refresh --dry-run --json",
                  "restart",
                  "clear",
                  "mark maintenance"),
          "manual-key-config",
              List.of(
                  "setprop config/refresh=delta",
                  "setprop -d config/refresh",
                  "setprop config/scope=mine"));

  @TempDir private Path directory;
  private LiveDaemon daemon;

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  /** A daemon for which a group is that of this process, and the others are nobody's. */
  private void start(String group, long own) throws IOException {
    Map<Right, Long> groups = new EnumMap<>(Right.class);
    Right.groups().forEach((right, name) -> groups.put(right, name.equals(group) ? own : NOBODYS));
    daemon = new LiveDaemon(directory).privileged(_ -> false).groups(groups).start();
  }

  private static long primaryGroup() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
  }

  static Stream<Arguments> everyCommandOfEveryUser() {
    List<Arguments> all = new ArrayList<>();
    for (String member : List.of("", "manual-key-read", "manual-key-admin", "manual-key-config")) {
      COMMANDS.forEach((group, commands) -> {
        for (String command : commands) {
          all.add(Arguments.of(member, command, group));
        }
      });
    }
    return all.stream();
  }

  @ParameterizedTest(name = "member of \"{0}\": {1}")
  @MethodSource("everyCommandOfEveryUser")
  void command_isRunForWhoMayRunIt_andRefusedToAllOthers(
      String member, String command, String group) throws IOException {
    start(member, primaryGroup());
    try (Logged log = new Logged()) {
      TestClient.Ended ended = daemon.open("manual-keyadm", command.split(" "));
      boolean may = group.isEmpty() || group.equals(member);
      List<String> refusals =
          log.lines().stream().filter(line -> line.contains("permission denied")).toList();
      if (may) {
        assertThat(ended.refused()).isNull();
        assertThat(ended.err()).doesNotContain("permission denied");
        assertThat(refusals).isEmpty();
      } else {
        assertThat(ended)
            .isEqualTo(
                new TestClient.Ended(
                    "",
                    "manual-keyadm: permission denied: must be root or in group " + group + "\n",
                    1,
                    null));
        assertThat(refusals)
            .singleElement()
            .asString()
            .matches(
                "WARN uid \\d+ \\(pid %d\\): permission denied: manual-keyadm %s.*"
                    .formatted(ProcessHandle.current().pid(), command.split(" ")[0]));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"manual-key-read", "manual-key-admin", "manual-key-config"})
  void group_givesNoRightToTheDatabase_norToThePrivateSocket(String group) throws IOException {
    start(group, primaryGroup());
    for (String command : List.of("flush", "dump", "save esp", "monitor", "help algorithms", "")) {
      TestClient.Ended ended = daemon.open("ipseckey", ("-n " + command).strip().split(" "));
      assertThat(ended.err()).isEqualTo("ipseckey: permission denied: must be root\n");
    }
    try (TestClient client = daemon.client()) {
      client.say("manual-keyadm", "status");
      assertThat(client.end().refused()).isEqualTo("permission denied: must be root");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "config/config_file, /etc/inet/secret/ipseckeys.new, true",
    "config/config_file, /etc/manual-key/keys, true",
    "config/config_file, /etc/shadow, false",
    "config/config_file, /etc/inet/secret, false",
    "config/config_file, /etc/inet/secretive/file, false",
    "config/config_file, /etc/inet/secret/../../shadow, false",
    "config/config_file, /etc/manual-key/./keys, false",
    "config/config_file, keys, false",
    "config/algorithms_file, /etc/shadow, false",
    "config/algorithms_file, /var/lib/nothing, false"
  })
  void memberWhoConfigures_choosesFilesBelowTheDirectoriesOfRootOnly(
      String property, String path, boolean may) throws IOException {
    start("manual-key-config", primaryGroup());
    try (Logged log = new Logged()) {
      TestClient.Ended ended = daemon.open("manual-keyadm", "setprop", property + "=" + path);
      if (may) {
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
      } else {
        assertThat(ended.err())
            .isEqualTo(
                "manual-keyadm: permission denied: only root may set "
                    + property
                    + " to a path that is not below /etc/inet/secret or /etc/manual-key\n");
        assertThat(log.lines())
            .anyMatch(
                line -> line.endsWith(": permission denied: manual-keyadm setprop " + property));
      }
      assertThat(log.lines()).noneMatch(line -> line.contains("shadow"));
    }
  }

  @Test
  void groupOfTheDatabase_usesItByThePrivateSocket_andHasNoOtherRight() throws IOException {
    daemon =
        new LiveDaemon(directory)
            .privileged(_ -> false)
            .groups(Map.of(Right.DATABASE, primaryGroup(), Right.CONFIGURE, NOBODYS))
            .start();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(Server.privateSocket(daemon.socket))))
        .isEqualTo("rw-rw----");
    assertThat(daemon.ipseckey("-n", "dump").exit()).isZero();
    assertThat(daemon.adm("status").exit()).isEqualTo(3);
    for (String command : List.of("setprop config/scope=all", "refresh", "log", "status -l")) {
      assertThat(daemon.adm(command.split(" ")).err()).contains("permission denied: must be root");
    }
  }

  @Test
  void privateSocketOfAGroup_isNotServedToOthersWhoReachIt() throws IOException {
    daemon =
        new LiveDaemon(directory)
            .privileged(_ -> false)
            .groups(Map.of(Right.DATABASE, NOBODYS))
            .start();
    try (TestClient client = daemon.client()) {
      assertThat(client.say("ipseckey", "-n", "dump").end().refused())
          .isEqualTo("permission denied: must be root");
    }
  }

  @Test
  void propertyThatGrantsRightsWritesFilesOrTakesPorts_isForRootOnly() throws IOException {
    start("manual-key-config", primaryGroup());
    for (String property :
        List.of(
            "config/sadb_group", "config/metrics_file", "config/log_file", "config/nat_t_ports")) {
      for (String words : List.of("setprop " + property + "=/x.log", "setprop -d " + property)) {
        assertThat(daemon.open("manual-keyadm", words.split(" ")).err())
            .isEqualTo("manual-keyadm: permission denied: only root may set " + property + "\n");
      }
    }
  }

  @Test
  void memberWhoConfigures_unsetsAPath() throws IOException {
    start("manual-key-config", primaryGroup());
    assertThat(daemon.open("manual-keyadm", "setprop", "-d", "config/config_file").exit()).isZero();
  }

  /** JUnixSocket knows the primary group of a peer only. */
  @Test
  void supplementaryGroup_counts() throws Exception {
    Nobody.assumePossible();
    start("manual-key-read", 47_110);
    for (String groups : List.of("47110", "1,2,47110,50000", "4711")) {
      List<String> command = new ArrayList<>(List.of("setpriv", "--groups", groups, "--"));
      command.addAll(DaemonProcess.java(DaemonProcess.classPath(), Member.class.getName()));
      command.addAll(List.of(daemon.socket.toString(), "getprop", "config/scope"));
      Process member = new ProcessBuilder(command).redirectErrorStream(true).start();
      assertThat(
              new String(
                  member.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(
              groups.equals("4711")
                  ? "manual-keyadm: permission denied: must be root or in group manual-key-read\n"
                  : "all\n");
      assertThat(member.waitFor()).isEqualTo(groups.equals("4711") ? 1 : 0);
    }
  }

  /** A process with other groups: a client of the open socket at a path. */
  public static final class Member {
    private Member() {}

    /** Runs one command. */
    public static void main(String[] words) throws IOException {
      try (TestClient client = TestClient.to(Path.of(words[0]))) {
        client.say("manual-keyadm", List.of(words).subList(1, words.length).toArray(String[]::new));
        TestClient.Ended ended = client.end();
        System.out.print(ended.out() + ended.err());
        System.exit(ended.exit());
      }
    }
  }
}
