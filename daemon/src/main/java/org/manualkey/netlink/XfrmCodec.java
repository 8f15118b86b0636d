package org.manualkey.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages to octets and back. A datagram has any number of messages, each of which begins at a
 * multiple of four octets.
 *
 * @param order byte order of the host whose kernel is spoken to
 */
public record XfrmCodec(ByteOrder order) {
  /** A kernel fills datagrams of a dump up to this length, in octets, when there is room for it. */
  public static final int LONGEST_DATAGRAM = 32_768;

  /** The result repeats of the request its header alone ({@code NLM_F_CAPPED}). */
  private static final int CAPPED = 0x100;

  /** The result has attributes behind the request ({@code NLM_F_ACK_TLVS}). */
  private static final int WITH_ATTRIBUTES = 0x200;

  /** The attribute of a result with its text. */
  private static final int TEXT = 1;

  /** Larger texts of a kernel there are none of. */
  private static final int LONGEST_TEXT = 512;

  /** The codec for the kernel of this machine. */
  public static XfrmCodec ofHost() {
    return new XfrmCodec(ByteOrder.nativeOrder());
  }

  /**
   * Writes a message at the position, which advances.
   *
   * @param flags for the header, apart from those that follow from the message
   * @throws BufferOverflowException if there is no room for it; the position stays, and what was
   *     written is overwritten with zeros
   */
  public void encode(XfrmMessage message, int flags, int seq, int port, ByteBuffer target) {
    int start = target.position();
    boolean written = false;
    try {
      ByteBuffer out = target.order(order);
      place(out, NetlinkHeader.LENGTH);
      int more = body(message, out);
      out.putInt(start, out.position() - start)
          .putShort(start + NetlinkHeader.TYPE_AND_FLAGS, (short) message.type())
          .putShort(start + NetlinkHeader.TYPE_AND_FLAGS + 2, (short) (flags | more))
          .putInt(start + NetlinkHeader.SEQ, seq)
          .putInt(start + NetlinkHeader.PORT, port);
      written = true;
    } finally {
      if (!written) { // of a key, too, there may be a part
        target.position(start);
        Structures.zero(target, start, target.limit() - start);
      }
    }
  }

  /** Writes what is behind the header; returns flags that belong to it. */
  private static int body(XfrmMessage message, ByteBuffer out) {
    switch (message) {
      case XfrmMessage.Sa(_, SaInfo info, List<Attribute> attributes) -> {
        Structures.info(out, place(out, SaInfo.LENGTH), info);
        attributes(attributes, out);
      }
      case XfrmMessage.Get(SaName name, List<Attribute> attributes) -> named(name, attributes, out);
      case XfrmMessage.Delete(SaName name, List<Attribute> attributes) ->
          named(name, attributes, out);
      case XfrmMessage.Dump(int protocol) -> {
        // What narrows a dump stands directly behind the header.
        attributes(List.of(new Attribute.OfProtocol(protocol)), out);
        return NetlinkHeader.DUMP;
      }
      case XfrmMessage.Flush(int protocol) -> out.put((byte) protocol).put(new byte[3]);
      case XfrmMessage.Expired(SaInfo info, boolean hard, List<Attribute> attributes) -> {
        int at = place(out, Structures.EXPIRY);
        Structures.zero(out, at, Structures.EXPIRY);
        Structures.info(out, at, info);
        out.put(at + SaInfo.LENGTH, (byte) (hard ? 1 : 0));
        attributes(attributes, out);
      }
      case XfrmMessage.Policy policy -> {
        Structures.policy(out, place(out, Structures.POLICY), policy);
        attributes(policy.attributes(), out);
      }
      case XfrmMessage.PolicyDump _ -> {
        return NetlinkHeader.DUMP;
      }
      case XfrmMessage.Move _ -> Structures.zero(out, place(out, Structures.MOVE), Structures.MOVE);
      case XfrmMessage.Moved moved -> Structures.moved(out, place(out, Structures.MAPPING), moved);
      case XfrmMessage.Result result -> {
        return result(result, out);
      }
      case XfrmMessage.End(int errno) -> out.putInt(-errno);
      case XfrmMessage.Unknown _ -> {}
    }
    return 0;
  }

  private static void named(SaName name, List<Attribute> attributes, ByteBuffer out) {
    Structures.name(out, place(out, Structures.NAME), name);
    attributes(attributes, out);
  }

  private static int result(XfrmMessage.Result result, ByteBuffer out) {
    out.putInt(-result.errno());
    Structures.zero(out, place(out, NetlinkHeader.LENGTH), NetlinkHeader.LENGTH);
    if (result.text().isEmpty()) {
      return CAPPED;
    }
    byte[] text = result.text().getBytes(StandardCharsets.ISO_8859_1);
    int length = AttributeWriter.HEADER + text.length + 1;
    out.putShort((short) length).putShort((short) TEXT).put(text);
    out.put(new byte[1 + (-length & 3)]);
    return CAPPED | WITH_ATTRIBUTES;
  }

  private static void attributes(List<Attribute> attributes, ByteBuffer out) {
    AttributeWriter writer = new AttributeWriter(out);
    attributes.forEach(writer::write);
  }

  /** Room at the position, which moves behind it. */
  private static int place(ByteBuffer out, int length) {
    int at = out.position();
    if (length > out.remaining()) {
      throw new BufferOverflowException();
    }
    out.position(at + length);
    return at;
  }

  /** The header at the buffer's position; null: there is no whole message there. */
  public @Nullable NetlinkHeader header(ByteBuffer datagram) {
    ByteBuffer in = datagram.order(order);
    int at = in.position();
    if (in.remaining() < NetlinkHeader.LENGTH) {
      return null;
    }
    int length = in.getInt(at);
    if (length < NetlinkHeader.LENGTH || length > in.remaining()) {
      return null;
    }
    return new NetlinkHeader(
        length,
        Structures.u16(in, at + 4),
        Structures.u16(in, at + 6),
        in.getInt(at + 8),
        in.getInt(at + 12));
  }

  /** Goes on to the next message of a datagram; returns its header, or null. */
  public @Nullable NetlinkHeader next(NetlinkHeader header, ByteBuffer datagram) {
    int aligned = (header.length() + 3) & ~3;
    datagram.position(Math.min(datagram.limit(), datagram.position() + aligned));
    return header(datagram);
  }

  /**
   * The message at the buffer's position, which stays.
   *
   * @param header its header, by {@link #header}
   */
  public XfrmMessage decode(NetlinkHeader header, ByteBuffer datagram) {
    return decode(header, datagram, true);
  }

  /**
   * The same with algorithms whose keys are empty, whatever their bits say, and without attributes
   * that may be keys; neither is even copied.
   */
  public XfrmMessage decodeWithoutKeys(NetlinkHeader header, ByteBuffer datagram) {
    return decode(header, datagram, false);
  }

  /**
   * The SA that a NEWSA, UPDSA or DELSA is about, with its mark where it has one; nothing else is
   * read. Null: it is another message, or too short for one of these.
   */
  public XfrmMessage.@Nullable Get named(NetlinkHeader header, ByteBuffer datagram) {
    ByteBuffer in = body(header, datagram);
    boolean whole = header.type() == XfrmMessage.NEWSA || header.type() == XfrmMessage.UPDSA;
    int length = whole ? SaInfo.LENGTH : Structures.NAME;
    if ((!whole && header.type() != XfrmMessage.DELSA) || in.limit() < length) {
      return null;
    }
    return new XfrmMessage.Get(
        whole ? Structures.nameOfInfo(in, 0) : Structures.name(in, 0),
        new AttributeReader(in, false).read(AttributeType.MARK, length));
  }

  /** What is behind the header. */
  private ByteBuffer body(NetlinkHeader header, ByteBuffer datagram) {
    return datagram
        .slice(datagram.position() + NetlinkHeader.LENGTH, header.length() - NetlinkHeader.LENGTH)
        .order(order);
  }

  private XfrmMessage decode(NetlinkHeader header, ByteBuffer datagram, boolean keys) {
    ByteBuffer in = body(header, datagram);
    AttributeReader attributes = new AttributeReader(in, keys);
    int length = in.limit();
    XfrmMessage message =
        switch (header.type()) {
          case XfrmMessage.NEWSA -> sa(XfrmMessage.Sa.Change.NEW, in, attributes);
          case XfrmMessage.UPDSA -> sa(XfrmMessage.Sa.Change.UPDATED, in, attributes);
          case XfrmMessage.GETSA -> get(header, in, attributes);
          case XfrmMessage.DELSA ->
              length < Structures.NAME
                  ? null
                  : new XfrmMessage.Delete(
                      Structures.name(in, 0), attributes.read(Structures.NAME));
          case XfrmMessage.FLUSHSA -> length < 1 ? null : new XfrmMessage.Flush(in.get(0) & 0xff);
          case XfrmMessage.EXPIRE ->
              length < Structures.EXPIRY
                  ? null
                  : new XfrmMessage.Expired(
                      Structures.info(in, 0),
                      in.get(SaInfo.LENGTH) != 0,
                      attributes.read(Structures.EXPIRY));
          case XfrmMessage.NEWPOLICY ->
              length < Structures.POLICY
                  ? null
                  : Structures.policy(in, 0, attributes.read(Structures.POLICY));
          case XfrmMessage.GETPOLICY -> isDump(header) ? new XfrmMessage.PolicyDump() : null;
          case XfrmMessage.MAPPING -> length < Structures.MAPPING ? null : Structures.moved(in, 0);
          case XfrmMessage.ERROR -> length < 4 ? null : result(header.flags(), in);
          case XfrmMessage.DONE -> new XfrmMessage.End(length < 4 ? 0 : -in.getInt(0));
          default -> null;
        };
    return message == null ? new XfrmMessage.Unknown(header.type()) : message;
  }

  private static boolean isDump(NetlinkHeader header) {
    return (header.flags() & NetlinkHeader.DUMP) == NetlinkHeader.DUMP;
  }

  private static XfrmMessage.@Nullable Sa sa(
      XfrmMessage.Sa.Change change, ByteBuffer in, AttributeReader attributes) {
    return in.limit() < SaInfo.LENGTH
        ? null
        : new XfrmMessage.Sa(change, Structures.info(in, 0), attributes.read(SaInfo.LENGTH));
  }

  private static @Nullable XfrmMessage get(
      NetlinkHeader header, ByteBuffer in, AttributeReader attributes) {
    if (isDump(header)) {
      for (Attribute attribute : attributes.read(0)) {
        if (attribute instanceof Attribute.OfProtocol(int protocol)) {
          return new XfrmMessage.Dump(protocol);
        }
      }
      return new XfrmMessage.Dump(0);
    }
    return in.limit() < Structures.NAME
        ? null
        : new XfrmMessage.Get(Structures.name(in, 0), attributes.read(Structures.NAME));
  }

  private XfrmMessage.Result result(int flags, ByteBuffer in) {
    int errno = -in.getInt(0);
    int behind = 4 + NetlinkHeader.LENGTH;
    if ((flags & WITH_ATTRIBUTES) == 0 || in.limit() < behind) {
      return new XfrmMessage.Result(errno, "");
    }
    long repeated = Integer.toUnsignedLong(in.getInt(4));
    long from = (flags & CAPPED) != 0 ? behind : 4 + ((repeated + 3) & ~3L);
    return new XfrmMessage.Result(errno, text(in, from));
  }

  private static String text(ByteBuffer in, long from) {
    long at = from;
    while (at + AttributeWriter.HEADER <= in.limit()) {
      int start = (int) at;
      int length = Structures.u16(in, start);
      if (length < AttributeWriter.HEADER || length > in.limit() - start) {
        break;
      }
      if (Structures.u16(in, start + 2) == TEXT) {
        return text(in, start + AttributeWriter.HEADER, length - AttributeWriter.HEADER);
      }
      at += (length + 3) & ~3;
    }
    return "";
  }

  /** Up to its NUL; what cannot be printed is left out. */
  private static String text(ByteBuffer in, int at, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(length, LONGEST_TEXT) && in.get(at + i) != 0; i++) {
      char each = (char) in.get(at + i);
      if (each >= ' ' && each <= '~') {
        text.append(each);
      }
    }
    return text.toString();
  }
}
