package org.manualkey.service;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.manualkey.language.KeyShape;

/** What a record of the log looks like; {@code config/log_format}. */
public enum LogFormat {
  /** A line for people, as the configuration of the log has it. */
  TEXT,
  /** Fields as {@code key=value}, with quotes where they are needed. */
  KEY_VALUE,
  /** An object of JSON. */
  JSON;

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static LogFormat of(String word) throws InvalidPropertyException {
    for (LogFormat format : values()) {
      if (format.word().equals(word)) {
        return format;
      }
    }
    String valid = Stream.of(values()).map(LogFormat::word).collect(Collectors.joining(", "));
    throw new InvalidPropertyException(
        Property.LOG_FORMAT,
        PropertyMessage.INVALID.with(KeyShape.quoted(word), Property.LOG_FORMAT.word(), valid));
  }
}
