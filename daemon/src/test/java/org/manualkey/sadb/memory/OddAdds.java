package org.manualkey.sadb.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Octets;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.PlainKeys;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sadb.Draft;

/**
 * ADDs of random SAs in which up to three things are changed in a way that few programs would:
 * lengths and salts of keys, weak keys, flags, states, algorithms, addresses of all classes,
 * lifetimes, extensions that are missing, there twice, unknown or too long.
 */
public final class OddAdds {
  private static final List<String> ADDRESSES =
      List.of(
          "10.0.0.1",
          "10.0.0.2",
          "10.0.0.255",
          "255.255.255.255",
          "224.0.0.9",
          "0.0.0.0",
          "127.0.0.1",
          "::",
          "::1",
          "2001:db8::1",
          "2001:db8::2",
          "fe80::1",
          "ff02::5");

  private final Random random;
  private final RandomSas sas;

  public OddAdds(long seed) {
    random = new Random(seed);
    sas = new RandomSas(seed);
  }

  public OddAdds(Random random) {
    this.random = random;
    sas = new RandomSas(random);
  }

  /** The next one. */
  public Message next() {
    Message add = sas.add();
    List<Extension> extensions = new ArrayList<>(add.extensions());
    Header header = add.header();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      switch (random.nextInt(12)) {
        case 0 -> {
          if (!extensions.isEmpty()) {
            extensions.remove(random.nextInt(extensions.size()));
          }
        }
        case 1 -> extensions.add(strange());
        case 2 -> header = strange(header);
        case 3 -> extensions.add(any(add.extensions()));
        default -> {
          int at = random.nextInt(extensions.size());
          extensions.set(at, changed(extensions.get(at)));
        }
      }
    }
    return new Message(header, extensions);
  }

  private Header strange(Header header) {
    return switch (random.nextInt(3)) {
      case 0 -> header.withSaType(SaType.of(random.nextInt(11)));
      case 1 -> header.withError(random.nextInt(200), random.nextInt(84));
      default -> header.withSaType(header.saType().equals(SaType.AH) ? SaType.ESP : SaType.AH);
    };
  }

  private Extension strange() {
    return switch (random.nextInt(7)) {
      case 0 -> new UnknownExtension(1 + random.nextInt(60), Octets.of(new byte[4]));
      case 1 ->
          new Sensitivity(
              random.nextBoolean() ? Sensitivity.Kind.INNER : Sensitivity.Kind.OUTER,
              random.nextInt(9),
              random.nextInt(9),
              0,
              0,
              0,
              0,
              Octets.EMPTY);
      case 2 -> new Lifetime(Lifetime.Kind.CURRENT, 0, 0, random.nextInt(9), 0);
      case 3 -> new ReplayValue(random.nextInt(2), random.nextInt(2));
      case 4 -> key(any(List.of(Key.Kind.values())));
      case 5 -> lifetime(any(List.of(Lifetime.Kind.values())));
      default -> address(any(List.of(Address.Kind.values())), random.nextInt(3) * 4);
    };
  }

  private Extension changed(Extension extension) {
    return switch (extension) {
      case Sa sa -> changed(sa);
      case Key key -> random.nextInt(3) == 0 ? key(key.kind()) : changed(key);
      case Address address ->
          random.nextInt(4) == 0
              ? new Oversized(address, Octets.of(new byte[8]))
              : address(address.kind(), address.protocol());
      case Lifetime lifetime -> lifetime(lifetime.kind());
      case ReplayValue _ -> new ReplayValue(0, 1L << 40);
      case UnknownExtension unknown -> unknown;
      case Oversized oversized -> oversized;
      default -> new Oversized(extension, Octets.of(new byte[8]));
    };
  }

  private Sa changed(Sa sa) {
    int state = random.nextInt(3) == 0 ? random.nextInt(9) : sa.stateCode();
    int auth = random.nextInt(3) == 0 ? random.nextInt(24) : sa.auth();
    int encrypt = random.nextInt(3) == 0 ? random.nextInt(26) : sa.encrypt();
    int flags = random.nextInt(3) == 0 ? sa.flags() ^ 1 << random.nextInt(32) : sa.flags();
    int spi = random.nextInt(5) == 0 ? 0 : sa.spi();
    return new Sa(spi, sa.replay(), state, auth, encrypt, flags);
  }

  /** Another length, another salt, or another number of octets. */
  private Key changed(Key key) {
    int bits = key.bits();
    int reserved = key.reserved();
    int octets = key.material().length();
    switch (random.nextInt(5)) {
      case 0 -> bits += any(List.of(-8, -1, 1, 8, 32, 64));
      case 1 -> reserved = any(List.of(0, 8, 24, 32, 64));
      case 2 -> octets += any(List.of(-8, 8));
      case 3 -> bits = any(List.of(0, 1, 7, 8, 40, 56, 64, 128, 160, 192, 256, 288, 512, 65535));
      default -> {
        bits = any(List.of(64, 128, 160, 192, 256));
        octets = bits / 8 + 7 & ~7;
      }
    }
    byte[] material = new byte[Math.max(0, octets)];
    random.nextBytes(material);
    return new Key(key.kind(), Math.max(0, bits), reserved, PlainKeys.material(material));
  }

  /** One that is weak for DES, twice the same, or nothing at all. */
  private Key key(Key.Kind kind) {
    int bits = any(List.of(64, 128, 160, 192, 256));
    byte[] octets = new byte[bits / 8 + 7 & ~7];
    int value = any(List.of(0, 1, 0xfe, 0x1f, 0xe0, random.nextInt(256)));
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) value;
    }
    return new Key(kind, bits, 0, PlainKeys.material(octets));
  }

  private Lifetime lifetime(Lifetime.Kind kind) {
    return new Lifetime(
        kind, random.nextInt(4), random.nextInt(4), random.nextInt(4), random.nextInt(4));
  }

  private Address address(Address.Kind kind, int protocol) {
    int port = random.nextInt(3) == 0 ? random.nextInt(1 << 16) : 0;
    SocketAddress.Inet6 six = Draft.socketAddress(any(ADDRESSES)).withPort(port);
    SocketAddress address =
        switch (random.nextInt(6)) {
          case 0 -> new SocketAddress.Other(random.nextInt(40), Octets.of(new byte[14]));
          case 1 -> six.isMapped() ? new SocketAddress.Inet(port, six.mappedAddress()) : six;
          default -> six;
        };
    int prefix = random.nextBoolean() ? 0 : any(List.of(8, 32, 33, 64, 95, 96, 104, 128, 129, 200));
    return new Address(kind, protocol, prefix, address);
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
