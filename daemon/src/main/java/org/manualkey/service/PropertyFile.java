package org.manualkey.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Reads a file of properties: the format of {@link Properties}, but a name that is unknown or
 * repeated is an error, and errors have a line.
 */
final class PropertyFile {
  /** The size limit in bytes; a file of all properties has a thousandth of it. */
  private static final int MAX_LENGTH = 1 << 20;

  /** What ends a line for {@link Properties}; a vertical tab, for one, does not. */
  private static final Pattern END_OF_LINE = Pattern.compile("\\r\\n|\\r|\\n");

  /** What a comment is for it. */
  private static final Pattern COMMENT = Pattern.compile("[ \\t\\f]*[#!].*", Pattern.DOTALL);

  private final Path file;
  private final Map<Property, Setting> settings = new EnumMap<>(Property.class);

  /**
   * A value in a file.
   *
   * @param place file and line
   */
  record Setting(String value, String place) {}

  private PropertyFile(Path file) {
    this.file = file;
  }

  /**
   * The properties of a file; none if it does not exist.
   *
   * @throws IOException if it cannot be read or is invalid; the message has its path
   */
  static Map<Property, Setting> read(Path file) throws IOException {
    byte[] octets;
    try (InputStream in = Files.newInputStream(file)) {
      octets = in.readNBytes(MAX_LENGTH + 1);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw new IOException(ServiceMessage.CANNOT_READ.with(file, DurableLines.reason(e)), e);
    }
    if (octets.length > MAX_LENGTH) {
      throw new IOException(
          ServiceMessage.CANNOT_READ.with(file, "larger than " + MAX_LENGTH + " bytes"));
    }
    PropertyFile properties = new PropertyFile(file);
    properties.parse(properties.decode(octets));
    return properties.settings;
  }

  private String decode(byte[] octets) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(octets);
    CharBuffer out = CharBuffer.allocate(octets.length);
    CharsetDecoder decoder = UTF_8.newDecoder();
    if (decoder.decode(in, out, true).isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += octets[i] == '\n' ? 1 : 0;
      }
      throw new IOException(place(line) + ": " + PropertyMessage.NOT_UTF8.text());
    }
    return out.flip().toString();
  }

  /** Splits the text where a line is not continued, so that the line of each name is known. */
  private void parse(String text) throws IOException {
    StringBuilder logical = new StringBuilder();
    int first = 1;
    int number = 0;
    for (String line : END_OF_LINE.split(text, -1)) {
      number++;
      if (logical.isEmpty()) {
        first = number;
      }
      logical.append(line).append('\n');
      if (!isContinued(line, logical.length() > line.length() + 1)) {
        take(logical.toString(), place(first));
        logical.setLength(0);
      }
    }
    take(logical.toString(), place(first));
  }

  /** Whether an odd number of backslashes ends a line that is no comment. */
  private static boolean isContinued(String line, boolean continues) {
    if (!continues && COMMENT.matcher(line).matches()) {
      return false;
    }
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  private void take(String line, String place) throws IOException {
    Properties read = new Properties();
    try {
      read.load(new StringReader(line));
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + PropertyMessage.BAD_ESCAPE.text(), e);
    }
    for (String name : read.stringPropertyNames()) {
      Property property = Property.named(name);
      if (property == null) {
        throw new IOException(place + ": " + PropertyMessage.unknown(name));
      }
      Setting setting = new Setting(read.getProperty(name, "").strip(), place);
      Setting earlier = settings.putIfAbsent(property, setting);
      if (earlier != null) {
        String message = PropertyMessage.TWICE.with(name, earlier.place());
        throw new IOException(place + ": " + message);
      }
    }
  }

  private String place(int line) {
    return file + ":" + line;
  }
}
