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
import org.manualkey.pfkey.SaState;
import org.manualkey.pfkey.SaType;
import org.manualkey.pfkey.Sensitivity;
import org.manualkey.pfkey.SocketAddress;
import org.manualkey.pfkey.UnknownExtension;

/**
 * What the {@code add} command of a saved SA does not say, or says in vain: the remarks before it.
 *
 * <p>The command language is the measure: {@code replay_value} has 32 bits, only inner addresses
 * have prefixes, a quote cannot be quoted.
 */
final class SaveRemarks {
  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private final Message message;
  private final List<String> remarks = new ArrayList<>();

  private SaveRemarks(Message message) {
    this.message = message;
  }

  /** All remarks, each one line. */
  static List<String> of(Message message) {
    SaveRemarks all = new SaveRemarks(message);
    all.association();
    for (Extension extension : message.extensions()) {
      all.extension(extension instanceof Oversized oversized ? oversized.content() : extension);
    }
    return all.remarks;
  }

  /** Whether there is a command for the SA at all. */
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
    if (sa.state() != SaState.MATURE) {
      remarks.add(
          "WARNING: the SA was not mature ("
              + sa.state().name().toLowerCase(Locale.ROOT)
              + "); it loads as a new one.");
    }
    if (message.header().saType().equals(SaType.UNSPEC)) {
      vain("an SA of no type cannot be added");
    }
    if (sa.spi() == 0) {
      vain("SPI 0 cannot be added");
    }
    if (sa.encrypt() != 0 && message.header().saType().equals(SaType.AH)) {
      vain("AH does not encrypt");
    }
    if (message.destination() == null) {
      vain("it has no destination");
    }
    if (message.key(Key.Kind.AUTH) == null && message.key(Key.Kind.ENCRYPT) == null) {
      vain("it has no key");
    }
    if (isEncapsulated(sa) != hasNattAddress()) {
      vain("NAT-T flags and addresses do not fit together");
    }
    if (sa.has(SaFlag.INBOUND)) {
      remarks.add("Not saved: inbound.");
    }
    if (sa.has(SaFlag.OUTBOUND)) {
      remarks.add("Not saved: outbound.");
    }
  }

  private void vain(String reason) {
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
      case Identity identity -> {
        if (!isWritable(identity)) {
          remarks.add("Not saved: " + word(identity) + ", whose value a key file cannot hold.");
        }
      }
      case ReplayValue replay -> {
        if (replayValue(replay) >>> 32 != 0) {
          vain("replay_value is over 32 bits");
        }
      }
      case Lifetime lifetime -> {
        if (lifetime.kind() == Lifetime.Kind.IDLE
            && (lifetime.allocations() != 0 || lifetime.bytes() != 0)) {
          vain("idle lifetimes have no allocations and bytes");
        }
      }
      case Pair pair ->
          remarks.add("Not saved: pair-spi 0x" + Integer.toHexString(pair.spi()) + ".");
      case KmCookie cookie when cookie.protocol() != 0 ->
          remarks.add("Not saved: made by key management protocol " + cookie.protocol() + ".");
      case Sensitivity _ -> remarks.add("Not saved: sensitivity label.");
      case UnknownExtension unknown ->
          remarks.add("Not saved: extension " + unknown.code() + ", which is unreadable.");
      default -> {}
    }
  }

  private void address(Address address) {
    boolean inner =
        switch (address.kind()) {
          case INNER_SRC, INNER_DST -> true;
          case SRC, DST, NATT_LOC, NATT_REM -> false;
        };
    if (!inner && savesPrefix(address)) {
      vain("only inner addresses have prefixes");
    }
    if (inner && address.prefixLength() > bits(address)) {
      vain("prefix " + address.prefixLength() + " is over the length of the address");
    }
  }

  private void key(Key key) {
    int octets = key.octets() + KeyText.saltOctets(key);
    if (key.bits() == 0) {
      vain("a key has no bits");
    } else if (octets > key.material().length()) {
      vain("a key has fewer digits than bits");
    }
  }

  /**
   * Whether the prefix length of an address is written. That of a whole address goes without
   * saying; zero stands for that, too, except with inner addresses, where it means any address.
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

  /** The counter that is told: 64 bits count only where the 32 say nothing. */
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
    return side
        + switch (IdentityType.of(identity.idType())) {
          case PREFIX -> "prefix";
          case FQDN -> "fqdn";
          case USER_FQDN -> "user_fqdn";
          case X_DN -> "der_dn";
          case X_GN -> "der_gn";
          case RESERVED, X_KEY_ID, X_ADDR_RANGE, UNKNOWN -> Integer.toString(identity.idType());
        };
  }

  /** Whether a key file can hold the value: text without control characters and quotes. */
  static boolean isWritable(Identity identity) {
    switch (IdentityType.of(identity.idType())) {
      case X_DN, X_GN -> {
        return false;
      }
      case RESERVED, PREFIX, FQDN, USER_FQDN, X_KEY_ID, X_ADDR_RANGE, UNKNOWN -> {}
    }
    ByteBuffer value = IdentityText.string(identity);
    if (!value.hasRemaining()) {
      return false;
    }
    while (value.hasRemaining()) {
      int octet = value.get() & 0xff;
      if (octet < ' ' || octet == 0x7f || octet == '"') {
        return false;
      }
    }
    return true;
  }

  /** Whether the value must be quoted. */
  static boolean hasBlank(Identity identity) {
    ByteBuffer value = IdentityText.string(identity);
    while (value.hasRemaining()) {
      if (value.get() == ' ') {
        return true;
      }
    }
    return false;
  }
}
