package org.manualkey.print;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * X.501 names in DER, as text: {@code C=US, CN=someone}.
 *
 * <p>The parts are printed in the order of the encoding, unlike RFC 2253, but with its escapes.
 * {@code javax.security.auth.x500} has the reverse order and other escapes, hence this decoder. Its
 * input is untrusted: every length is checked against the buffer.
 */
final class DistinguishedName {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final String SPECIAL = ",+\"\\<>;";

  private final StringBuilder text = new StringBuilder();

  private DistinguishedName() {}

  /** The name at the start of the octets, or an empty string. Trailing octets are ignored. */
  static String text(ByteBuffer der) {
    DistinguishedName name = new DistinguishedName();
    try {
      name.parts(take(der, SEQUENCE));
      return name.text.toString();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return "";
    }
  }

  private void parts(ByteBuffer parts) {
    while (parts.hasRemaining()) {
      ByteBuffer set = take(parts, SET);
      String separator = text.isEmpty() ? "" : ", ";
      while (set.hasRemaining()) {
        text.append(separator);
        attribute(take(set, SEQUENCE));
        separator = " + ";
      }
    }
  }

  private void attribute(ByteBuffer attribute) {
    text.append(typeName(take(attribute, OBJECT_IDENTIFIER))).append('=');
    ByteBuffer encoded = attribute.slice();
    int tag = attribute.duplicate().get();
    ByteBuffer value = take(attribute, tag);
    Charset charset = charset(tag);
    if (charset == null) {
      byte[] octets = new byte[encoded.limit()];
      encoded.get(octets);
      text.append('#').append(HexFormat.of().withUpperCase().formatHex(octets));
    } else {
      escaped(charset.decode(value).toString());
    }
  }

  private void escaped(String value) {
    byte[] octets = value.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < octets.length; i++) {
      int octet = octets[i] & 0xff;
      boolean outer = i == 0 || i == octets.length - 1;
      if (octet < ' ' || octet >= 0x7f) {
        text.append('\\').append(HexFormat.of().withUpperCase().toHexDigits((byte) octet));
      } else if (SPECIAL.indexOf(octet) >= 0
          || (octet == '#' && i == 0)
          || (octet == ' ' && outer)) {
        text.append('\\').append((char) octet);
      } else {
        text.append((char) octet);
      }
    }
  }

  /** Decodes one element; returns its content. */
  private static ByteBuffer take(ByteBuffer source, int tag) {
    if (source.get() != (byte) tag) {
      throw new IllegalArgumentException("unexpected DER tag");
    }
    int length = source.get() & 0xff;
    if (length > 0x80) {
      int octets = length & 0x7f;
      if (octets > 3) {
        throw new IllegalArgumentException("DER length of " + octets + " octets");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | (source.get() & 0xff);
      }
    } else if (length == 0x80) {
      throw new IllegalArgumentException("indefinite length is not DER");
    }
    if (length > source.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer content = source.slice(source.position(), length);
    source.position(source.position() + length);
    return content;
  }

  private static @Nullable Charset charset(int tag) {
    return switch (tag) {
      case 12 -> StandardCharsets.UTF_8;
      case 18, 19, 22, 26 -> StandardCharsets.US_ASCII;
      case 20 -> StandardCharsets.ISO_8859_1;
      case 28 -> StandardCharsets.UTF_32BE;
      case 30 -> StandardCharsets.UTF_16BE;
      default -> null;
    };
  }

  private static String typeName(ByteBuffer identifier) {
    String dotted = dotted(identifier);
    return switch (dotted) {
      case "2.5.4.3" -> "CN";
      case "2.5.4.4" -> "SN";
      case "2.5.4.5" -> "serialNumber";
      case "2.5.4.6" -> "C";
      case "2.5.4.7" -> "L";
      case "2.5.4.8" -> "ST";
      case "2.5.4.9" -> "STREET";
      case "2.5.4.10" -> "O";
      case "2.5.4.11" -> "OU";
      case "2.5.4.12" -> "title";
      case "2.5.4.13" -> "description";
      case "2.5.4.42" -> "GN";
      case "2.5.4.43" -> "initials";
      case "0.9.2342.19200300.100.1.1" -> "UID";
      case "0.9.2342.19200300.100.1.25" -> "DC";
      case "1.2.840.113549.1.9.1" -> "emailAddress";
      default -> dotted;
    };
  }

  private static String dotted(ByteBuffer identifier) {
    StringBuilder dotted = new StringBuilder();
    long arc = 0;
    while (identifier.hasRemaining()) {
      int octet = identifier.get();
      if (arc >>> 56 != 0) {
        throw new IllegalArgumentException("object identifier too long");
      }
      arc = arc << 7 | (octet & 0x7f);
      if (octet >= 0) {
        if (dotted.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          dotted.append(first).append('.').append(arc - first * 40);
        } else {
          dotted.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return dotted.toString();
  }
}
