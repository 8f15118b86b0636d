package org.manualkey.service;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.secret.SecretText;

/** The key file that is currently configured. */
final class ConfiguredKeyFile {
  private final Configuration configuration;
  private final KeyFileReader reader;

  /** The copy that was there at the last load; known to the thread of the database alone. */
  private @Nullable String copy;

  ConfiguredKeyFile(Configuration configuration, KeyFileReader reader) {
    this.configuration = configuration;
    this.reader = reader;
  }

  Path path() {
    return configuration.properties().keyFile();
  }

  /**
   * Whether the next load reads the same copy by the service manager as the last one: a change of
   * the file that it was made of has not arrived. To be asked once for each load.
   */
  boolean isOldCopy() {
    String before = copy;
    copy = reader.copy(path());
    return copy != null && copy.equals(before);
  }

  /**
   * Reads the file, and wipes its text afterwards.
   *
   * @param readable uses the text, which is wiped when it returns
   * @param unusable takes the reason why the file cannot be read or must not be trusted
   */
  <T> T read(Function<SecretText, T> readable, Function<String, T> unusable) {
    return switch (reader.read(path())) {
      case KeyFileReader.Result.Unreadable unreadable -> unusable.apply(unreadable.reason());
      case KeyFileReader.Result.Read(SecretText text, List<String> warnings) -> {
        try (text) {
          yield warnings.isEmpty()
              ? readable.apply(text)
              : unusable.apply(String.join("; ", warnings));
        }
      }
    };
  }
}
