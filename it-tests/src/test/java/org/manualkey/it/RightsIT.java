package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.images.builder.Transferable;

/**
 * Users of a real system, in groups that are not their primary ones, with the installed clients.
 */
@NeedsContainers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RightsIT {
  private static final Path EXAMPLE = Path.of("../config/ipseckeys.example");
  private static final String LOG = "/root/log";

  /** Users by name, with the groups that they are in beside one of their own. */
  private static final Map<String, List<String>> USERS =
      Map.of(
          "stranger", List.of(),
          "reader", List.of("manual-key-read"),
          "keeper", List.of("manual-key-admin"),
          "editor", List.of("manual-key-config"),
          "chief", List.of("manual-key-read", "manual-key-admin", "manual-key-config"),
          "root", List.of());

  /** Commands by the group whose members may run them; each succeeds if it is run. */
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "", List.of("status", "backends", "help"),
          "manual-key-read",
              List.of("status -l", "status -x", "log", "listprop", "getprop config/scope"),
          "manual-key-admin",
              List.of(
                  "refresh -s",
                  "refresh -n",
                  "restart -s",
                  "disable -st",
                  "enable -s",
                  "mark maintenance",
                  "clear -s"),
          "manual-key-config", List.of("setprop config/scope=all", "setprop -d config/scope"));

  private final Installed container = new Installed();

  @BeforeAll
  void startDaemon() throws Exception {
    container.start();
    container.copyFileToContainer(
        Transferable.of(Files.readString(EXAMPLE), 0600), "/etc/inet/secret/ipseckeys");
    as("root", 0, "for group in read admin config; do groupadd --system manual-key-$group; done");
    for (String user : USERS.keySet()) {
      if (!user.equals("root")) {
        as("root", 0, "useradd -m " + user);
        for (String group : USERS.get(user)) {
          as("root", 0, "usermod -a -G %s %s".formatted(group, user));
        }
      }
    }
    as(
        "root",
        0,
        """
        manual-keyd --backend memory >%1$s 2>&1 </dev/null & echo $! >/root/pid
        for i in $(seq 300); do
          ipseckey -n -p dump >/dev/null 2>&1 && exec manual-keyadm enable -s
          kill -0 $(cat /root/pid) || break
          sleep 0.1
        done
        cat %1$s; exit 9
        """
            .formatted(LOG));
  }

  @AfterAll
  void stop() {
    container.stop();
  }

  static Stream<Arguments> usersAndGroups() {
    List<Arguments> all = new ArrayList<>();
    for (String user : USERS.keySet()) {
      for (String group : COMMANDS.keySet()) {
        all.add(Arguments.of(user, group));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} runs commands for \"{1}\"")
  @Order(1)
  @MethodSource("usersAndGroups")
  void everyCommandIsForItsGroupAndRootAlone(String user, String group) throws Exception {
    boolean may = group.isEmpty() || user.equals("root") || USERS.get(user).contains(group);
    String commands = String.join("\n", COMMANDS.get(group));
    String output =
        as(
            user,
            0,
            """
            cat <<'END' | while read -r command; do
            %s
            END
              manual-keyadm $command >/tmp/$(id -un).out 2>&1 </dev/null
              echo "$? $command: $(head -n 1 /tmp/$(id -un).out)"
            done
            """
                .formatted(commands));
    assertThat(output.lines()).hasSize(COMMANDS.get(group).size());
    if (may) {
      assertThat(output.lines()).allMatch(line -> line.startsWith("0 "));
      assertThat(output).doesNotContain("permission denied");
    } else {
      assertThat(output.lines())
          .allMatch(line ->
              line.startsWith("1 ")
                  && line.endsWith(
                      ": manual-keyadm: permission denied: must be root or in group " + group));
    }
    assertThat(as("root", 0, "manual-keyadm status")).contains("online");
  }

  @Test
  @Order(2)
  void nobodyInAGroup_hasTheDatabase_norTheFilesOfRoot() throws Exception {
    as("root", 0, "cp /etc/inet/secret/ipseckeys /root/words; chmod 600 /root/words");
    for (String user : List.of("stranger", "chief")) {
      for (String command : List.of("dump", "flush", "save esp", "monitor", "-s /tmp/saved")) {
        assertThat(as(user, 1, "ipseckey -n " + command + " </dev/null"))
            .isEqualTo("ipseckey: permission denied: must be root\n");
      }
    }
    assertThat(as("chief", 1, "manual-keyadm setprop config/config_file=/root/words"))
        .isEqualTo(
            "manual-keyadm: permission denied: only root may set config/config_file to a path that is"
                + " not below /etc/inet/secret or /etc/manual-key\n");
    assertThat(
            as(
                "chief",
                0,
                """
                manual-keyadm setprop config/config_file=/etc/inet/secret/ipseckeys
                manual-keyadm refresh -s && manual-keyadm setprop -d config/config_file
                """))
        .contains("config/config_file = /etc/inet/secret/ipseckeys");
  }

  @Test
  @Order(3)
  void refusalsAndChanges_areLoggedWithUserAndProcess() throws Exception {
    String uid = as("stranger", 0, "id -u").strip();
    String chief = as("chief", 0, "id -u").strip();
    as("stranger", 1, "manual-keyadm setprop config/scope=owned");
    String log = as("root", 0, "cat " + LOG);
    assertThat(log)
        .containsPattern(
            "uid " + uid + " \\(pid \\d+\\): permission denied: manual-keyadm refresh -s\n")
        .containsPattern("uid " + chief + " \\(pid \\d+\\): manual-keyadm refresh\n")
        .containsPattern(
            "uid "
                + chief
                + " \\(pid \\d+\\): permission denied: manual-keyadm setprop config/config_file\n");
    assertThat(as("reader", 0, "manual-keyadm log")).contains("manual-keyadm refresh");
  }

  /** What a member causes has limits, which root does not share. */
  @Test
  @Order(4)
  void memberWhoAsksForLoadsWithoutEnd_isRefused_andRootIsServed() throws Exception {
    as("root", 0, "manual-keyadm enable -s");
    String refused =
        as(
            "keeper",
            0,
            """
            for j in 1 2 3 4 5 6; do
              for i in $(seq 40); do manual-keyadm refresh 2>&1 || break; done &
            done
            wait
            """);
    assertThat(refused).contains("manual-keyd refused: too many ");
    for (int i = 0; i < 5; i++) {
      as("root", 0, "timeout 20 manual-keyadm refresh -s");
    }
    assertThat(as("stranger", 0, "manual-keyadm status")).contains("online");
  }

  /** Both outputs of a shell command that must end with a status. */
  private String as(String user, int status, String command) throws Exception {
    ExecResult result =
        container.execInContainer(
            ExecConfig.builder().user(user).command(new String[] {"sh", "-c", command}).build());
    String output = result.getStdout() + result.getStderr();
    assertThat(result.getExitCode()).as("%s: %s%n%s", user, command, output).isEqualTo(status);
    return output;
  }
}
