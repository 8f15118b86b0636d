package org.manualkey.service;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The properties of the service; {@code manual-key.conf(5)}. */
public enum Property {
  KEY_FILE("config/config_file", "/etc/inet/secret/ipseckeys", "at the next load", Guard.PATH),
  ALGORITHMS_FILE("config/algorithms_file", "", "when the daemon starts", Guard.PATH),
  SHA256_96("config/sha256_96", "false", "when the daemon starts"),
  REFRESH("config/refresh", "flush", "at the next load"),
  SCOPE("config/scope", "all", "at the next load"),
  LINGER("config/linger", "2000", "at the next load"),
  AEAD_RESTART("config/aead_restart", "allow", "at the next load"),
  ON_ERROR("config/on_error", "maintenance", "at the next load"),
  REPAIR("config/repair", "false", "immediately"),
  VERIFY_INTERVAL("config/verify_interval", "60", "immediately"),
  NAT_T_PORTS("config/nat_t_ports", "", "immediately", Guard.ROOT),
  NAT_T_MAPPING("config/nat_t_mapping", "report", "immediately"),
  SADB_GROUP("config/sadb_group", "", "when the daemon starts", Guard.ROOT),
  METRICS_FILE("config/metrics_file", "", "within 15 seconds", Guard.ROOT),
  LOG_FORMAT("config/log_format", "text", "when the daemon starts"),
  LOG_FILE("config/log_file", "", "when the daemon starts", Guard.ROOT);

  private final String word;
  private final String defaultValue;
  private final String effect;
  private final Guard guard;

  /** What others than root, with the right to set properties, may set one to. */
  public enum Guard {
    /** Every value. */
    NONE,
    /** Files of directories in which root alone can make files. */
    PATH,
    /** Nothing. */
    ROOT
  }

  Property(String word, String defaultValue, String effect) {
    this(word, defaultValue, effect, Guard.NONE);
  }

  Property(String word, String defaultValue, String effect, Guard guard) {
    this.word = word;
    this.defaultValue = defaultValue;
    this.effect = effect;
    this.guard = guard;
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

  /** What others than root may set it to. */
  public Guard guard() {
    return guard;
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
