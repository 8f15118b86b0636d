package org.manualkey.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A record of the log as the journal of systemd takes it: fields in a datagram, each {@code
 * NAME=value} and a newline, or, if the value has a newline itself, the name, a newline, the length
 * of the value as 64 bits in little-endian order, the value, and a newline.
 *
 * <p>An entry that exceeds what a socket sends at once would have to be passed as a file in memory.
 * None does: values are cut at {@link #LONGEST}, which texts and paths do not reach, and a record
 * has about a dozen of them, while Linux sends 200 KiB.
 */
final class JournalEntry {
  /** The octets of a value, at most. */
  static final int LONGEST = 8192;

  private static final String PREFIX = "MANUAL_KEY_";

  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  private JournalEntry() {}

  /** The entry for a record. */
  static byte[] of(ILoggingEvent event) {
    JournalEntry entry = new JournalEntry();
    Map<String, Object> fields = RecordEncoder.fields(event);
    Object exception = fields.get("exception");
    String text = event.getFormattedMessage();
    entry.field("MESSAGE", exception == null ? text : text + "\n" + exception);
    entry.field("PRIORITY", String.valueOf(priority(event.getLevel())));
    entry.field("SYSLOG_IDENTIFIER", "manual-keyd");
    fields.forEach((name, value) -> {
      if (!name.equals("level") && !name.equals("text")) {
        entry.field(PREFIX + name.toUpperCase(Locale.ROOT), value.toString());
      }
    });
    return entry.octets.toByteArray();
  }

  /** The priority of syslog(3) for a level. */
  static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }

  private void field(String name, String value) {
    octets.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    byte[] encoded = encoded(value);
    if (value.indexOf('\n') < 0) {
      octets.write('=');
    } else {
      octets.write('\n');
      octets.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(encoded.length)
              .array());
    }
    octets.writeBytes(encoded);
    octets.write('\n');
  }

  /** In UTF-8, as many whole characters as there is room for. */
  private static byte[] encoded(String value) {
    ByteBuffer room = ByteBuffer.allocate(LONGEST);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(value), room, true);
    byte[] encoded = new byte[room.flip().remaining()];
    room.get(encoded);
    return encoded;
  }
}
