package org.manualkey.pfkey;

/**
 * A range of SPIs ({@code struct sadb_spirange}, RFC 2367 section 2.3.9).
 *
 * @param min lowest SPI, unsigned
 * @param max highest SPI, unsigned
 * @param reserved 32 bits
 */
public record SpiRange(int min, int max, int reserved) implements Extension {
  @Override
  public ExtensionType type() {
    return ExtensionType.SPIRANGE;
  }
}
