package org.manualkey.pfkey;

/**
 * An address extension ({@code struct sadb_address}, RFC 2367 section 2.3.3).
 *
 * @param kind which address
 * @param protocol IP protocol, 0 to 255, 0 for any
 * @param prefixLength 0 to 255
 * @param reserved 16 bits
 * @param socketAddress the address itself
 */
public record Address(
    Kind kind, int protocol, int prefixLength, int reserved, SocketAddress socketAddress)
    implements Extension {
  /** Which of the six addresses. */
  public enum Kind {
    SRC(ExtensionType.ADDRESS_SRC),
    DST(ExtensionType.ADDRESS_DST),
    INNER_SRC(ExtensionType.ADDRESS_INNER_SRC),
    INNER_DST(ExtensionType.X_ADDRESS_INNER_DST),
    NATT_LOC(ExtensionType.X_ADDRESS_NATT_LOC),
    NATT_REM(ExtensionType.X_ADDRESS_NATT_REM);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }

    public ExtensionType type() {
      return type;
    }
  }

  public Address(Kind kind, int protocol, int prefixLength, SocketAddress socketAddress) {
    this(kind, protocol, prefixLength, 0, socketAddress);
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }
}
