package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;

/** The demo, run by the installed form on a system that has no Java. */
@NeedsContainers
class DemoInContainerIT {

  private static final Path EXAMPLE = Path.of("../config/ipseckeys.example");

  @ParameterizedTest
  @ValueSource(strings = {"root", "nobody"})
  void theStoryIsTrue(String user) throws Exception {
    try (Installed container = new Installed()) {
      container.start();

      ExecResult story =
          container.execInContainer(
              ExecConfig.builder()
                  .user(user)
                  .command(new String[] {"/opt/manual-key/config/demo/story"})
                  .build());

      assertThat(story.getExitCode()).as("%s%s", story.getStdout(), story.getStderr()).isZero();
      assertShown(story.getStdout());
      assertThat(container.execInContainer("sh", "-c", "ls -d /tmp/* 2>&1").getExitCode())
          .as("nothing is left in /tmp")
          .isNotZero();
    }
  }

  @Test
  void theCachesThatWereTrainedElsewhereFitHere() throws Exception {
    try (Installed container = new Installed()) {
      container.start();

      // AOTMode=on ends the JVM with its own complaint, instead of a slow start, when one does not.
      for (String program : List.of("ipseckey", "manual-keyadm", "manual-keyd")) {
        ExecResult help =
            container.execInContainer(
                ExecConfig.builder()
                    .envVars(Map.of("MANUAL_KEY_JAVA_OPTIONS", "-XX:AOTMode=on"))
                    .command(new String[] {program, "--no-such-option"})
                    .build());
        assertThat(help.getStdout() + help.getStderr())
            .as(program)
            .isNotEmpty()
            .doesNotContain("AOT cache")
            .doesNotContain("[aot]")
            .doesNotContain("initialization of VM");
      }
    }
  }

  private static void assertShown(String story) throws IOException {
    List<Step> steps = steps(story);
    assertThat(steps.stream().map(Step::command))
        .startsWith(
            "manual-keyd --backend memory --socket run/socket --state-dir state"
                + " --config manual-key.properties &",
            "manual-keyadm status",
            "manual-keyadm enable -s",
            "manual-keyadm status",
            "ipseckey -n dump",
            "ipseckey -n get esp spi 0x2112 dst 192.0.2.2",
            "sed -i.bak 's/spi 0x5150/sip 0x5150/' ipseckeys",
            "manual-keyadm refresh -s",
            "manual-keyadm status",
            "ipseckey -c ipseckeys",
            "ipseckey -n -p dump",
            "mv ipseckeys.bak ipseckeys",
            "ipseckey -c ipseckeys",
            "manual-keyadm clear -s",
            "manual-keyadm status")
        .hasSize(16);

    assertThat(steps.get(1).output()).contains("disabled", "memory", "(exit status 3)");
    assertThat(steps.get(3).output()).contains("online", "memory").doesNotContain("exit status");
    assertThat(steps.get(4).output()).contains("spi=0x2112", "spi=0x5150");
    assertThat(steps.get(5).output()).contains("spi=0x2112").doesNotContain("0x5150");
    assertThat(steps.get(7).output()).contains("(exit status 1)");
    // The reason names the file, and the line of the second add.
    assertThat(steps.get(8).output())
        .contains("maintenance", "ipseckeys", "(exit status 3)")
        .containsPattern("\\b" + lineOf("spi 0x5150") + "\\b");
    assertThat(steps.get(9).output())
        .contains("'sip'", "did you mean 'spi'", "(exit status 1)")
        .containsPattern("\\b" + lineOf("spi 0x5150") + "\\b");
    assertThat(steps.get(10).output()).contains("spi=0x2112", "spi=0x5150");
    assertThat(steps.get(12).output()).doesNotContain("exit status");
    assertThat(steps.get(14).output()).contains("online");
    assertThat(steps.get(15).output()).containsPattern("exited with status 0");

    // A dump without -p shows keys, as the original does; nothing else may.
    List<String> keys = keys();
    for (Step step : steps) {
      if (!step.command().equals("ipseckey -n dump") && !step.command().contains(" get ")) {
        assertThat(step.output().replaceAll("\\s", ""))
            .as("output of %s", step.command())
            .doesNotContainIgnoringCase(keys.toArray(String[]::new));
      }
    }
  }

  private static int lineOf(String text) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return i + 1;
      }
    }
    throw new AssertionError(text + " is not in " + EXAMPLE);
  }

  private static List<String> keys() throws IOException {
    List<String> keys =
        Pattern.compile("(?:auth|encr)key (\\p{XDigit}{16,})")
            .matcher(Files.readString(EXAMPLE))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(keys).hasSize(4);
    return keys;
  }

  /** A command that the story ran, and what was printed up to the next one. */
  private record Step(String command, String output) {}

  private static List<Step> steps(String story) {
    List<Step> steps = new ArrayList<>();
    String[] parts = Pattern.compile("^\\$ ", Pattern.MULTILINE).split(story);
    for (String part : List.of(parts).subList(1, parts.length)) {
      int end = part.indexOf('\n');
      steps.add(new Step(part.substring(0, end), part.substring(end + 1)));
    }
    return steps;
  }
}
