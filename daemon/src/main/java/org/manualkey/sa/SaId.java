package org.manualkey.sa;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.manualkey.host.IpAddress;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.XfrmSettings;

/**
 * The identity of an SA in a database. Source, ports and direction are no part of it; the mark is
 * one on Linux, and nowhere else is there any.
 *
 * @param type code of the SA type
 * @param spi security parameters index
 * @param high first half of the destination, IPv4 as mapped
 * @param low second half
 * @param mark value and mask of the marks of its packets, each in one half; 0: any
 */
public record SaId(int type, int spi, long high, long low, long mark) {
  private static final int GOLDEN_RATIO = 0x9e3779b9;

  /** What is before an IPv4 address that is mapped to IPv6 (RFC 4291, section 2.5.5.2). */
  private static final long MAPPED = 0xffff;

  /** Sixteen entries of a table of numbers fill a line of a cache. */
  private static final int NEAR_BITS = 4;

  private static final int NEAR_MASK = (1 << NEAR_BITS) - 1;

  /** Which SA a message is about; null when it does not say. */
  public static @Nullable SaId of(Message message) {
    Sa sa = message.sa();
    Address destination = message.destination();
    SaId id =
        sa == null || destination == null
            ? null
            : of(message.header().saType(), sa.spi(), destination.socketAddress());
    return id != null && message.find(ExtensionType.XFRM) instanceof XfrmSettings settings
        ? id.withMark(settings.wholeMark())
        : id;
  }

  public static @Nullable SaId of(SaType type, int spi, SocketAddress destination) {
    return switch (destination) {
      case SocketAddress.Inet inet -> of(type, spi, SocketAddress.Inet6.mapped(inet.address()));
      case SocketAddress.Inet6 inet6 -> of(type, spi, inet6);
      case SocketAddress.Other _ -> null;
    };
  }

  /** The SA of a type with an SPI and a destination. */
  public static SaId of(int type, int spi, IpAddress destination) {
    return switch (destination) {
      case IpAddress.V4 v4 -> {
        SocketAddress.Inet6 mapped = SocketAddress.Inet6.mapped(v4.bits());
        yield new SaId(type, spi, mapped.high(), mapped.low(), 0);
      }
      case IpAddress.V6 v6 -> new SaId(type, spi, v6.high(), v6.low(), 0);
    };
  }

  /** The same for packets of other marks. */
  public SaId withMark(long other) {
    return other == mark ? this : new SaId(type, spi, high, low, other);
  }

  /** The other half of a pair of this SA, which has its mark. */
  public SaId partner(int pairSpi, IpAddress source) {
    return of(type, pairSpi, source).withMark(mark);
  }

  /** The value of the mark of its packets. */
  public int markValue() {
    return (int) (mark >>> Integer.SIZE);
  }

  /** Which bits of the mark of its packets count. */
  public int markMask() {
    return (int) mark;
  }

  /** Its destination. */
  public IpAddress ip() {
    SocketAddress.Inet6 inet6 = SocketAddress.Inet6.of(high, low);
    return inet6.isMapped() ? new IpAddress.V4(inet6.mappedAddress()) : new IpAddress.V6(high, low);
  }

  /** Whether its destination is this address; asked of many SAs, so without an object for it. */
  public boolean isTo(IpAddress address) {
    return switch (address) {
      case IpAddress.V4(int bits) ->
          high == 0 && low == (MAPPED << Integer.SIZE | Integer.toUnsignedLong(bits));
      case IpAddress.V6(long first, long second) -> high == first && low == second;
    };
  }

  private static SaId of(SaType type, int spi, SocketAddress.Inet6 destination) {
    return new SaId(type.code(), spi, destination.high(), destination.low(), 0);
  }

  /**
   * Reads what {@link #toString} writes, and nothing else; no name service is asked.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static SaId parse(String text) {
    String[] words = text.split(" ", -1);
    boolean marked = words.length == 7 && words[5].equals("mark");
    if ((words.length != 5 && !marked) || !words[1].equals("spi") || !words[3].equals("dst")) {
      throw new IllegalArgumentException("not the name of an SA");
    }
    if (!words[2].startsWith("0x")) {
      throw new IllegalArgumentException("not the name of an SA");
    }
    SaType type =
        switch (words[0]) {
          case "ah" -> SaType.AH;
          case "esp" -> SaType.ESP;
          default -> new SaType(Integer.parseInt(words[0]));
        };
    int spi = Integer.parseUnsignedInt(words[2], 2, words[2].length(), 16);
    SaId id = of(type, spi, SocketAddress.Inet6.of(literal(words[4])));
    if (marked) {
      id = id.withMark(mark(words[6]));
    }
    // What is written in another way was written by somebody else.
    if (!text.startsWith(id.typeWord() + " spi 0x" + Integer.toHexString(spi) + " ")
        || marked != (id.mark != 0)
        || !text.endsWith(id.markText())) {
      throw new IllegalArgumentException("not the name of an SA");
    }
    return id;
  }

  private static long mark(String word) {
    int slash = word.indexOf("/0x");
    if (!word.startsWith("0x") || slash < 0) {
      throw new IllegalArgumentException("not a mark");
    }
    long value = Integer.parseUnsignedInt(word, 2, slash, 16);
    long mask = Integer.parseUnsignedInt(word, slash + 3, word.length(), 16);
    return value << Integer.SIZE | Integer.toUnsignedLong((int) mask);
  }

  private String markText() {
    return mark == 0
        ? ""
        : " mark 0x" + Integer.toHexString(markValue()) + "/0x" + Integer.toHexString(markMask());
  }

  /** An IPv4 address in its usual form, or an IPv6 address, whose forms differ, without scope. */
  private static InetAddress literal(String word) {
    InetAddress literal = InetAddress.ofLiteral(word);
    boolean usual =
        literal instanceof Inet4Address
            ? literal.getHostAddress().equals(word)
            : word.matches("[0-9a-fA-F:.]+");
    if (!usual) {
      throw new IllegalArgumentException("not an address");
    }
    return literal;
  }

  /** {@code esp spi 0x1000 dst 192.0.2.2}, as a command names it; where it has a mark, with it. */
  @Override
  public String toString() {
    return typeWord() + " spi 0x" + Integer.toHexString(spi) + " dst " + destination() + markText();
  }

  /** The SA type as a command has it. */
  public String typeWord() {
    return switch (type) {
      case 2 -> "ah";
      case 3 -> "esp";
      default -> String.valueOf(type);
    };
  }

  /** The destination as text; IPv4 as such. */
  public String destination() {
    return SocketAddress.Inet6.of(high, low).text();
  }

  /** Looked up for each SA of a load, many times: the method that records get is slower. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SaId id
        && spi == id.spi
        && low == id.low
        && high == id.high
        && type == id.type
        && mark == id.mark;
  }

  /**
   * Spreads well, and keeps neighbours together where SPIs and addresses count up together, as in
   * generated key files: their entries of a table are in the same lines of the processor's cache.
   */
  @Override
  public int hashCode() {
    int sum = spi + (int) low;
    int mixed = (sum >>> NEAR_BITS) * GOLDEN_RATIO ^ (spi - (int) low);
    mixed = mixed * 31 + type + Long.hashCode(mark);
    mixed = mixed * 31 + Long.hashCode(high * 31 + (low >>> Integer.SIZE));
    mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
    mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
    return (mixed ^ mixed >>> 16) << NEAR_BITS | (sum & NEAR_MASK);
  }
}
