package org.manualkey.smf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JDK the methods and the programs take. */
final class FindJdkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/jdk/openjdk25",
        "usr/jdk/instances/openjdk25.0",
        "usr/jdk/instances/jdk25",
        "opt/local/java/openjdk25"
      })
  void jdkIsFoundInEachPlace_andAnOlderOneIsNotTakenForIt(String place, @TempDir Path root)
      throws Exception {
    jdk(root.resolve("usr/jdk/openjdk25-old"), "21.0.9");
    jdk(root.resolve("named"), "24");
    Path jdk = root.resolve(place);
    jdk(jdk, "25.0.1");
    for (List<String> shell : Shells.all().toList()) {
      assertThat(found(shell, root)).as("%s", shell).isEqualTo(jdk.toString());
    }
    jdk(root.resolve("named"), "25");
    assertThat(found(List.of("sh"), root)).isEqualTo(root.resolve("named").toString());
  }

  private static void jdk(Path place, String version) throws IOException {
    Path java = place.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static String found(List<String> shell, Path root) throws Exception {
    Path script =
        Files.writeString(
            root.resolve("script"), ". \"$1\"\nfind_jdk && printf %s \"$JAVA_HOME\"\n");
    List<String> command = new ArrayList<>(shell);
    command.add(script.toString());
    command.add(Path.of("..", "smf-manifest", "find-jdk").toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", root.resolve("named").toString());
    builder.environment().put("MANUAL_KEY_ROOT", root.toString());
    return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
