package org.manualkey.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the service is enabled, kept in a file as {@code enabled} or {@code disabled} and a
 * newline. Without the file, as after installation, it is disabled.
 */
public final class Enablement {
  private static final String ENABLED = "enabled";
  private static final String DISABLED = "disabled";

  /** Null: nothing is kept, since somebody else does. */
  private final @Nullable DurableLines file;

  private Enablement() {
    file = null;
  }

  /**
   * Creates the record in a directory.
   *
   * @param stateDirectory created if it does not exist
   */
  public Enablement(Path stateDirectory) {
    file = new DurableLines(stateDirectory.resolve("general-enabled"));
  }

  /** That of a daemon under SMF, which starts it only while the service is enabled. */
  public static Enablement ofSmf() {
    return new Enablement();
  }

  /**
   * Reads the file.
   *
   * @throws IOException if the file cannot be read or is invalid
   */
  public boolean isEnabled() throws IOException {
    if (file == null) {
      return true;
    }
    String text = String.join("\n", file.readShort()).strip();
    return switch (text) {
      case ENABLED -> true;
      case DISABLED -> false;
      case "" -> empty(file);
      default -> throw invalid(file);
    };
  }

  /** A missing file means disabled; an empty one is invalid. */
  private static boolean empty(DurableLines file) throws IOException {
    if (Files.exists(file.path())) {
      throw invalid(file);
    }
    return false;
  }

  private static IOException invalid(DurableLines file) {
    return new IOException(file.path() + ": expected '" + ENABLED + "' or '" + DISABLED + "'");
  }

  /**
   * Writes the file; after a crash it holds either the old state or the new one.
   *
   * @throws IOException if it cannot be written
   */
  public void keep(boolean enabled) throws IOException {
    if (file != null) {
      file.replace(List.of(enabled ? ENABLED : DISABLED));
    }
  }
}
