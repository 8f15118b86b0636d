package org.manualkey.pfkey;

import org.jspecify.annotations.Nullable;

/**
 * An extension that cannot be read: of an unknown type, or shorter than its layout. It survives a
 * round trip.
 *
 * @param code type as on the wire, 0 to 65535; or one of those below
 * @param body the octets after the extension header
 */
public record UnknownExtension(int code, Octets body) implements Extension {
  /**
   * In place of a code: a Linux kernel shows that an SA applies to some traffic only, which no
   * PF_KEY request can ask for. No message has such a code: it has more than 16 bits.
   */
  public static final int SELECTOR = 0x10000;

  /** In place of a code: an encapsulation other than that of RFC 3948, or without its ports. */
  public static final int ENCAPSULATION = 0x10001;

  /** In place of a code: settings of the kernel that no PF_KEY request can ask for. */
  public static final int SETTINGS = 0x10003;

  /** An extension that says no more than its code. */
  public static UnknownExtension of(int code) {
    return new UnknownExtension(code, Octets.of(new byte[4]));
  }

  /** Checks that header and body together fill whole 64-bit words. */
  public UnknownExtension {
    if (body.length() % 8 != 4) {
      throw new IllegalArgumentException("body of " + body.length() + " octets");
    }
  }

  /** The known type of which this is too short a specimen, or {@link ExtensionType#UNKNOWN}. */
  @Override
  public ExtensionType type() {
    return ExtensionType.of(code);
  }

  /** What one of the codes above stands for; null for a type of the wire. */
  public @Nullable String words() {
    return switch (code) {
      case SELECTOR -> "for selected traffic only";
      case ENCAPSULATION -> "in another encapsulation than UDP";
      case SETTINGS -> "with settings that no command has";
      default -> null;
    };
  }
}
