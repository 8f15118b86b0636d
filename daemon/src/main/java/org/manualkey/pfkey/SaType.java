package org.manualkey.pfkey;

/**
 * An SA type (RFC 2367 section 3.2).
 *
 * @param code 0 to 255
 */
public record SaType(int code) {
  /** No particular type; in a FLUSH or DUMP, every type. */
  public static final SaType UNSPEC = new SaType(0);

  public static final SaType AH = new SaType(2);
  public static final SaType ESP = new SaType(3);
  public static final SaType RSVP = new SaType(5);
  public static final SaType OSPFV2 = new SaType(6);
  public static final SaType RIPV2 = new SaType(7);
  public static final SaType MIP = new SaType(8);

  /** The type of a code; AH and ESP are always the same object. */
  public static SaType of(int code) {
    return switch (code) {
      case 0 -> UNSPEC;
      case 2 -> AH;
      case 3 -> ESP;
      default -> new SaType(code);
    };
  }
}
