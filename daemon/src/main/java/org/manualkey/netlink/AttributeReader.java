package org.manualkey.netlink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.secret.KeyMaterial;

/** Reads attributes up to the limit of a buffer. */
final class AttributeReader {
  /** The flags of a type: its content has attributes itself, or is in network order. */
  private static final int TYPE_MASK = 0x3fff;

  /** In place of a type. */
  private static final int ALL = -1;

  private static final KeyMaterial NO_KEY = KeyMaterial.of(0, _ -> 0);
  private static final int LONG_REPLAY = 24;
  private static final int LONGEST_BITMAP = 128;

  private final ByteBuffer in;
  private final boolean keys;

  /**
   * A reader.
   *
   * @param in from position 0 on
   * @param keys whether to read keys, and attributes that may be some; else, keys are empty
   */
  AttributeReader(ByteBuffer in, boolean keys) {
    this.in = in;
    this.keys = keys;
  }

  /** All from a place on; what is readable before octets that are no attribute. */
  List<Attribute> read(int from) {
    return read(new ArrayList<>(6), ALL, from);
  }

  /** The same, of one type only. */
  List<Attribute> read(int type, int from) {
    return read(new ArrayList<>(0), type, from);
  }

  private List<Attribute> read(List<Attribute> attributes, int wanted, int from) {
    int start = from;
    while (start + AttributeWriter.HEADER <= in.limit()) {
      int length = Structures.u16(in, start);
      if (length < AttributeWriter.HEADER || length > in.limit() - start) {
        break;
      }
      int type = Structures.u16(in, start + 2);
      Attribute attribute =
          wanted == ALL || wanted == (type & TYPE_MASK)
              ? read(type, start + AttributeWriter.HEADER, length - AttributeWriter.HEADER)
              : null;
      if (attribute != null) {
        attributes.add(attribute);
      }
      start += (length + 3) & ~3;
    }
    return attributes;
  }

  /** Null: it is not to be read. */
  private @Nullable Attribute read(int type, int at, int length) {
    int code = type & TYPE_MASK;
    if (code == AttributeType.ALG_AUTH || code == AttributeType.PAD) {
      return null;
    }
    Attribute attribute =
        switch (code) {
          case AttributeType.ALG_AUTH_TRUNC -> authentication(at, length);
          case AttributeType.ALG_CRYPT -> encryption(at, length);
          case AttributeType.ALG_AEAD -> combined(at, length);
          case AttributeType.ENCAP -> length < 24 ? null : encapsulation(at);
          case AttributeType.REPLAY_VAL ->
              length < 12
                  ? null
                  : new Attribute.Replay(in.getInt(at), in.getInt(at + 4), in.getInt(at + 8));
          case AttributeType.REPLAY_ESN_VAL -> longReplay(at, length);
          case AttributeType.MARK ->
              length < 8 ? null : new Attribute.Mark(in.getInt(at), in.getInt(at + 4));
          case AttributeType.IF_ID -> length < 4 ? null : new Attribute.Interface(in.getInt(at));
          case AttributeType.SA_DIR ->
              length < 1 ? null : new Attribute.OneDirection(in.get(at) & 0xff);
          case AttributeType.LAST_USED -> length < 8 ? null : new Attribute.LastUse(in.getLong(at));
          case AttributeType.PROTO ->
              length < 1 ? null : new Attribute.OfProtocol(in.get(at) & 0xff);
          case AttributeType.SA ->
              length < SaInfo.LENGTH ? null : new Attribute.Gone(Structures.info(in, at));
          case AttributeType.TMPL -> templates(at, length);
          default -> null;
        };
    return attribute == null && keys
        ? new Attribute.Unknown(type, length, material(at, length))
        : attribute;
  }

  private Attribute.@Nullable Authentication authentication(int at, int length) {
    int octets = octets(at, length, 72);
    return octets < 0
        ? null
        : new Attribute.Authentication(
            name(at), in.getInt(at + 64), in.getInt(at + 68), key(at + 72, octets));
  }

  private Attribute.@Nullable Encryption encryption(int at, int length) {
    int octets = octets(at, length, 68);
    return octets < 0
        ? null
        : new Attribute.Encryption(name(at), in.getInt(at + 64), key(at + 68, octets));
  }

  private Attribute.@Nullable Combined combined(int at, int length) {
    int octets = octets(at, length, 72);
    return octets < 0
        ? null
        : new Attribute.Combined(
            name(at), in.getInt(at + 64), in.getInt(at + 68), key(at + 72, octets));
  }

  /** How many octets the key has that begins so far behind a place; negative: more than fit. */
  private int octets(int at, int length, int before) {
    if (length < before) {
      return -1;
    }
    long octets = (Integer.toUnsignedLong(in.getInt(at + 64)) + 7) >> 3;
    return octets > length - before ? -1 : (int) octets;
  }

  private String name(int at) {
    int length = 0;
    while (length < AttributeWriter.NAME - 1 && in.get(at + length) != 0) {
      length++;
    }
    byte[] octets = new byte[length];
    in.get(at, octets);
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  private KeyMaterial key(int at, int octets) {
    return keys ? material(at, octets) : NO_KEY;
  }

  private KeyMaterial material(int at, int octets) {
    return KeyMaterial.copied(in, at, octets, (octets + 7) & ~7);
  }

  private Attribute encapsulation(int at) {
    return new Attribute.Encapsulation(
        Structures.u16(in, at),
        NetworkOrder.port(in, at + 2),
        NetworkOrder.port(in, at + 4),
        NetworkOrder.address(in, at + 8));
  }

  /** Those that are there whole. */
  private Attribute templates(int at, int length) {
    List<Template> templates = new ArrayList<>(1);
    for (int from = 0; from + Template.LENGTH <= length; from += Template.LENGTH) {
      templates.add(Structures.template(in, at + from));
    }
    return new Attribute.Templates(templates);
  }

  private Attribute.@Nullable LongReplay longReplay(int at, int length) {
    int words = length < LONG_REPLAY ? -1 : in.getInt(at);
    if (words < 0 || words > LONGEST_BITMAP || length < LONG_REPLAY + words * Integer.BYTES) {
      return null;
    }
    List<Integer> bitmap = new ArrayList<>(words);
    for (int i = 0; i < words; i++) {
      bitmap.add(in.getInt(at + LONG_REPLAY + i * Integer.BYTES));
    }
    return new Attribute.LongReplay(
        in.getInt(at + 4),
        in.getInt(at + 8),
        in.getInt(at + 12),
        in.getInt(at + 16),
        in.getInt(at + 20),
        bitmap);
  }
}
