package org.manualkey.pfkey;

import java.util.List;

/**
 * A proposal extension ({@code struct sadb_prop}, RFC 2367 section 2.3.7).
 *
 * @param replay replay window size
 * @param reserved the three reserved octets after it
 * @param combinations acceptable combinations, best first
 */
public record Proposal(int replay, int reserved, List<Combination> combinations)
    implements Extension {
  public Proposal {
    combinations = List.copyOf(combinations);
  }

  @Override
  public ExtensionType type() {
    return ExtensionType.PROPOSAL;
  }

  /**
   * One combination of algorithms ({@code struct sadb_comb}).
   *
   * @param auth authentication algorithm
   * @param encrypt encryption algorithm
   * @param flags 16 bits
   * @param authBits permitted lengths of the authentication key
   * @param encryptBits permitted lengths of the encryption key
   * @param saltBits salt bits
   * @param reserved 24 bits
   * @param limits soft and hard lifetimes
   */
  public record Combination(
      int auth,
      int encrypt,
      int flags,
      BitRange authBits,
      BitRange encryptBits,
      int saltBits,
      int reserved,
      Limits limits) {}

  /**
   * A range of key lengths in bits, 16 bits each.
   *
   * @param min shortest
   * @param max longest
   */
  public record BitRange(int min, int max) {}

  /**
   * Lifetimes of a proposal, soft and hard of each; 0 for no limit.
   *
   * @param softAllocations unsigned 32 bits
   * @param hardAllocations unsigned 32 bits
   * @param softBytes unsigned 64 bits
   * @param hardBytes unsigned 64 bits
   * @param softAddTime seconds
   * @param hardAddTime seconds
   * @param softUseTime seconds
   * @param hardUseTime seconds
   */
  public record Limits(
      int softAllocations,
      int hardAllocations,
      long softBytes,
      long hardBytes,
      long softAddTime,
      long hardAddTime,
      long softUseTime,
      long hardUseTime) {}
}
