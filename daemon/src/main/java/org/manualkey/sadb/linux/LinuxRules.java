package org.manualkey.sadb.linux;

import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.rules.AddRules;
import org.manualkey.sadb.rules.CapabilityJudge;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.UpdateRules;

/** The rules that a request passes before a Linux kernel sees it. */
final class LinuxRules {
  private final CapabilityJudge capabilities;
  private final IllumosJudge illumos;
  private final AddRules add;
  private final UpdateRules update;

  LinuxRules(Capabilities table, Algorithms algorithms, LocalAddresses host) {
    capabilities = new CapabilityJudge(table);
    illumos = new IllumosJudge(algorithms, host);
    add = new AddRules(algorithms, host);
    update = new UpdateRules(host);
  }

  AddRules add() {
    return add;
  }

  UpdateRules update() {
    return update;
  }

  /** What is wrong with a request before its content is looked at; or null. */
  @Nullable Refusal form(Message request) {
    Refusal refusal = capabilities.judge(request);
    return refusal == null ? illumos.formRefusal(request) : refusal;
  }

  /** What is wrong with the content of a request, which it puts into its normal form; or null. */
  @Nullable Refusal content(RequestInProgress request) {
    return illumos.contentRefusal(request);
  }
}
