package org.manualkey.pfkey;

import java.util.List;

/**
 * A list of supported algorithms ({@code struct sadb_supported}, RFC 2367 section 2.3.8).
 *
 * @param kind which algorithms
 * @param reserved 32 bits
 * @param algorithms in the kernel's order
 */
public record Supported(Kind kind, int reserved, List<Algorithm> algorithms) implements Extension {
  /** Which algorithms. */
  public enum Kind {
    AUTH(ExtensionType.SUPPORTED_AUTH),
    ENCRYPT(ExtensionType.SUPPORTED_ENCRYPT);

    private final ExtensionType type;

    Kind(ExtensionType type) {
      this.type = type;
    }
  }

  public Supported {
    algorithms = List.copyOf(algorithms);
  }

  @Override
  public ExtensionType type() {
    return kind.type;
  }

  /**
   * One algorithm ({@code struct sadb_alg}).
   *
   * @param id number
   * @param ivLength length of the initial vector; the illumos kernel gives octets
   * @param minBits shortest key
   * @param maxBits longest key
   * @param increment step between key lengths, in bits
   * @param saltBits salt bits
   */
  public record Algorithm(
      int id, int ivLength, int minBits, int maxBits, int increment, int saltBits) {}
}
