package org.manualkey.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import org.manualkey.service.Configuration;
import org.manualkey.service.Property;

/**
 * Two files of properties, the administrator's and that of {@code setprop}, parted by a NUL: values
 * are those that {@link Properties} reads, an error names a file, and what is set is read again.
 */
final class PropertiesTarget {
  private static final FuzzDirectory DIRECTORY = new FuzzDirectory();

  private PropertiesTarget() {}

  static void run(byte[] input) throws IOException {
    int end = 0;
    while (end < input.length && input[end] != 0) {
      end++;
    }
    byte[] delivered = Arrays.copyOf(input, end);
    byte[] set = Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length);
    try {
      Path file = DIRECTORY.write("manual-key.properties", delivered);
      DIRECTORY.write("properties", set);
      read(file, delivered, set);
    } finally {
      DIRECTORY.clear();
    }
  }

  private static void read(Path file, byte[] delivered, byte[] set) throws IOException {
    Configuration configuration;
    try {
      configuration = Configuration.read(file, DIRECTORY.path());
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith(DIRECTORY.path().toString());
      return;
    }
    Properties all = new Properties();
    all.load(new StringReader(new String(delivered, StandardCharsets.UTF_8)));
    all.load(new StringReader(new String(set, StandardCharsets.UTF_8)));
    // What a backslash in the last line of a file is to Properties, and nothing to a reader of
    // lines.
    all.remove("", "");
    for (Property property : Property.values()) {
      String value = all.getProperty(property.word(), property.defaultValue()).strip();
      assertThat(configuration.value(property)).as(property.word()).isEqualTo(value);
    }
    assertThat(all.stringPropertyNames()).isSubsetOf(Property.names());
    setAgain(file, configuration);
  }

  /** A value that is set, however odd, is the same after a restart. */
  private static void setAgain(Path file, Configuration configuration) throws IOException {
    String value = configuration.value(Property.KEY_FILE);
    configuration.set(Property.KEY_FILE, value);
    Configuration restarted = Configuration.read(file, DIRECTORY.path());
    for (Property property : Property.values()) {
      assertThat(restarted.value(property)).isEqualTo(configuration.value(property));
    }
    assertThat(restarted.properties()).isEqualTo(configuration.properties());
  }
}
