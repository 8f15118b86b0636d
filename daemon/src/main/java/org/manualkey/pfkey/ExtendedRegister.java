package org.manualkey.pfkey;

/**
 * The extended REGISTER of illumos ({@code X_EREG}).
 *
 * @param saTypes four octets of SA types, ended by 0; most significant octet first
 */
public record ExtendedRegister(int saTypes) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.X_EREG;
  }
}
