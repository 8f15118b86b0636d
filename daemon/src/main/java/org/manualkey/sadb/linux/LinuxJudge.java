package org.manualkey.sadb.linux;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Judge;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.rules.CapabilityJudge;
import org.manualkey.sadb.rules.IllumosJudge;

/** Refuses what a Linux kernel cannot do, and what illumos would refuse; needs no kernel. */
public final class LinuxJudge implements Judge {
  private final Judge capabilities;
  private final Judge illumos;

  /**
   * A judge.
   *
   * @param capabilities the table of the interface to the kernel
   */
  public LinuxJudge(
      Capabilities capabilities, Algorithms algorithms, LocalAddresses localAddresses) {
    this(new CapabilityJudge(capabilities), new IllumosJudge(algorithms, localAddresses));
  }

  private LinuxJudge(Judge capabilities, Judge illumos) {
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
    return new LinuxJudge(capabilities, illumos.now());
  }
}
