package org.manualkey.sa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.secret.KeyMaterial;

/**
 * What an SA is, in a form in which the ADD that asks for it and the DUMP that shows it are equal.
 *
 * <p>Left out is what a database computes (flags of use, of tunnels and of kinds of ciphers, the
 * prefixes of outer addresses, the protocol around a tunnel) and what no request sets (counters,
 * when it was added). Keys of DES are compared as the cipher uses them, with odd parity.
 *
 * <p>It shares keys with the message where it can; {@link #wipeCopies} is for the others.
 *
 * @param fixed what cannot change while the SA lives
 * @param limits hard, soft and idle lifetime
 */
public record SaContent(Fixed fixed, Limits limits) {
  /** By how much a prefix is longer when its IPv4 address is mapped. */
  private static final int MAPPED_BITS = 96;

  private static final List<Address.Kind> KINDS = List.of(Address.Kind.values());

  private static final Lifetime NO_HARD = new Lifetime(Lifetime.Kind.HARD, 0, 0, 0, 0);
  private static final Lifetime NO_SOFT = new Lifetime(Lifetime.Kind.SOFT, 0, 0, 0, 0);
  private static final Lifetime NO_IDLE = new Lifetime(Lifetime.Kind.IDLE, 0, 0, 0, 0);

  private static final int DIRECTION = SaFlag.INBOUND.bit() | SaFlag.OUTBOUND.bit();

  /** What a database sets by itself, or what follows from the other extensions. */
  private static final int COMPUTED_FLAGS =
      DIRECTION
          | SaFlag.USED.bit()
          | SaFlag.UNIQUE.bit()
          | SaFlag.PFS.bit()
          | SaFlag.KRES1.bit()
          | SaFlag.KRES2.bit()
          | SaFlag.PAIRED.bit()
          | SaFlag.TUNNEL.bit()
          | SaFlag.EALG1.bit()
          | SaFlag.EALG2.bit()
          | SaFlag.NATT_LOC.bit()
          | SaFlag.NATT_REM.bit();

  /**
   * What cannot change while the SA lives.
   *
   * @param direction flags of the direction
   * @param ends addresses: outer, inner and of NAT-T
   * @param others identities, cookie, and whatever else was said
   */
  public record Fixed(
      Sa sa,
      int direction,
      List<End> ends,
      Secret auth,
      Secret encrypt,
      int pairSpi,
      int replayValue,
      List<Object> others) {}

  /** An address with what selects. */
  public record End(Address.Kind kind, int protocol, int prefix, int port, long high, long low) {}

  /** The bits of a key that count; {@code material} is null when there is no key. */
  public record Secret(int bits, @Nullable KeyMaterial material) {
    private static final Secret NONE = new Secret(0, null);
  }

  /** Lifetimes, of which none is null but all zero when there is no limit. */
  public record Limits(Lifetime hard, Lifetime soft, Lifetime idle) {
    /** Whether an UPDATE, which takes 0 for "as it is", leads from here to there. */
    public boolean canBecome(Limits wanted) {
      return canBecome(hard, wanted.hard)
          && canBecome(soft, wanted.soft)
          && canBecome(idle, wanted.idle);
    }

    private static boolean canBecome(Lifetime from, Lifetime to) {
      return (to.allocations() != 0 || from.allocations() == 0)
          && (to.bytes() != 0 || from.bytes() == 0)
          && (to.addTime() != 0 || from.addTime() == 0)
          && (to.useTime() != 0 || from.useTime() == 0);
    }
  }

  /**
   * What an ADD asks for.
   *
   * @param unknown flags of the direction when the request names none and nobody knows which
   */
  public static SaContent wanted(Message add, Directions directions, int unknown) {
    Sa sa = add.sa();
    int named = sa == null ? 0 : sa.flags() & DIRECTION;
    return of(add, named == 0 ? given(add, directions, unknown) : named, false);
  }

  /** What a DUMP shows. */
  public static SaContent dumped(Message sa) {
    Sa shown = sa.sa();
    return of(sa, shown == null ? 0 : shown.flags() & DIRECTION, true);
  }

  private static SaContent of(Message message, int direction, boolean dumped) {
    Sa sa = message.sa();
    if (sa == null) {
      throw new IllegalArgumentException("no SA in this message");
    }
    Map<ExtensionType, Extension> parts = message.byType();
    boolean tunnel = parts.containsKey(ExtensionType.X_ADDRESS_INNER_DST);
    Fixed fixed =
        new Fixed(
            plain(sa, parts),
            direction,
            ends(parts, tunnel),
            secret(parts.get(ExtensionType.KEY_AUTH), 0, dumped),
            secret(parts.get(ExtensionType.KEY_ENCRYPT), sa.encrypt(), dumped),
            parts.get(ExtensionType.X_PAIR) instanceof Pair(int spi) ? spi : 0,
            parts.get(ExtensionType.X_REPLAY_VALUE) instanceof ReplayValue value
                ? value.value32()
                : 0,
            others(parts));
    return new SaContent(
        fixed, new Limits(limit(parts, NO_HARD), limit(parts, NO_SOFT), limit(parts, NO_IDLE)));
  }

  /** Overwrites those keys that are not the message's own. */
  public void wipeCopies(Message message) {
    wipeCopy(fixed.auth, message.key(Key.Kind.AUTH));
    wipeCopy(fixed.encrypt, message.key(Key.Kind.ENCRYPT));
  }

  private static void wipeCopy(Secret secret, @Nullable Key own) {
    KeyMaterial material = secret.material;
    if (material != null && (own == null || material != own.material())) {
      material.wipe();
    }
  }

  private static int given(Message message, Directions directions, int unknown) {
    Address source = message.source();
    Address destination = message.destination();
    Directions.Given given =
        source == null || destination == null
            ? null
            : directions.between(source.socketAddress(), destination.socketAddress());
    return given == null ? unknown : given.flags();
  }

  /** Without computed flags; no window where many senders share no counter. */
  private static Sa plain(Sa sa, Map<ExtensionType, Extension> parts) {
    boolean anySource =
        parts.get(ExtensionType.ADDRESS_SRC) instanceof Address source
            && isUnspecified(source.socketAddress());
    SaState state = Readding.state(sa);
    return new Sa(
        sa.spi(),
        anySource ? 0 : sa.replay(),
        state.code(),
        sa.auth(),
        sa.encrypt(),
        sa.flags() & ~COMPUTED_FLAGS);
  }

  private static boolean isUnspecified(SocketAddress address) {
    return switch (address) {
      case SocketAddress.Inet inet -> inet.address() == 0;
      case SocketAddress.Inet6 inet6 -> inet6.isUnspecified();
      case SocketAddress.Other _ -> false;
    };
  }

  private static List<End> ends(Map<ExtensionType, Extension> parts, boolean tunnel) {
    List<End> ends = new ArrayList<>(2);
    int innerProtocol =
        parts.get(ExtensionType.X_ADDRESS_INNER_DST) instanceof Address inner
            ? inner.protocol()
            : 0;
    for (Address.Kind kind : KINDS) {
      if (parts.get(kind.type()) instanceof Address address) {
        int protocol =
            switch (kind) {
              case SRC, DST -> tunnel ? 0 : address.protocol();
              case INNER_SRC, INNER_DST -> innerProtocol;
              case NATT_LOC, NATT_REM -> 0;
            };
        ends.add(end(address, protocol, isInner(kind) ? address.prefixLength() : 0));
      }
    }
    return ends;
  }

  private static End end(Address address, int protocol, int prefix) {
    int port = address.socketAddress().port();
    return switch (address.socketAddress()) {
      case SocketAddress.Inet inet -> inet(address, protocol, prefix, port, inet.address());
      case SocketAddress.Inet6 inet6 when inet6.isMapped() ->
          inet(address, protocol, prefix - MAPPED_BITS, port, inet6.mappedAddress());
      case SocketAddress.Inet6 inet6 -> {
        boolean inner = isInner(address.kind());
        long high = inner ? inet6.high() & mask(prefix) : inet6.high();
        long low = inner ? inet6.low() & mask(prefix - Long.SIZE) : inet6.low();
        yield new End(address.kind(), protocol, prefix, port, high, low);
      }
      case SocketAddress.Other _ -> new End(address.kind(), protocol, prefix, port, 0, 0);
    };
  }

  /** The bits behind the prefix of a selector say nothing. */
  private static long mask(int prefix) {
    if (prefix <= 0) {
      return 0;
    }
    return prefix >= Long.SIZE ? -1 : -1L << Long.SIZE - prefix;
  }

  private static boolean isInner(Address.Kind kind) {
    return switch (kind) {
      case INNER_SRC, INNER_DST -> true;
      case SRC, DST, NATT_LOC, NATT_REM -> false;
    };
  }

  /** As mapped; no address at all is the same in both families. */
  private static End inet(Address of, int protocol, int prefix, int port, int address) {
    int shown = isInner(of.kind()) ? address & (int) (mask(prefix) >>> Integer.SIZE) : address;
    long low = shown == 0 ? 0 : SocketAddress.Inet6.mapped(shown).low();
    return new End(of.kind(), protocol, Math.max(prefix, 0), port, 0, low);
  }

  /** A dump tells the salt apart from the key, an ADD does not; both have filler behind it. */
  private static Secret secret(@Nullable Extension from, int cipher, boolean dumped) {
    if (!(from instanceof Key key) || key.bits() == 0) {
      return Secret.NONE;
    }
    int bits = dumped ? key.bits() + key.reserved() : key.bits();
    int padded = ((bits + 7 >> 3) + 7) & ~7;
    boolean exact = key.material().length() == padded && !DesKeys.areOf(cipher);
    if (exact) {
      return new Secret(bits, key.material());
    }
    Key whole = KeyForm.asAdded(new Key(key.kind(), bits, 0, key.material()));
    if (!DesKeys.areOf(cipher)) {
      return new Secret(bits, whole.material());
    }
    KeyMaterial used = KeyForm.asUsed(whole, cipher);
    whole.material().wipe();
    return new Secret(bits, used);
  }

  private static Lifetime limit(Map<ExtensionType, Extension> parts, Lifetime none) {
    if (!(parts.get(none.type()) instanceof Lifetime given)) {
      return none;
    }
    return none.kind() == Lifetime.Kind.IDLE // of idling there are only times
        ? new Lifetime(none.kind(), 0, 0, given.addTime(), given.useTime())
        : given;
  }

  private static List<Object> others(Map<ExtensionType, Extension> parts) {
    List<Object> others = new ArrayList<>(0);
    for (ExtensionType type : List.of(ExtensionType.IDENTITY_SRC, ExtensionType.IDENTITY_DST)) {
      if (parts.get(type) instanceof Identity identity) {
        others.add(new Identity(identity.kind(), identity.idType(), 0, 0, identity.value()));
      }
    }
    if (parts.get(ExtensionType.X_KM_COOKIE) instanceof KmCookie cookie
        && (cookie.protocol() != 0 || cookie.cookie() != 0)) {
      others.add(cookie);
    }
    return others;
  }
}
