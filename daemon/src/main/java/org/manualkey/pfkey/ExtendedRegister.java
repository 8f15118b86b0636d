package org.manualkey.pfkey;

import java.util.ArrayList;
import java.util.List;

/**
 * The extended REGISTER of illumos ({@code X_EREG}).
 *
 * @param saTypes four octets of SA types, ended by 0; most significant octet first
 */
public record ExtendedRegister(int saTypes) implements Extension {
  /** The types before the first 0. */
  public List<SaType> types() {
    List<SaType> types = new ArrayList<>();
    for (int rest = saTypes; rest >>> 24 != 0; rest <<= Byte.SIZE) {
      types.add(SaType.of(rest >>> 24));
    }
    return types;
  }

  @Override
  public ExtensionType type() {
    return ExtensionType.X_EREG;
  }
}
