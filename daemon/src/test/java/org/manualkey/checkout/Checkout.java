package org.manualkey.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A copy of the command, on a system that has no programs but a few. */
final class Checkout {
  private static final List<String> PLAIN =
      List.of("cat", "dirname", "find", "grep", "head", "mkdir", "mktemp", "rm", "tee");

  private final Path directory;
  private final Path programs;

  Checkout(Path directory) throws IOException {
    this.directory = directory;
    programs = Files.createDirectory(directory.resolve("programs"));
    for (String each : PLAIN) {
      with(each, "exec /usr/bin/" + each + " \"$@\"");
    }
    for (String each : List.of("manual-key", "it-tests/src/containers/watched")) {
      Path copy = directory.resolve(each);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of("..").resolve(each), copy);
    }
  }

  /** Adds a program of one command. */
  Checkout with(String name, String script) throws IOException {
    Path program = Files.writeString(programs.resolve(name), "#!/bin/bash\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return this;
  }

  /** Takes no directory of this system for a JDK. */
  Checkout withoutJdk() throws IOException {
    Path command = directory.resolve("manual-key");
    String is = "is_jdk_25() {\n";
    String text = Files.readString(command);
    assertThat(text).contains(is);
    Files.writeString(command, text.replace(is, is + "  return 1\n"));
    return this;
  }

  /** Runs the command, which fails; what it prints on standard error. */
  String failing(String... words) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", directory.resolve("manual-key").toString());
    builder.command().addAll(List.of(words));
    builder.environment().put("PATH", programs.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isEqualTo(1);
    return printed;
  }
}
