package org.manualkey.sadb;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.MessageType;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.SocketAddress;

/**
 * A request in the making; each step gives another one. IPv4 addresses are written as mapped IPv6,
 * as ipseckey(8) writes them.
 */
public final class Draft {
  public static final int SEQ = 7;
  public static final int PID = 42;
  public static final int SHA1 = 3;
  public static final int AES_CBC = 12;
  public static final int MATURE = 1;
  public static final String AES_KEY = "000102030405060708090a0b0c0d0e0f";
  public static final String SHA1_KEY = "101112131415161718191a1b1c1d1e1f20212223";

  /** An address of this host, as tests have it. */
  public static final String L4 = "10.0.0.1";

  public static final String R4 = "10.0.0.2";
  public static final String R4B = "10.0.0.3";
  public static final String B4 = "10.0.0.255";
  public static final String M4 = "224.0.0.9";
  public static final String L6 = "2001:db8::1";
  public static final String R6 = "2001:db8::2";

  private final Header header;
  private final List<Extension> extensions;

  private Draft(Header header, List<Extension> extensions) {
    this.header = header;
    this.extensions = extensions;
  }

  /** A request without extensions. */
  public static Draft of(MessageType type, SaType saType) {
    return new Draft(Header.request(type, saType, SEQ, PID), List.of());
  }

  /** A mature ESP SA from L4 to R4, AES-128 and SHA-1. */
  public static Draft addEsp(int spi) {
    return of(MessageType.ADD, SaType.ESP)
        .with(new Sa(spi, 0, MATURE, SHA1, AES_CBC, 0))
        .encryptKey(128, AES_KEY)
        .authKey(160, SHA1_KEY)
        .to(R4)
        .from(L4);
  }

  /** {@link #addEsp} with the outbound flag. */
  public static Draft out(int spi) {
    return addEsp(spi).flags(SaFlag.OUTBOUND.bit());
  }

  /** The way back: from R4 to L4, inbound. */
  public static Draft in(int spi) {
    return addEsp(spi).to(L4).from(R4).flags(SaFlag.INBOUND.bit());
  }

  /** A mature AH SA from L4 to R4, SHA-1. */
  public static Draft addAh(int spi) {
    return of(MessageType.ADD, SaType.AH)
        .with(new Sa(spi, 0, MATURE, SHA1, 0, 0))
        .authKey(160, SHA1_KEY)
        .to(R4)
        .from(L4);
  }

  /** A request about the ESP SA to R4 that has this SPI. */
  public static Draft about(MessageType type, int spi) {
    return of(type, SaType.ESP).with(new Sa(spi, 0, MATURE, 0, 0, 0)).to(R4);
  }

  /** An UPDATE of the ESP SA from L4 to R4 that has this SPI. */
  public static Draft update(int spi) {
    return about(MessageType.UPDATE, spi).from(L4);
  }

  /** Puts extensions at the end, each instead of one of its type. */
  public Draft with(Extension... added) {
    Draft result = this;
    for (Extension extension : added) {
      result = result.without(extension.type()).twice(extension);
    }
    return result;
  }

  /** Puts an extension at the end, even a second one of its type. */
  public Draft twice(Extension extension) {
    List<Extension> more = new ArrayList<>(extensions);
    more.add(extension);
    return new Draft(header, more);
  }

  public Draft without(ExtensionType type) {
    return new Draft(
        header, extensions.stream().filter(extension -> extension.type() != type).toList());
  }

  public Draft from(String address) {
    return with(new Address(Address.Kind.SRC, 0, 0, socketAddress(address)));
  }

  public Draft to(String address) {
    return with(new Address(Address.Kind.DST, 0, 0, socketAddress(address)));
  }

  public Draft address(Address.Kind kind, String address, int protocol, int prefix, int port) {
    return with(new Address(kind, protocol, prefix, socketAddress(address).withPort(port)));
  }

  /** Both inner addresses with prefixes of IPv6 length. */
  public Draft inner(String source, int sourcePrefix, String destination, int destinationPrefix) {
    return address(Address.Kind.INNER_SRC, source, 0, sourcePrefix, 0)
        .address(Address.Kind.INNER_DST, destination, 0, destinationPrefix, 0);
  }

  public Draft encryptKey(int bits, String hex) {
    return with(key(Key.Kind.ENCRYPT, bits, 0, hex));
  }

  public Draft authKey(int bits, String hex) {
    return with(key(Key.Kind.AUTH, bits, 0, hex));
  }

  public Draft hard(int allocations, long bytes, long addTime, long useTime) {
    return with(new Lifetime(Lifetime.Kind.HARD, allocations, bytes, addTime, useTime));
  }

  public Draft soft(int allocations, long bytes, long addTime, long useTime) {
    return with(new Lifetime(Lifetime.Kind.SOFT, allocations, bytes, addTime, useTime));
  }

  public Draft idle(long addTime, long useTime) {
    return with(new Lifetime(Lifetime.Kind.IDLE, 0, 0, addTime, useTime));
  }

  public Draft flags(int flags) {
    return with(sa().withFlags(flags));
  }

  public Draft flags(SaFlag flag) {
    return flags(flag.bit());
  }

  public Draft state(int code) {
    Sa sa = sa();
    return with(new Sa(sa.spi(), sa.replay(), code, sa.auth(), sa.encrypt(), sa.flags()));
  }

  public Draft replay(int window) {
    Sa sa = sa();
    return with(new Sa(sa.spi(), window, sa.stateCode(), sa.auth(), sa.encrypt(), sa.flags()));
  }

  public Draft algorithms(int auth, int encrypt) {
    Sa sa = sa();
    return with(new Sa(sa.spi(), sa.replay(), sa.stateCode(), auth, encrypt, sa.flags()));
  }

  public Draft version(int version) {
    return new Draft(
        new Header(version, header.typeCode(), 0, header.saType(), 0, header.seq(), header.pid()),
        extensions);
  }

  public Draft typeCode(int typeCode) {
    return new Draft(header.withTypeCode(typeCode), extensions);
  }

  public Draft saType(int code) {
    return new Draft(header.withSaType(SaType.of(code)), extensions);
  }

  /** The request carries an error, as only replies should. */
  public Draft errno(int errno, int diagnostic) {
    return new Draft(header.withError(errno, diagnostic), extensions);
  }

  public Message build() {
    return new Message(header, extensions);
  }

  public static Key key(Key.Kind kind, int bits, int reserved, String hex) {
    return PlainKeys.of(kind, bits, reserved, HexFormat.of().parseHex(hex));
  }

  /** The octets of a key extension, in hexadecimal, with their filler. */
  public static String hex(Key key) {
    ByteBuffer octets = ByteBuffer.allocate(key.material().length());
    key.material().writeTo(octets);
    return HexFormat.of().formatHex(octets.array());
  }

  /** What compares as {@link #hex} does and may be printed when a comparison fails. */
  public static String digest(Key key) {
    ByteBuffer octets = ByteBuffer.allocate(key.material().length());
    key.material().writeTo(octets);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  public static SocketAddress.Inet6 socketAddress(String text) {
    byte[] octets = octets(text);
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    return octets.length == 4
        ? SocketAddress.Inet6.mapped(buffer.getInt())
        : SocketAddress.Inet6.of(buffer.getLong(), buffer.getLong());
  }

  public static SocketAddress.Inet inet(String text, int port) {
    return new SocketAddress.Inet(port, ByteBuffer.wrap(octets(text)).getInt());
  }

  private static byte[] octets(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  private Sa sa() {
    return extensions.stream()
        .filter(Sa.class::isInstance)
        .map(Sa.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
