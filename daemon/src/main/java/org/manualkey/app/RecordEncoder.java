package org.manualkey.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.print.JsonLines;
import org.manualkey.print.TextSink;
import org.manualkey.service.LogFormat;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

/** Encodes a record of the log for programs: its fields, those of its event included. */
final class RecordEncoder extends EncoderBase<ILoggingEvent> {
  /** What needs no quotes; nothing else would be read back as it was. */
  private static final String PLAIN = "[!#-<>-\\[\\]-~]+";

  private final boolean json;

  /**
   * An encoder.
   *
   * @param json whether to objects of JSON, or to fields as {@code key=value}
   */
  RecordEncoder(boolean json) {
    this.json = json;
  }

  /** The encoder for a format, or null for lines of text. */
  static @Nullable RecordEncoder of(LoggerContext context, LogFormat format) {
    if (format == LogFormat.TEXT) {
      return null;
    }
    RecordEncoder encoder = new RecordEncoder(format == LogFormat.JSON);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  /** Has the records on standard error encoded in a format. */
  static void install(LoggerContext context, LogFormat format) {
    RecordEncoder encoder = of(context, format);
    if (encoder == null) {
      return;
    }
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .iteratorForAppenders()
        .forEachRemaining(appender -> {
          if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setEncoder(encoder);
          }
        });
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, Object> fields = fields(event);
    return json ? json(event, fields) : keyValue(event, fields);
  }

  /** What a record has beside its time, by the names that documents have. */
  static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    String logger = event.getLoggerName();
    fields.put("logger", logger.substring(logger.lastIndexOf('.') + 1));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.put(pair.key, pair.value));
    }
    fields.put("text", event.getFormattedMessage());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("exception", thrown.getClassName() + ": " + thrown.getMessage());
    }
    return fields;
  }

  private static byte[] json(ILoggingEvent event, Map<String, Object> fields) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    TextSink out = new TextSink(octets);
    JsonLines record = new JsonLines(out).begin("log");
    record.time("time", Math.floorDiv(event.getTimeStamp(), 1000));
    fields.forEach((name, value) -> {
      switch (value) {
        case Integer number -> record.number(name, number.longValue());
        case Long number -> record.number(name, number);
        default -> record.text(name, value.toString());
      }
    });
    record.end();
    out.flush();
    return octets.toByteArray();
  }

  private static byte[] keyValue(ILoggingEvent event, Map<String, Object> fields) {
    Instant time = Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS);
    StringBuilder line = new StringBuilder("time=").append(time);
    fields.forEach((name, value) ->
        line.append(' ').append(name).append('=').append(quoted(value.toString())));
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String value) {
    if (value.matches(PLAIN)) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '"', '\\' -> quoted.append('\\').appendCodePoint(point);
            case '\n' -> quoted.append("\\n");
            default -> {
              boolean visible = !Character.isISOControl(point);
              quoted.append(visible ? Character.toString(point) : "\\u%04x".formatted(point));
            }
          }
        });
    return quoted.append('"').toString();
  }
}
