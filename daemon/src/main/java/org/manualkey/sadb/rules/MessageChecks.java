package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Address;
import org.manualkey.pfkey.Diagnostic;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Extension;
import org.manualkey.pfkey.ExtensionType;
import org.manualkey.pfkey.Header;
import org.manualkey.pfkey.Key;
import org.manualkey.pfkey.Message;
import org.manualkey.pfkey.Oversized;
import org.manualkey.pfkey.SpiRange;
import org.manualkey.pfkey.UnknownExtension;
import org.manualkey.sadb.Refusal;

/**
 * What is looked at before the type of a message ({@code keysock_get_ext()}, {@code ext_check()}):
 * the extensions in message order, and in each whether its type is known, whether the type came
 * before, whether it is well-formed. The first wrong one counts.
 *
 * <p>Stricter than illumos: the version must be 2; every extension must have the length of its
 * layout, an address that of its family at least; a key of zeros is refused whatever follows it.
 */
public final class MessageChecks {
  private MessageChecks() {}

  public static @Nullable Refusal refusal(Message message) {
    if (message.header().version() != Header.VERSION) {
      return Refusal.of(Errno.EINVAL);
    }
    int seen = 0;
    for (Extension extension : message.extensions()) {
      ExtensionType type = extension.type();
      if (type == ExtensionType.UNKNOWN) {
        return Refusal.invalid(Diagnostic.UNKNOWN_EXT);
      }
      int bit = 1 << type.ordinal();
      if ((seen & bit) != 0) {
        return Refusal.invalid(duplicate(type));
      }
      seen |= bit;
      if (!isWellFormed(extension)) {
        return extension instanceof Key key && key.material().isAllZero() && key.bits() != 0
            ? Refusal.invalid(malformed(type), "a key of zeros is refused")
            : Refusal.invalid(malformed(type));
      }
    }
    return null;
  }

  private static boolean isWellFormed(Extension extension) {
    return switch (extension) {
      case UnknownExtension _ -> false;
      // An IPv4 address in the room of an IPv6 one is what the kernel itself makes of mapped ones.
      case Oversized(Extension content, var _) -> content instanceof Address;
      case SpiRange range -> Integer.compareUnsigned(range.min(), range.max()) <= 0;
      case Key key -> isWellFormed(key);
      default -> true;
    };
  }

  /** The kernel counts whole octets only; that a last part of one has room is our own addition. */
  private static boolean isWellFormed(Key key) {
    int length = key.material().length();
    int expected = ((key.bits() >> 3) + 7) & ~7;
    return key.bits() != 0
        && length == expected
        && key.octets() <= length
        && !key.material().isAllZero();
  }

  private static Diagnostic duplicate(ExtensionType type) {
    return switch (type) {
      case ADDRESS_SRC -> Diagnostic.DUPLICATE_SRC;
      case ADDRESS_DST -> Diagnostic.DUPLICATE_DST;
      case ADDRESS_INNER_SRC -> Diagnostic.DUPLICATE_INNER_SRC;
      case X_ADDRESS_INNER_DST -> Diagnostic.DUPLICATE_INNER_DST;
      case SA -> Diagnostic.DUPLICATE_SA;
      case KEY_ENCRYPT -> Diagnostic.DUPLICATE_EKEY;
      case KEY_AUTH -> Diagnostic.DUPLICATE_AKEY;
      case SPIRANGE -> Diagnostic.DUPLICATE_RANGE;
      default -> Diagnostic.NONE;
    };
  }

  private static Diagnostic malformed(ExtensionType type) {
    return switch (type) {
      case ADDRESS_SRC -> Diagnostic.MALFORMED_SRC;
      case ADDRESS_DST -> Diagnostic.MALFORMED_DST;
      case ADDRESS_INNER_SRC -> Diagnostic.MALFORMED_INNER_SRC;
      case X_ADDRESS_INNER_DST -> Diagnostic.MALFORMED_INNER_DST;
      case X_ADDRESS_NATT_LOC -> Diagnostic.MALFORMED_NATT_LOC;
      case X_ADDRESS_NATT_REM -> Diagnostic.MALFORMED_NATT_REM;
      case SA -> Diagnostic.MALFORMED_SA;
      case KEY_ENCRYPT -> Diagnostic.MALFORMED_EKEY;
      case KEY_AUTH -> Diagnostic.MALFORMED_AKEY;
      case SPIRANGE -> Diagnostic.MALFORMED_RANGE;
      default -> Diagnostic.NONE;
    };
  }
}
