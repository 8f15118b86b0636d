package org.manualkey.it;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.manualkey.it.GuestKernel.Result;

/** Test classes of the daemon, run in the guest against the installed jars. */
final class TestsInGuest {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Path DAEMON_TESTS = Path.of("../daemon/target/test-classes");

  /** What they need of the class path of this JVM. */
  private static final Pattern JARS =
      Pattern.compile(
          "(junit-jupiter|junit-platform|assertj-core|byte-buddy|opentest4j|jspecify|apiguardian)"
              + "-.*\\.jar");

  private final GuestKernel guest;
  private final String directory;

  /** Copies what they need into the guest. */
  TestsInGuest(GuestKernel guest, String directory) {
    this.guest = guest;
    this.directory = directory;
    guest.copy(DAEMON_TESTS, directory + "/daemon");
    guest.copy(Path.of("target/test-classes"), directory + "/runner");
    jars().forEach(jar -> guest.copy(jar, directory + "/lib/" + jar.getFileName()));
  }

  private static List<Path> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> JARS.matcher(path.getFileName().toString()).matches())
        .toList();
  }

  /** Runs classes on a host of their own. */
  Result run(String... testClasses) {
    try (Host host = guest.host()) {
      return host.shell(
          "/opt/manual-key/runtime/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
              + " --enable-native-access=ALL-UNNAMED"
              + " -cp '%1$s/runner:%1$s/daemon:%1$s/lib/*:/opt/manual-key/lib/daemon/*'"
                  .formatted(directory)
              + " org.manualkey.it.JUnitMain "
              + String.join(" ", testClasses),
          LIMIT);
    }
  }
}
