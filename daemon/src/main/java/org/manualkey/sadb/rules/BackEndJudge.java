package org.manualkey.sadb.rules;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;

/** Refuses what a back end cannot do, what illumos would refuse, and what this kernel lacks. */
public final class BackEndJudge implements Judge {
  private final Judge capabilities;
  private final Judge illumos;
  private final Judge kernel;

  /**
   * A judge that needs no kernel.
   *
   * @param capabilities the table of the back end
   */
  public BackEndJudge(
      Capabilities capabilities, Algorithms algorithms, LocalAddresses localAddresses) {
    this(capabilities, algorithms, localAddresses, _ -> null);
  }

  /**
   * A judge.
   *
   * @param capabilities the table of the back end
   * @param kernel the judgement of the kernel that is there, of what the others let through
   */
  public BackEndJudge(
      Capabilities capabilities,
      Algorithms algorithms,
      LocalAddresses localAddresses,
      Judge kernel) {
    this(new CapabilityJudge(capabilities), new IllumosJudge(algorithms, localAddresses), kernel);
  }

  private BackEndJudge(Judge capabilities, Judge illumos, Judge kernel) {
    this.capabilities = capabilities;
    this.illumos = illumos;
    this.kernel = kernel;
  }

  @Override
  public @Nullable Refusal judge(Message request) {
    Refusal refusal = capabilities.judge(request);
    if (refusal == null) {
      refusal = illumos.judge(request);
    }
    return refusal == null ? kernel.judge(request) : refusal;
  }

  @Override
  public Judge now() {
    return new BackEndJudge(capabilities, illumos.now(), kernel.now());
  }
}
