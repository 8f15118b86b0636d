package org.manualkey.sadb.linux;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manualkey.algorithm.Algorithms;
import org.manualkey.host.LocalAddresses;
import org.manualkey.pfkey.Message;
import org.manualkey.sadb.Capabilities;
import org.manualkey.sadb.Refusal;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.rules.AddRules;
import org.manualkey.sadb.rules.CapabilityJudge;
import org.manualkey.sadb.rules.IllumosJudge;
import org.manualkey.sadb.rules.RequestInProgress;
import org.manualkey.sadb.rules.Rule;
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

  /**
   * Executes a request that passes these rules.
   *
   * @param complete checks that it names what it needs
   * @return the reply of the execution, or the first refusal
   */
  Reply execute(Message message, Rule complete, Function<RequestInProgress, Reply> execution) {
    Refusal refusal = form(message);
    if (refusal != null) {
      return new Reply.Refused(refusal);
    }
    RequestInProgress request = new RequestInProgress(message);
    refusal = content(request);
    if (refusal == null) {
      refusal = complete.refusal(request);
    }
    return refusal == null ? execution.apply(request) : new Reply.Refused(refusal);
  }

  /** What is wrong with the content of a request, which it puts into its normal form; or null. */
  @Nullable Refusal content(RequestInProgress request) {
    return illumos.contentRefusal(request);
  }
}
