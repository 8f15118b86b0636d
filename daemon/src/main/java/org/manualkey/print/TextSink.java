package org.manualkey.print;

import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.SecretBuffer;

/**
 * Writes text as octets: a fixed buffer before an output stream.
 *
 * <p>It exists for two reasons. A dump prints millions of small numbers, which need no object each;
 * and it prints keys, whose digits must not stay behind in memory. The part of the buffer that was
 * used is overwritten whenever it drains, also when the stream fails. The stream is responsible for
 * its own copies. A collection at the wrong moment copies the buffer all the same: text for memory
 * outside the heap goes there without one.
 *
 * <p>A stream that fails surfaces as {@link UncheckedIOException}. Not for concurrent use. Text is
 * written as UTF-8; foreign octets pass through {@link #foreign} or {@link #octet}.
 */
public final class TextSink implements Flushable {
  private static final int CAPACITY = 16 * 1024;
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final OutputStream out;
  private final byte[] buffer;

  /** Null: the stream is something else. */
  private final @Nullable SecretBuffer outsideHeap;

  private int used;

  /** Creates a sink that writes to a stream and never closes it. */
  public TextSink(OutputStream out) {
    this.out = out;
    outsideHeap = null;
    buffer = new byte[CAPACITY];
  }

  /** Creates a sink that writes to memory outside the heap at once, and never closes it. */
  public TextSink(SecretBuffer out) {
    this.out = out;
    outsideHeap = out;
    buffer = new byte[0];
  }

  /** Writes text as UTF-8; ASCII, the usual case, needs no encoder. */
  public TextSink text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character >= 0x80) {
        return octets(text.substring(i).getBytes(StandardCharsets.UTF_8));
      }
      octet(character);
    }
    return this;
  }

  private TextSink octets(byte[] octets) {
    for (byte octet : octets) {
      octet(octet);
    }
    return this;
  }

  /** Writes the low eight bits of the character. */
  public TextSink character(char character) {
    return octet(character);
  }

  /** Writes one octet, the low eight bits of the value. */
  public TextSink octet(int octet) {
    if (used == buffer.length) {
      return octetIntoFull(octet);
    }
    buffer[used++] = (byte) octet;
    return this;
  }

  private TextSink octetIntoFull(int octet) {
    SecretBuffer direct = outsideHeap;
    if (direct != null) {
      direct.write(octet);
      return this;
    }
    drain();
    return octet(octet);
  }

  /** Ends a line. */
  public TextSink newline() {
    return octet('\n');
  }

  /** A number in decimal digits. */
  public TextSink signed(long value) {
    if (value < 0) {
      octet('-');
      return unsigned(-value);
    }
    return unsigned(value);
  }

  /** An unsigned 32-bit number in decimal digits. */
  public TextSink unsigned(int value) {
    return unsigned(Integer.toUnsignedLong(value));
  }

  /** An unsigned 64-bit number in decimal digits. */
  public TextSink unsigned(long value) {
    if (Long.compareUnsigned(value, 10) >= 0) {
      unsigned(Long.divideUnsigned(value, 10));
    }
    return octet('0' + (int) Long.remainderUnsigned(value, 10));
  }

  /** An unsigned 32-bit number in hexadecimal digits, without leading zeros or prefix. */
  public TextSink hex(int value) {
    return hex(Integer.toUnsignedLong(value));
  }

  /** An unsigned 64-bit number in hexadecimal digits, without leading zeros or prefix. */
  public TextSink hex(long value) {
    int shift = value == 0 ? 0 : (63 - Long.numberOfLeadingZeros(value)) & ~3;
    for (; shift >= 0; shift -= 4) {
      octet(DIGITS[(int) (value >>> shift) & 0xf]);
    }
    return this;
  }

  /** The low eight bits as two hexadecimal digits. */
  public TextSink hexOctet(int octet) {
    return octet(DIGITS[octet >> 4 & 0xf]).octet(DIGITS[octet & 0xf]);
  }

  /**
   * A number from 0 to 99 as two decimal digits, the first one blank when it is zero and so asked.
   */
  TextSink twoDigits(int value, char zero) {
    return octet(value < 10 ? zero : '0' + value / 10).octet('0' + value % 10);
  }

  /** Writes foreign octets; characters that could steer a terminal become {@code ?}. */
  TextSink foreign(ByteBuffer octets) {
    while (octets.hasRemaining()) {
      int at = octets.position();
      int length = Controls.length(octets, at);
      if (Controls.isAt(octets, at, length)) {
        octet('?');
      } else {
        for (int i = 0; i < length; i++) {
          octet(octets.get(at + i));
        }
      }
      octets.position(at + length);
    }
    return this;
  }

  /** Writes foreign text in the same way. */
  public TextSink foreign(String text) {
    return foreign(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes the buffer to the stream, flushes the stream, and wipes the buffer. */
  @Override
  public void flush() {
    drain();
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Wipes what has not been written yet. */
  public void discard() {
    Arrays.fill(buffer, 0, used, (byte) 0);
    used = 0;
  }

  private void drain() {
    try {
      out.write(buffer, 0, used);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      discard();
    }
  }
}
