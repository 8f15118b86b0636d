package org.manualkey.service;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is configured; {@code manual-key.conf(5)}.
 *
 * @param keyFile {@code config/config_file}: the key file
 * @param algorithmsFile {@code config/algorithms_file}: an ipsecalgs file, or null for the built-in
 *     table
 * @param sha256With96Bits {@code config/sha256_96}: whether HMAC-SHA-256 may be used where the
 *     kernel cuts it to 96 bits, because both ends agreed to that
 */
public record ServiceProperties(
    Path keyFile, @Nullable Path algorithmsFile, boolean sha256With96Bits) {
  static final String KEY_FILE = "config/config_file";
  static final String ALGORITHMS_FILE = "config/algorithms_file";
  static final String SHA256_96 = "config/sha256_96";

  private static final List<String> NAMES = List.of(KEY_FILE, ALGORITHMS_FILE, SHA256_96);

  /** Where the service of illumos keeps its keys. */
  public static final Path DEFAULT_KEY_FILE = Path.of("/etc/inet/secret/ipseckeys");

  /** Those of a service that leaves HMAC-SHA-256 whole. */
  public ServiceProperties(Path keyFile, @Nullable Path algorithmsFile) {
    this(keyFile, algorithmsFile, false);
  }

  /**
   * Reads a file of properties; a file that does not exist configures nothing.
   *
   * @throws IOException when it cannot be read, or names a property that does not exist
   */
  public static ServiceProperties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return of(file, properties);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    for (String name : properties.stringPropertyNames()) {
      if (!NAMES.contains(name)) {
        throw new IOException(
            file + ": unknown property '" + name + "'; there are " + String.join(", ", NAMES));
      }
    }
    return of(file, properties);
  }

  private static ServiceProperties of(Path file, Properties properties) throws IOException {
    String keys = properties.getProperty(KEY_FILE, DEFAULT_KEY_FILE.toString()).strip();
    String algorithms = properties.getProperty(ALGORITHMS_FILE, "").strip();
    if (keys.isEmpty()) {
      throw new IOException(file + ": " + KEY_FILE + " is empty");
    }
    try {
      return new ServiceProperties(
          Path.of(keys),
          algorithms.isEmpty() ? null : Path.of(algorithms),
          truth(file, SHA256_96, properties));
    } catch (InvalidPathException e) {
      throw new IOException(file + ": " + e.getReason(), e);
    }
  }

  private static boolean truth(Path file, String name, Properties properties) throws IOException {
    return switch (properties.getProperty(name, "false").strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IOException(file + ": " + name + " is true or false");
    };
  }
}
