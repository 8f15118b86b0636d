package org.manualkey.print;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * JSON records, each an object on a line of its own.
 *
 * <p>Every record begins with {@code schema_version} and {@code record}, its kind. All of it is
 * ASCII with control characters escaped, so that the contents of an SA cannot steer a terminal.
 * Whole numbers beyond 2^53, which many readers of JSON round, are strings of decimal digits.
 *
 * <p>Keys do not pass through the buffers of the library, which it keeps: their digits go straight
 * into the {@link TextSink}, which wipes its own.
 */
public final class JsonLines {
  /** Changes when a field changes its meaning or goes; not when one is added. */
  public static final int SCHEMA_VERSION = 2;

  private static final long LARGEST_EXACT = 1L << 53;

  /** The first second of the year 10000, which RFC 3339 cannot write. */
  private static final long END_OF_TIMES = 253_402_300_800L;

  private final TextSink out;
  private final JsonGenerator json;

  /** Creates a writer of records. */
  public JsonLines(TextSink out) {
    this.out = out;
    JsonFactory factory =
        new JsonFactoryBuilder()
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new Escapes())
            .rootValueSeparator("")
            .build();
    try {
      json = factory.createGenerator(new Into(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One call of the library. */
  @FunctionalInterface
  private interface Write {
    void to(JsonGenerator json) throws IOException;
  }

  /** Begins a record of a kind. */
  public JsonLines begin(String kind) {
    return write(JsonGenerator::writeStartObject)
        .number("schema_version", SCHEMA_VERSION)
        .text("record", kind);
  }

  /** Ends the record and its line. It is not flushed, see {@link TextSink#flush}. */
  public void end() {
    write(generator -> {
      generator.writeEndObject();
      generator.flush();
    });
    out.newline();
  }

  /** A field of text. */
  public JsonLines text(String name, String value) {
    return write(generator -> generator.writeStringField(name, value));
  }

  /** A field that is there when its text is not empty. */
  public JsonLines textIfAny(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  /** A field that is true or false. */
  public JsonLines flag(String name, boolean value) {
    return write(generator -> generator.writeBooleanField(name, value));
  }

  /** A field of an unsigned 32-bit number. */
  public JsonLines number(String name, int value) {
    return number(name, Integer.toUnsignedLong(value));
  }

  /** A field of an unsigned 64-bit number. */
  public JsonLines number(String name, long value) {
    return Long.compareUnsigned(value, LARGEST_EXACT) > 0
        ? text(name, Long.toUnsignedString(value))
        : write(generator -> generator.writeNumberField(name, value));
  }

  /** A field that is there when its number is not 0. */
  public JsonLines numberIfAny(String name, long value) {
    return value == 0 ? this : number(name, value);
  }

  /**
   * A point in time, unsigned seconds since 1970, and the same in {@code name_text} as RFC 3339 has
   * it, in UTC, where that has it.
   */
  public JsonLines time(String name, long time) {
    number(name, time);
    return time >= 0 && time < END_OF_TIMES
        ? text(name + "_text", Instant.ofEpochSecond(time).toString())
        : this;
  }

  /** Begins a field that is a list. */
  public JsonLines list(String name) {
    return write(generator -> generator.writeArrayFieldStart(name));
  }

  /** A text in a list. */
  JsonLines item(String value) {
    return write(generator -> generator.writeString(value));
  }

  /** Begins an object in a list. */
  public JsonLines object() {
    return write(JsonGenerator::writeStartObject);
  }

  /** Ends an object in a list. */
  public JsonLines endObject() {
    return write(JsonGenerator::writeEndObject);
  }

  /** Ends a list. */
  public JsonLines endList() {
    return write(JsonGenerator::writeEndArray);
  }

  /** A field whose text the caller writes into the sink: ASCII without quotes and backslashes. */
  JsonLines direct(String name, Runnable digits) {
    write(generator -> {
      generator.writeFieldName(name);
      generator.writeRawValue("\"");
      generator.flush();
    });
    digits.run();
    return write(generator -> generator.writeRaw('"'));
  }

  private JsonLines write(Write write) {
    try {
      write.to(json);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Escapes DEL, too, which JSON does not ask for. */
  private static final class Escapes extends CharacterEscapes {
    private static final int DEL = 0x7f;
    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      ascii[DEL] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  /** The sink as a stream. */
  private static final class Into extends OutputStream {
    private final TextSink out;

    Into(TextSink out) {
      this.out = out;
    }

    @Override
    public void write(int octet) {
      out.octet(octet);
    }

    @Override
    public void write(byte[] octets, int from, int length) {
      for (int i = from; i < from + length; i++) {
        out.octet(octets[i]);
      }
    }
  }
}
