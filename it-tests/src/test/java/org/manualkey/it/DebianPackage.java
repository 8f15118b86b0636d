package org.manualkey.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The packages of this build. */
final class DebianPackage {

  private static final Path DIRECTORY = Path.of(System.getProperty("deb.dir", "target/deb"));

  private DebianPackage() {}

  /** The file of that with a runtime; the test is skipped where none can be made. */
  static Path file() {
    return file("manual-key");
  }

  /** The file of that for the runtime of Debian. */
  static Path forOpenJdk() {
    return file("manual-key-openjdk");
  }

  private static Path file(String name) {
    assumeTrue(
        Stream.of("/usr/bin/dpkg-deb", "/usr/bin/dpkg-shlibdeps")
            .allMatch(tool -> Files.isExecutable(Path.of(tool))),
        "a package is made by the programs of the Debian package dpkg-dev");
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      List<Path> packages =
          files
              .filter(file -> file.getFileName().toString().startsWith(name + "_"))
              .filter(file -> file.toString().endsWith(".deb"))
              .toList();
      assertThat(packages).hasSize(1);
      return packages.getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
