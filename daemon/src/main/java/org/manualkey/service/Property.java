package org.manualkey.service;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The properties of the service; {@code manual-key.conf(5)}. */
public enum Property {
  KEY_FILE("config/config_file", "/etc/inet/secret/ipseckeys", "at the next load"),
  ALGORITHMS_FILE("config/algorithms_file", "", "when the daemon starts"),
  SHA256_96("config/sha256_96", "false", "when the daemon starts"),
  REFRESH("config/refresh", "flush", "at the next load"),
  SCOPE("config/scope", "all", "at the next load"),
  REPAIR("config/repair", "false", "immediately"),
  VERIFY_INTERVAL("config/verify_interval", "60", "immediately");

  private final String word;
  private final String defaultValue;
  private final String effect;

  Property(String word, String defaultValue, String effect) {
    this.word = word;
    this.defaultValue = defaultValue;
    this.effect = effect;
  }

  /** Its name. */
  public String word() {
    return word;
  }

  /** Its default value. */
  public String defaultValue() {
    return defaultValue;
  }

  /** When a change takes effect. */
  public String effect() {
    return effect;
  }

  /** The names of all properties. */
  public static List<String> names() {
    return Stream.of(values()).map(Property::word).toList();
  }

  /** The property with this name, or null. */
  public static @Nullable Property named(String word) {
    for (Property property : values()) {
      if (property.word.equals(word)) {
        return property;
      }
    }
    return null;
  }
}
