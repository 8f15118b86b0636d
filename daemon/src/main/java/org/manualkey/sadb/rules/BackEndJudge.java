package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;

/** Refuses what a back end cannot do, and what illumos would refuse; needs no database. */
public final class BackEndJudge implements Judge {
  private final Judge capabilities;
  private final Judge illumos;

  /**
   * A judge.
   *
   * @param capabilities the table of the back end
   */
  public BackEndJudge(
      Capabilities capabilities, Algorithms algorithms, LocalAddresses localAddresses) {
    this(new CapabilityJudge(capabilities), new IllumosJudge(algorithms, localAddresses));
  }

  private BackEndJudge(Judge capabilities, Judge illumos) {
    this.capabilities = capabilities;
    this.illumos = illumos;
  }

  @Override
  public @Nullable Refusal judge(Message request) {
    Refusal refusal = capabilities.judge(request);
    return refusal == null ? illumos.judge(request) : refusal;
  }

  @Override
  public Judge now() {
    return new BackEndJudge(capabilities, illumos.now());
  }
}
