package org.manualkey.pfkey.illumos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.pfkey.illumos.MalformedMessageException.Reason;

/**
 * Messages to octets and back.
 *
 * <p>The base header ({@code struct sadb_msg}, 16 octets): 0 version, 1 type, 2 errno, 3 SA type, 4
 * length u16 in words, 6 diagnostic u16, 8 seq u32, 12 pid u32. Each extension starts with its own
 * length u16 in words and its type u16.
 *
 * @param order byte order of the host whose kernel is spoken to
 */
public record IllumosCodec(ByteOrder order) {
  static final int WORD = 8;

  /** Length of the base header in octets. */
  public static final int HEADER = 16;

  static final int EXTENSION_HEADER = 4;

  /** The longest message that its length field can express, in octets. */
  public static final int MAX_LENGTH = 0xffff * WORD;

  /** The codec for the kernel of this machine. */
  public static IllumosCodec ofHost() {
    return new IllumosCodec(ByteOrder.nativeOrder());
  }

  /** How many octets the message takes on the wire. */
  public int length(Message message) {
    int length = HEADER;
    for (Extension extension : message.extensions()) {
      length += ExtensionWriter.length(extension);
    }
    return length;
  }

  /**
   * Writes the message at the buffer's position, which advances.
   *
   * @throws java.nio.BufferOverflowException when it does not fit; see {@link #length}
   * @throws IllegalArgumentException when it is longer than {@link #MAX_LENGTH}
   */
  public void encode(Message message, ByteBuffer target) {
    int length = length(message);
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException("message of " + length + " octets");
    }
    Header header = message.header();
    target.order(order);
    target
        .put((byte) header.version())
        .put((byte) header.typeCode())
        .put((byte) header.errno())
        .put((byte) header.saType().code())
        .putShort((short) (length / WORD))
        .putShort((short) header.diagnostic())
        .putInt(header.seq())
        .putInt(header.pid());
    for (Extension extension : message.extensions()) {
      ExtensionWriter.write(extension, target);
    }
  }

  /**
   * The base header at the buffer's position, whatever follows it; null when there is none.
   *
   * @param source from its position to its limit, a message
   */
  public @Nullable Header header(ByteBuffer source) {
    return source.remaining() < HEADER ? null : readHeader(source.slice().order(order));
  }

  /**
   * Reads the message that fills the buffer from its position to its limit; the position ends at
   * the limit.
   *
   * @throws MalformedMessageException when the octets are no message
   */
  public Message decode(ByteBuffer source) throws MalformedMessageException {
    return decode(source, ExtensionReader::read);
  }

  /**
   * The same for what a kernel shows to who asked: of an extension of an unknown type only the
   * length survives, because it may be a key. illumos has one of that kind, for signatures of TCP.
   *
   * @throws MalformedMessageException when the octets are no message
   */
  public Message decodeReply(ByteBuffer source) throws MalformedMessageException {
    return decode(source, IllumosCodec::readKnown);
  }

  /**
   * The same for what a kernel sends to all: the keys are left out, and their octets never copied.
   *
   * @throws MalformedMessageException when the octets are no message
   */
  public Message decodeWithoutKeys(ByteBuffer source) throws MalformedMessageException {
    return decode(source, (code, body) -> isKey(code) ? null : readKnown(code, body));
  }

  private static Extension readKnown(int code, ByteBuffer body) throws MalformedMessageException {
    return ExtensionType.of(code) == ExtensionType.UNKNOWN
        ? new UnknownExtension(code, Octets.of(new byte[body.remaining()]))
        : ExtensionReader.read(code, body);
  }

  private static boolean isKey(int code) {
    return code == ExtensionType.KEY_AUTH.code() || code == ExtensionType.KEY_ENCRYPT.code();
  }

  /** Reads the body of an extension. */
  private interface BodyReader {
    /** The extension; null: it is left out. */
    @Nullable Extension read(int code, ByteBuffer body) throws MalformedMessageException;
  }

  private Message decode(ByteBuffer source, BodyReader reader) throws MalformedMessageException {
    ByteBuffer frame = source.slice().order(order);
    source.position(source.limit());
    int end = frame.limit();
    if (end < HEADER) {
      throw new MalformedMessageException(Reason.SHORT_HEADER, end);
    }
    if (Short.toUnsignedInt(frame.getShort(4)) * WORD != end) {
      throw new MalformedMessageException(Reason.LENGTH_MISMATCH, 4);
    }
    Header header = readHeader(frame);
    List<Extension> extensions = new ArrayList<>(8);
    while (frame.position() < end) {
      Extension extension = readExtension(frame, end, reader);
      if (extension != null) {
        extensions.add(extension);
      }
    }
    return new Message(header, extensions);
  }

  private static Header readHeader(ByteBuffer frame) {
    int version = frame.get() & 0xff;
    int type = frame.get() & 0xff;
    int errno = frame.get() & 0xff;
    SaType saType = SaType.of(frame.get() & 0xff);
    frame.getShort();
    int diagnostic = Short.toUnsignedInt(frame.getShort());
    return new Header(version, type, errno, saType, diagnostic, frame.getInt(), frame.getInt());
  }

  /** The end is a whole number of words away, so an extension header always fits. */
  private static @Nullable Extension readExtension(ByteBuffer frame, int end, BodyReader reader)
      throws MalformedMessageException {
    int start = frame.position();
    int length = Short.toUnsignedInt(frame.getShort()) * WORD;
    if (length == 0 || length > end - start) {
      throw new MalformedMessageException(Reason.BAD_EXTENSION_LENGTH, start);
    }
    int code = Short.toUnsignedInt(frame.getShort());
    frame.limit(start + length);
    Extension extension = reader.read(code, frame);
    frame.limit(end).position(start + length);
    return extension;
  }
}
