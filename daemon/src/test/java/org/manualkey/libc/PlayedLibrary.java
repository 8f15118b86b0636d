package org.manualkey.libc;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A library of illumos that is played: functions of the same names, in C. */
public final class PlayedLibrary {
  private PlayedLibrary() {}

  /**
   * Makes it. Under CI there is a compiler; elsewhere a test without one is skipped.
   *
   * @param owner beside which the source is a resource
   * @param library what it becomes
   */
  public static void compile(Class<?> owner, String source, Path library) throws Exception {
    Path text = library.resolveSibling(source);
    try (InputStream in = owner.getResourceAsStream(source)) {
      Files.write(text, in.readAllBytes());
    }
    try {
      Process cc =
          new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), text.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(cc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (cc.waitFor() != 0) {
        fail("cc: " + output);
      }
    } catch (IOException e) {
      String reason = "no C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev): " + e;
      if ("true".equals(System.getenv("CI"))) {
        fail(reason, e);
      }
      abort(reason);
    }
  }
}
