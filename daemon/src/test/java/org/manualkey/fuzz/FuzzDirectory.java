package org.manualkey.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of one target, for inputs that are read from files. */
final class FuzzDirectory {
  private static final String PARENT_PROPERTY = "manualkey.fuzz.directory";

  private final Path path;

  FuzzDirectory() {
    String parent = System.getProperty(PARENT_PROPERTY, System.getProperty("java.io.tmpdir"));
    try {
      path = Files.createTempDirectory(Path.of(parent), "fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    path.toFile().deleteOnExit();
  }

  Path path() {
    return path;
  }

  /** A file with contents, instead of what was there. */
  Path write(String name, byte[] octets) throws IOException {
    return Files.write(path.resolve(name), octets);
  }

  /** Removes all files. */
  void clear() throws IOException {
    try (var files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
