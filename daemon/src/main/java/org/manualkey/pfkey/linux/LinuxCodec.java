package org.manualkey.pfkey.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.SaType;

/**
 * Messages of illumos to octets of Linux and back, as far as Linux has what they say.
 *
 * <p>The base header is that of RFC 2367: 0 version, 1 type, 2 errno, 3 SA type, 4 length u16 in
 * words of eight octets, 6 reserved u16 (zero: Linux has no diagnostics), 8 seq u32, 12 pid u32.
 *
 * @param order byte order of the host whose kernel is spoken to
 */
public record LinuxCodec(ByteOrder order) {
  /** Longer than any message about an SA: an ACQUIRE has up to 4120 octets. */
  public static final int LONGEST = 8192;

  static final int WORD = 8;

  /** Length of the base header. */
  public static final int HEADER = 16;

  /** The codec for the kernel of this machine. */
  public static LinuxCodec ofHost() {
    return new LinuxCodec(ByteOrder.nativeOrder());
  }

  /**
   * Writes a request as Linux wants it at position 0; returns its length. What Linux has no place
   * for is left out: the sender must have made sure that this is right.
   *
   * @throws java.nio.BufferOverflowException when it does not fit into {@link #LONGEST}
   */
  public int encode(Message request, ByteBuffer target) {
    target.clear().order(order).position(HEADER);
    ExtensionWriter extensions = new ExtensionWriter(target);
    switch (request.header().type()) {
      case ADD, UPDATE -> extensions.all(request);
      case GET, DELETE -> extensions.identity(request);
      case FLUSH, DUMP, REGISTER -> {}
      default -> {
        if (request.header().typeCode() != LinuxPolicy.DUMP) {
          throw new IllegalArgumentException(request.header().type() + " is not for Linux");
        }
      }
    }
    int length = target.position();
    Header header = request.header();
    target
        .put(0, (byte) header.version())
        .put(1, (byte) header.typeCode())
        .put(2, (byte) 0)
        .put(3, (byte) header.saType().code())
        .putShort(4, (short) (length / WORD))
        .putShort(6, (short) 0)
        .putInt(8, header.seq())
        .putInt(12, header.pid());
    return length;
  }

  /**
   * The base header at the buffer's position.
   *
   * @return null when these octets are no message; its errno is the number of Linux
   */
  public @Nullable Header header(ByteBuffer source) {
    int start = source.position();
    ByteBuffer octets = source.order(order);
    if (octets.remaining() < HEADER
        || Short.toUnsignedInt(octets.getShort(start + 4)) * WORD != octets.remaining()) {
      return null;
    }
    return new Header(
        octets.get(start) & 0xff,
        octets.get(start + 1) & 0xff,
        octets.get(start + 2) & 0xff,
        SaType.of(octets.get(start + 3) & 0xff),
        0,
        octets.getInt(start + 8),
        octets.getInt(start + 12));
  }

  /**
   * The message that fills the buffer, in the terms of illumos: a limit of nothing is left out, a
   * tunnel is a flag, IPv4 addresses are such, and the ports of UDP encapsulation are those of
   * NAT-T ends with the addresses of the SA.
   *
   * @param header its header, by {@link #header}
   */
  public Message decode(Header header, ByteBuffer source) {
    return decode(header, source, true);
  }

  /** The same without its keys, which are not even copied. */
  public Message decodeWithoutKeys(Header header, ByteBuffer source) {
    return decode(header, source, false);
  }

  private Message decode(Header header, ByteBuffer source, boolean keys) {
    ByteBuffer frame = source.slice().order(order);
    List<Extension> extensions = new ArrayList<>(9);
    SaDetails details = new SaDetails();
    int start = HEADER;
    while (start + 4 <= frame.limit()) {
      int length = Short.toUnsignedInt(frame.getShort(start)) * WORD;
      if (length == 0 || length > frame.limit() - start) {
        break; // the kernel does not send such; what is readable is kept
      }
      int code = Short.toUnsignedInt(frame.getShort(start + 2));
      ExtensionType type = ExtensionType.of(code);
      ByteBuffer body = frame.slice(start, length).order(order);
      if (!details.take(code, body) && (keys || !isKey(type))) {
        Extension extension = ExtensionReader.read(type, body);
        if (extension != null) {
          extensions.add(extension);
        }
      }
      start += length;
    }
    if (keys) {
      details.complete(header.saType(), extensions);
    }
    return new Message(header, ExtensionReader.withFlags(extensions, details.flags()));
  }

  /**
   * The policy that the message shows which fills the buffer; null: it shows none.
   *
   * @param source at the header of a message of the type {@link LinuxPolicy#DUMP}
   */
  public @Nullable LinuxPolicy policy(ByteBuffer source) {
    return LinuxPolicy.read(source.slice().order(order));
  }

  private static boolean isKey(ExtensionType type) {
    return type == ExtensionType.KEY_AUTH || type == ExtensionType.KEY_ENCRYPT;
  }

  /** An address of a reply as requests have it: IPv4 as mapped. */
  public static Address asRequested(Address address) {
    return ExtensionReader.mapped(address);
  }
}
