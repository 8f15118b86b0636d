package org.manualkey.service;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.manualkey.keyfile.KeyFileReader;
import org.manualkey.secret.SecretText;

/** The key file that the properties name at the moment it is asked for. */
final class ConfiguredKeyFile {
  private final Configuration configuration;
  private final KeyFileReader reader;

  ConfiguredKeyFile(Configuration configuration, KeyFileReader reader) {
    this.configuration = configuration;
    this.reader = reader;
  }

  Path path() {
    return configuration.properties().keyFile();
  }

  /**
   * Reads it, and wipes it from memory afterwards.
   *
   * @param readable works with the text, which is gone when it returns
   * @param unusable what comes of a file that cannot be read or must not be trusted; is told why
   */
  <T> T read(Function<SecretText, T> readable, Function<String, T> unusable) {
    return switch (reader.read(path())) {
      case KeyFileReader.Result.Unreadable unreadable -> unusable.apply(unreadable.reason());
      case KeyFileReader.Result.Read(SecretText text, List<String> doubts) -> {
        try (text) {
          yield doubts.isEmpty() ? readable.apply(text) : unusable.apply(String.join("; ", doubts));
        }
      }
    };
  }
}
