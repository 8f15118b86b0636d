package org.manualkey.sadb.illumos;

import org.jspecify.annotations.Nullable;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.rules.CapabilityJudge;
import org.manualkey.sadb.rules.IllumosJudge;

/**
 * What the kernel will refuse, before it is asked: what no illumos does, an algorithm that this one
 * has not, and what the rules of illumos refuse with the algorithms that it has.
 */
final class IllumosJudgement implements Judge {
  private static final Judge CAPABILITIES = new CapabilityJudge(IllumosCapabilities.TABLE);

  private final KernelAlgorithms kernel;
  private final Judge rules;

  IllumosJudgement(KernelAlgorithms kernel, LocalAddresses localAddresses) {
    this(kernel, new IllumosJudge(kernel.algorithms(), localAddresses));
  }

  private IllumosJudgement(KernelAlgorithms kernel, Judge rules) {
    this.kernel = kernel;
    this.rules = rules;
  }

  @Override
  public @Nullable Refusal judge(Message request) {
    Refusal refusal = CAPABILITIES.judge(request);
    if (refusal == null) {
      refusal = kernel.judge(request);
    }
    return refusal == null ? rules.judge(request) : refusal;
  }

  @Override
  public Judge now() {
    return new IllumosJudgement(kernel, rules.now());
  }
}
