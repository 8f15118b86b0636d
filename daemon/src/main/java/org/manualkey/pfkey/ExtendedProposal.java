package org.manualkey.pfkey;

import java.util.List;

/**
 * The extended proposal of illumos ({@code X_EPROP}).
 *
 * @param replay replay window size
 * @param reserved the octet after it
 * @param combinations acceptable combinations, best first
 */
public record ExtendedProposal(int replay, int reserved, List<Combination> combinations)
    implements Extension {
  public ExtendedProposal {
    combinations = List.copyOf(combinations);
  }

  @Override
  public ExtensionType type() {
    return ExtensionType.X_EPROP;
  }

  /**
   * One combination ({@code struct sadb_x_ecomb}).
   *
   * @param reserved8 reserved octet
   * @param flags 16 bits
   * @param reserved32 reserved word
   * @param limits lifetimes
   * @param algorithms what is combined
   */
  public record Combination(
      int reserved8,
      int flags,
      int reserved32,
      Proposal.Limits limits,
      List<AlgorithmDescription> algorithms) {
    public Combination {
      algorithms = List.copyOf(algorithms);
    }
  }

  /**
   * One algorithm of a combination ({@code struct sadb_x_algdesc}).
   *
   * @param saType SA type
   * @param kind 0 none, 1 authentication, 2 encryption, 3 compression
   * @param algorithm number
   * @param saltBits salt bits
   * @param bits permitted key lengths
   */
  public record AlgorithmDescription(
      int saType, int kind, int algorithm, int saltBits, Proposal.BitRange bits) {}
}
