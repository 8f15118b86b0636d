package org.manualkey.sadb;

import java.util.Locale;

/** How a back end supports a {@link Capability}. */
public enum Support {
  /** The database itself. */
  NATIVE,
  /** The daemon, in its place. */
  EMULATED,
  /** Nobody: requests that need it are refused. */
  REFUSED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
