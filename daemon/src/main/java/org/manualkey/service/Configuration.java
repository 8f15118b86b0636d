package org.manualkey.service;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The current properties. Those set by {@code setprop}, which are kept in the state directory,
 * override those of the file, which override the defaults.
 */
public final class Configuration {
  private final Path file;
  private final DurableLines state;
  private final Map<Property, String> delivered = new EnumMap<>(Property.class);
  private final Map<Property, String> set = new EnumMap<>(Property.class);

  private volatile ServiceProperties properties;

  private Configuration(Path file, DurableLines state) throws IOException {
    this.file = file;
    this.state = state;
    readInto(delivered, set);
    properties = checked();
  }

  /**
   * Reads the file of properties and those set before; either file may be missing.
   *
   * @throws IOException if a file cannot be read, or has an unknown property or an invalid value;
   *     the message has its path
   */
  public static Configuration read(Path file, Path stateDirectory) throws IOException {
    return new Configuration(file, new DurableLines(stateDirectory.resolve("properties")));
  }

  /** The effective properties. */
  public ServiceProperties properties() {
    return properties;
  }

  /** The value of a property, as written. */
  public synchronized String value(Property property) {
    return set.getOrDefault(property, delivered.getOrDefault(property, property.defaultValue()));
  }

  /** Whether a value was set by {@code setprop}. */
  public synchronized boolean isSet(Property property) {
    return set.containsKey(property);
  }

  /**
   * Sets a property, or resets it to the file or the default.
   *
   * @param value the value, or null to reset it
   * @throws IOException if the value is invalid or cannot be saved; nothing has changed then
   */
  public synchronized void set(Property property, @Nullable String value) throws IOException {
    Map<Property, String> before = new EnumMap<>(set);
    if (value == null) {
      set.remove(property);
    } else {
      set.put(property, value.strip());
    }
    try {
      ServiceProperties next = ServiceProperties.of(this::value);
      List<String> lines = new ArrayList<>();
      set.forEach((each, text) -> lines.add(each.word() + "=" + escaped(text)));
      state.replace(lines);
      properties = next;
    } catch (IOException e) {
      set.clear();
      set.putAll(before);
      throw e;
    }
  }

  /**
   * Reads both files again.
   *
   * @throws IOException like {@link #read}; nothing has changed then
   */
  public synchronized void readAgain() throws IOException {
    Configuration again = new Configuration(file, state);
    delivered.clear();
    delivered.putAll(again.delivered);
    set.clear();
    set.putAll(again.set);
    properties = again.properties;
  }

  private void readInto(Map<Property, String> fromFile, Map<Property, String> fromState)
      throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read(file, reader, fromFile);
    } catch (NoSuchFileException e) {
      // all defaults
    }
    try (Reader reader = new StringReader(String.join("\n", state.read()))) {
      read(state.path(), reader, fromState);
    }
  }

  private static void read(Path name, Reader reader, Map<Property, String> into)
      throws IOException {
    Properties read = new Properties();
    try {
      read.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": " + e.getMessage(), e);
    }
    for (String word : read.stringPropertyNames()) {
      Property property = Property.named(word);
      if (property == null) {
        throw new IOException(name + ": " + PropertyMessage.UNKNOWN.with(word, names()));
      }
      into.put(property, read.getProperty(word, "").strip());
    }
  }

  private ServiceProperties checked() throws IOException {
    try {
      return ServiceProperties.of(this::value);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The names of all properties, separated by commas. */
  public static String names() {
    List<String> names = new ArrayList<>();
    for (Property property : Property.values()) {
      names.add(property.word());
    }
    return String.join(", ", names);
  }

  /** Escapes a stripped value for {@link Properties}. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
