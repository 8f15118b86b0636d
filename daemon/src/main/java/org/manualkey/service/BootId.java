package org.manualkey.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Which boot of its host this is, where the kernel has no word for it. */
public final class BootId {
  private BootId() {}

  /**
   * A file {@code boot-id} with a random word, which is made in the first run after a boot.
   *
   * @param directory is empty after each boot, as those below {@code /var/run} on illumos, a tmpfs
   * @return its path; there is no such file if it cannot be made, which its readers report
   */
  public static Path keptIn(Path directory) {
    DurableLines file = new DurableLines(directory.resolve("boot-id"));
    try {
      if (file.read().isEmpty()) {
        file.replace(List.of(UUID.randomUUID()));
      }
    } catch (IOException e) {
      // Whoever reads it meets the same obstacle, and knows what it was for.
    }
    return file.path();
  }
}
