package org.manualkey.pfkey;

/**
 * An extension that cannot be read: of an unknown type, or shorter than its layout. It survives a
 * round trip.
 *
 * @param code type as on the wire, 0 to 65535
 * @param body the octets after the extension header
 */
public record UnknownExtension(int code, Octets body) implements Extension {
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
}
