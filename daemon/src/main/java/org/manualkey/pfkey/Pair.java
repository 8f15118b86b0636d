package org.manualkey.pfkey;

/**
 * The other half of a pair of SAs ({@code X_PAIR}).
 *
 * @param spi SPI of the other SA
 */
public record Pair(int spi) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.X_PAIR;
  }
}
