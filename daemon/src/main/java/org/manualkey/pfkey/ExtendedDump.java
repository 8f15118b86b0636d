package org.manualkey.pfkey;

/**
 * Narrows a DUMP to SAs by their last use ({@code X_EDUMP}).
 *
 * @param reserved 32 bits
 * @param timeout seconds; 0 dumps everything
 */
public record ExtendedDump(int reserved, long timeout) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.X_EDUMP;
  }
}
