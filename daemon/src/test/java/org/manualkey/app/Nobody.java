package org.manualkey.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Another user than this one, who is refused what root never is. */
public final class Nobody {
  private static final String UID = "65534";

  private Nobody() {}

  /** Whether this process can be somebody else, which is a right of root. */
  public static boolean isPossible() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
  }

  /** Skips a test where {@link #isPossible} is false. */
  public static void assumePossible() throws IOException {
    assumeTrue(isPossible(), "only root can be another user, as this test does on Linux");
  }

  /** What runs a Java program as nobody. No Debian is without setpriv: it is in util-linux. */
  public static List<String> java(String classPath, String main, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid", UID, "--regid", UID, "--clear-groups", "--"));
    command.addAll(DaemonProcess.java(classPath, main));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * A class path of copies in a directory that anybody can read: those of this process may be
   * within what is private.
   */
  public static String classPath(Path directory, Predicate<Path> entries) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : DaemonProcess.classPath().split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (entries.test(from) && Files.exists(from)) {
        String suffix = Files.isDirectory(from) ? "" : ".jar";
        Path copy = directory.resolve("c" + copies.size() + suffix);
        copyTree(from, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path copy = one.equals(from) ? to : to.resolve(from.relativize(one));
        Files.copy(one, copy);
        Files.setPosixFilePermissions(
            copy,
            PosixFilePermissions.fromString(Files.isDirectory(one) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }
}
