package org.manualkey.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the administrator wants the service, kept in one small file: {@code enabled} or {@code
 * disabled} and a newline. Without the file it is disabled: that is how it is delivered.
 */
public final class Enablement {
  private static final String ENABLED = "enabled";
  private static final String DISABLED = "disabled";

  private final DurableLines file;

  /**
   * The record in a directory.
   *
   * @param stateDirectory made when it does not exist
   */
  public Enablement(Path stateDirectory) {
    file = new DurableLines(stateDirectory.resolve("general-enabled"));
  }

  /**
   * What was wanted last.
   *
   * @throws IOException when the file cannot be read or says something else
   */
  public boolean isEnabled() throws IOException {
    String text = String.join("\n", file.read()).strip();
    return switch (text) {
      case ENABLED -> true;
      case DISABLED -> false;
      case "" -> empty();
      default -> throw unclear();
    };
  }

  /** No file is how it is delivered; an empty one is something else. */
  private boolean empty() throws IOException {
    if (Files.exists(file.path())) {
      throw unclear();
    }
    return false;
  }

  private IOException unclear() {
    return new IOException(file.path() + ": neither '" + ENABLED + "' nor '" + DISABLED + "'");
  }

  /**
   * Keeps what is wanted; after a crash the file holds the old word or the new one.
   *
   * @throws IOException when it cannot be kept
   */
  public void keep(boolean enabled) throws IOException {
    file.replace(List.of(enabled ? ENABLED : DISABLED));
  }
}
