package org.manualkey.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.manualkey.secret.KeyMaterial;

/** Writes attributes one after another at the position of a buffer, which advances. */
final class AttributeWriter {
  static final int HEADER = 4;
  static final int NAME = 64;

  private final ByteBuffer out;

  AttributeWriter(ByteBuffer out) {
    this.out = out;
  }

  /**
   * Writes one.
   *
   * @throws BufferOverflowException if there is no room for it
   */
  void write(Attribute attribute) {
    int start = out.position();
    out.putInt(0); // length and type, which follow
    switch (attribute) {
      case Attribute.Authentication it -> {
        name(it.name());
        out.putInt(it.bits()).putInt(it.checkBits());
        key(it.key(), it.bits());
      }
      case Attribute.Encryption it -> {
        name(it.name());
        out.putInt(it.bits());
        key(it.key(), it.bits());
      }
      case Attribute.Combined it -> {
        name(it.name());
        out.putInt(it.bits()).putInt(it.checkBits());
        key(it.key(), it.bits());
      }
      case Attribute.Encapsulation it -> encapsulation(it);
      case Attribute.Replay it -> out.putInt(it.sent()).putInt(it.received()).putInt(it.bitmap());
      case Attribute.LongReplay it -> longReplay(it);
      case Attribute.Mark it -> out.putInt(it.value()).putInt(it.mask());
      case Attribute.Interface it -> out.putInt(it.id());
      case Attribute.OneDirection it -> out.put((byte) it.code());
      case Attribute.LastUse it -> out.putLong(it.time());
      case Attribute.OfProtocol it -> out.put((byte) it.protocol());
      case Attribute.Gone it -> {
        int at = skip(SaInfo.LENGTH);
        Structures.info(out, at, it.info());
      }
      case Attribute.Templates it ->
          it.templates().forEach(each -> Structures.template(out, skip(Template.LENGTH), each));
      case Attribute.Unknown it -> material(it.content(), it.octets());
    }
    end(start, attribute.type());
  }

  private void end(int start, int type) {
    int length = out.position() - start;
    out.putShort(start, (short) length).putShort(start + 2, (short) type);
    while (out.position() % 4 != start % 4) {
      out.put((byte) 0);
    }
  }

  /** A place of so many octets at the position, which moves behind it. */
  private int skip(int length) {
    int at = out.position();
    if (length > out.remaining()) {
      throw new BufferOverflowException();
    }
    out.position(at + length);
    return at;
  }

  private void name(String name) {
    byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
    int at = skip(NAME);
    Structures.zero(out, at, NAME);
    out.put(at, octets, 0, Math.min(octets.length, NAME - 1));
  }

  private void key(KeyMaterial key, int bits) {
    material(key, (bits + 7) >> 3);
  }

  /** Its first octets; what fills the last word is written and then given up. */
  private void material(KeyMaterial material, int octets) {
    if (octets == 0) {
      return;
    }
    int at = out.position();
    material.writeTo(out);
    out.position(at + octets);
  }

  private void encapsulation(Attribute.Encapsulation it) {
    int at = skip(24);
    out.putShort(at, (short) it.kind()).putShort(at + 6, (short) 0);
    NetworkOrder.port(out, at + 2, it.sourcePort());
    NetworkOrder.port(out, at + 4, it.destinationPort());
    NetworkOrder.address(out, at + 8, it.original());
  }

  private void longReplay(Attribute.LongReplay it) {
    out.putInt(it.bitmap().size())
        .putInt(it.sent())
        .putInt(it.received())
        .putInt(it.sentHigh())
        .putInt(it.receivedHigh())
        .putInt(it.window());
    it.bitmap().forEach(out::putInt);
  }
}
