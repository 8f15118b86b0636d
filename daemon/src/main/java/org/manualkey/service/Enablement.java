package org.manualkey.service;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Whether the administrator wants the service, kept in one small file: {@code enabled} or {@code
 * disabled} and a newline. Without the file it is disabled: that is how it is delivered.
 */
public final class Enablement {
  private static final String ENABLED = "enabled";
  private static final String DISABLED = "disabled";

  private final Path file;

  /**
   * The record in a directory.
   *
   * @param stateDirectory made when it does not exist
   */
  public Enablement(Path stateDirectory) {
    file = stateDirectory.resolve("general-enabled");
  }

  /**
   * What was wanted last.
   *
   * @throws IOException when the file cannot be read or says something else
   */
  public boolean isEnabled() throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return false;
    }
    return switch (text) {
      case ENABLED -> true;
      case DISABLED -> false;
      default -> throw new IOException(file + ": neither '" + ENABLED + "' nor '" + DISABLED + "'");
    };
  }

  /**
   * Keeps what is wanted; after a crash the file holds the old word or the new one.
   *
   * @throws IOException when it cannot be kept
   */
  public void keep(boolean enabled) throws IOException {
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      String text = (enabled ? ENABLED : DISABLED) + "\n";
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
