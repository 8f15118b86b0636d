package org.manualkey.print;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.Identity;
import org.manualkey.pfkey.IdentityType;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.KmCookie;
import org.manualkey.pfkey.Lifetime;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.Pair;
import org.manualkey.pfkey.ReplayValue;
import org.manualkey.pfkey.Sa;
import org.manualkey.pfkey.SaFlag;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sa.Directions;
import org.manualkey.sa.SecurityAssociation;

/**
 * The comments before a saved SA: what its {@code add} command lacks, and why it may not load.
 *
 * <p>The limits are those of the command language: {@code replay_value} has 32 bits, only inner
 * addresses have prefixes, and some octets cannot appear in a word.
 */
final class SaveRemarks {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  /** Flags that an ADD can request, but a key file cannot. */
  private static final int INEXPRESSIBLE =
      SaFlag.NOREPLAY.bit()
          | SaFlag.AALG1.bit()
          | SaFlag.AALG2.bit()
          | SaFlag.KM1.bit()
          | SaFlag.KM2.bit()
          | SaFlag.KM3.bit()
          | SaFlag.KM4.bit()
          | SaFlag.NATTED.bit();

  private final Message message;
  private final Directions directions;
  private final boolean paired;
  private final List<String> remarks = new ArrayList<>();

  private SaveRemarks(Message message, Directions directions, boolean paired) {
    this.message = message;
    this.directions = directions;
    this.paired = paired;
  }

  /**
   * All remarks, each one line.
   *
   * @param directions those of the database
   * @param paired whether the command pairs the SA
   */
  static List<String> of(Message message, Directions directions, boolean paired) {
    SaveRemarks all = new SaveRemarks(message, directions, paired);
    all.association();
    for (Extension extension : message.extensions()) {
      all.extension(extension instanceof Oversized oversized ? oversized.content() : extension);
    }
    return all.remarks;
  }

  /** Whether the SA can be written as a command. */
  static boolean isWritable(Message message) {
    Sa sa = message.sa();
    return sa != null && (sa.auth() != 0 || sa.encrypt() != 0) && !hasUnknownAddress(message);
  }

  /** Whether it has an address that is neither IPv4 nor IPv6. */
  static boolean hasUnknownAddress(Message message) {
    for (Extension extension : message.extensions()) {
      if (extension instanceof Address address
          && address.socketAddress() instanceof SocketAddress.Other) {
        return true;
      }
    }
    return false;
  }

  private void association() {
    Sa sa = message.sa();
    if (sa == null) {
      remarks.add("WARNING: not saved: it has no SPI.");
      return;
    }
    if (hasUnknownAddress(message)) {
      notSaved(sa, "an address is neither IPv4 nor IPv6.");
    } else if (sa.auth() == 0 && sa.encrypt() == 0) {
      notSaved(sa, "it has no algorithm yet.");
    } else {
      command(sa);
    }
  }

  private void notSaved(Sa sa, String reason) {
    remarks.add("WARNING: SPI 0x" + Integer.toHexString(sa.spi()) + " not saved: " + reason);
  }

  private void command(Sa sa) {
    if (sa.state() != SecurityAssociation.restoredState(sa)) {
      remarks.add(
          "WARNING: the SA was not mature ("
              + sa.state().name().toLowerCase(Locale.ROOT)
              + "); it will be loaded as a new one.");
    }
    if (message.header().saType().equals(SaType.UNSPEC)) {
      doesNotLoad("an SA without a type cannot be added");
    }
    if (sa.spi() == 0) {
      doesNotLoad("SPI 0 cannot be added");
    }
    if (sa.encrypt() != 0 && message.header().saType().equals(SaType.AH)) {
      doesNotLoad("AH does not encrypt");
    }
    if (message.destination() == null) {
      doesNotLoad("it has no destination");
    }
    if (message.key(Key.Kind.AUTH) == null && message.key(Key.Kind.ENCRYPT) == null) {
      doesNotLoad("it has no key");
    }
    if (isEncapsulated(sa) != hasNattAddress()) {
      doesNotLoad("NAT-T flags and addresses do not match");
    }
    SecurityAssociation association = SecurityAssociation.shown(message);
    if (association == null || association.givenDirection(directions) == null) {
      if (sa.has(SaFlag.INBOUND)) {
        remarks.add("Not saved: inbound.");
      }
      if (sa.has(SaFlag.OUTBOUND)) {
        remarks.add("Not saved: outbound.");
      }
    }
    int inexpressible = sa.flags() & INEXPRESSIBLE;
    if (inexpressible != 0) {
      remarks.add("Not saved: flags 0x" + Integer.toHexString(inexpressible) + ".");
    }
  }

  private void doesNotLoad(String reason) {
    remarks.add("WARNING: does not load: " + reason + ".");
  }

  private static boolean isEncapsulated(Sa sa) {
    return sa.has(SaFlag.NATT_LOC) || sa.has(SaFlag.NATT_REM);
  }

  private boolean hasNattAddress() {
    for (Extension extension : message.extensions()) {
      switch (extension.type()) {
        case X_ADDRESS_NATT_LOC, X_ADDRESS_NATT_REM -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  private void extension(Extension extension) {
    switch (extension) {
      case Address address -> address(address);
      case Key key -> key(key);
      case Identity identity -> identity(identity);
      case ReplayValue replay -> {
        if (replayValue(replay) >>> 32 != 0) {
          doesNotLoad("replay_value exceeds 32 bits");
        }
      }
      case Lifetime lifetime -> {
        if (lifetime.kind() == Lifetime.Kind.IDLE
            && (lifetime.allocations() != 0 || lifetime.bytes() != 0)) {
          doesNotLoad("idle lifetimes cannot limit allocations or bytes");
        }
        if (lifetime.kind() == Lifetime.Kind.IDLE
            && ((lifetime.addTime() | lifetime.useTime()) >>> 32) != 0) {
          doesNotLoad("idle times exceed 32 bits");
        }
      }
      case Pair pair when !paired ->
          remarks.add("Not saved: pair-spi 0x" + Integer.toHexString(pair.spi()) + ".");
      case KmCookie cookie when cookie.protocol() != 0 ->
          remarks.add("Not saved: created by key management protocol " + cookie.protocol() + ".");
      case Sensitivity _ -> remarks.add("Not saved: sensitivity label.");
      case UnknownExtension unknown ->
          remarks.add("Not saved: extension " + unknown.code() + ", which is unknown.");
      default -> {}
    }
  }

  private void identity(Identity identity) {
    if (!isWritable(identity)) {
      remarks.add(
          "Not saved: " + word(identity) + ", whose value cannot be written in a key file.");
    } else if (identity.id() != 0) {
      remarks.add("Not saved: the uid " + identity.id() + " of " + word(identity) + ".");
    }
  }

  private void address(Address address) {
    boolean inner =
        switch (address.kind()) {
          case INNER_SRC, INNER_DST -> true;
          case SRC, DST, NATT_LOC, NATT_REM -> false;
        };
    if (!inner && savesPrefix(address)) {
      doesNotLoad("only inner addresses can have a prefix");
    }
    if (inner && address.prefixLength() > bits(address)) {
      doesNotLoad("prefix " + address.prefixLength() + " exceeds the length of the address");
    }
  }

  private void key(Key key) {
    int octets = key.octets() + KeyDigits.saltOctets(key);
    if (key.bits() == 0) {
      doesNotLoad("a key has no bits");
    } else if (octets > key.material().length()) {
      doesNotLoad("a key has fewer digits than its length requires");
    }
  }

  /**
   * Whether the prefix length of an address is written. The full length is implied, and so is zero,
   * except for inner addresses, where zero means any address.
   */
  static boolean savesPrefix(Address address) {
    int prefix = address.prefixLength();
    return switch (address.kind()) {
      case INNER_SRC, INNER_DST -> prefix != bits(address);
      case SRC, DST, NATT_LOC, NATT_REM -> prefix != 0 && prefix != bits(address);
    };
  }

  private static int bits(Address address) {
    return switch (address.socketAddress()) {
      case SocketAddress.Inet _ -> IPV4_BITS;
      case SocketAddress.Inet6 _, SocketAddress.Other _ -> IPV6_BITS;
    };
  }

  /** The counter to print: the 64-bit one only if the 32-bit one is zero. */
  static long replayValue(ReplayValue replay) {
    return replay.value32() != 0 ? Integer.toUnsignedLong(replay.value32()) : replay.value64();
  }

  /** Words for an identity's kind and type. */
  static String word(Identity identity) {
    String side =
        switch (identity.kind()) {
          case SRC -> "srcidtype ";
          case DST -> "dstidtype ";
        };
    return side + typeWord(identity);
  }

  /** The word for an identity's type; its number where it has none. */
  static String typeWord(Identity identity) {
    return switch (IdentityType.of(identity.idType())) {
      case PREFIX -> "prefix";
      case FQDN -> "fqdn";
      case USER_FQDN -> "user_fqdn";
      case X_DN -> "der_dn";
      case X_GN -> "der_gn";
      case RESERVED, X_KEY_ID, X_ADDR_RANGE, UNKNOWN -> Integer.toString(identity.idType());
    };
  }

  /** Whether a key file can hold the value. */
  static boolean isWritable(Identity identity) {
    return WordText.isWritable(value(identity));
  }

  /**
   * The octets that are the value: a string ends at its NUL, a DER name at the last other octet.
   */
  static ByteBuffer value(Identity identity) {
    return switch (IdentityType.of(identity.idType())) {
      case X_DN, X_GN -> withoutFill(identity.value().view());
      case RESERVED, PREFIX, FQDN, USER_FQDN, X_KEY_ID, X_ADDR_RANGE, UNKNOWN ->
          IdentityText.string(identity);
    };
  }

  private static ByteBuffer withoutFill(ByteBuffer value) {
    int end = value.limit();
    while (end > 0 && value.get(end - 1) == 0) {
      end--;
    }
    return value.limit(end);
  }
}
