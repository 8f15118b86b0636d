package org.manualkey.service;

import org.jspecify.annotations.Nullable;

/** The properties of the service; {@code manual-key.conf(5)}. */
public enum Property {
  KEY_FILE("config/config_file", "/etc/inet/secret/ipseckeys", "at the next load"),
  ALGORITHMS_FILE("config/algorithms_file", "", "when the daemon starts"),
  SHA256_96("config/sha256_96", "false", "when the daemon starts"),
  REFRESH("config/refresh", "flush", "at the next load"),
  SCOPE("config/scope", "all", "at the next load"),
  REPAIR("config/repair", "false", "at once");

  private final String word;
  private final String standard;
  private final String effect;

  Property(String word, String standard, String effect) {
    this.word = word;
    this.standard = standard;
    this.effect = effect;
  }

  /** Its name. */
  public String word() {
    return word;
  }

  /** Its value where nobody gives one. */
  public String standard() {
    return standard;
  }

  /** When a change counts. */
  public String effect() {
    return effect;
  }

  /** The property of a name, or null. */
  public static @Nullable Property named(String word) {
    for (Property property : values()) {
      if (property.word.equals(word)) {
        return property;
      }
    }
    return null;
  }
}
