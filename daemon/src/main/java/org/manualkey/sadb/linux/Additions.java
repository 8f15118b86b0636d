package org.manualkey.sadb.linux;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manualkey.pfkey.Errno;
import org.manualkey.pfkey.Message;

/**
 * ADDs: judged one by one by the record, sent to the kernel together, and taken out of the record
 * again where the kernel refuses.
 */
final class Additions {
  private final KernelSas kernel;
  private final SaRecord known;
  private final LinuxLimits limits;
  private final Refusals refusals;
  private final List<Message> replies = new ArrayList<>();

  /** Judged and not yet sent; with the place of the reply to each. */
  private final List<Message> waiting = new ArrayList<>(AfKeySession.WINDOW);

  private final int[] places = new int[AfKeySession.WINDOW];

  Additions(KernelSas kernel, SaRecord known, LinuxLimits limits, Refusals refusals) {
    this.kernel = kernel;
    this.known = known;
    this.limits = limits;
    this.refusals = refusals;
  }

  /** The replies so far: those to ADDs that wait are not final. */
  List<Message> replies() {
    return replies;
  }

  void add(Message request) {
    LinuxLimits.Refused cannot = limits.refusal(request);
    if (cannot != null) {
      replies.add(refusals.cannot(request, cannot));
      return;
    }
    Message judged = known.exchange(request);
    if (judged.header().errno() == Errno.EEXIST.code()) {
      send(); // it may be one of these
      wipe(kernel.reconcile(request)); // or have expired, or others may have removed it
      judged = known.exchange(request);
    }
    if (judged.header().errno() == 0) {
      places[waiting.size()] = replies.size();
      waiting.add(request);
    }
    replies.add(judged);
    if (waiting.size() == AfKeySession.WINDOW) {
      send();
    }
  }

  /** Sends what waits. */
  void send() {
    if (waiting.isEmpty()) {
      return;
    }
    int[] errnos = kernel.change(waiting);
    for (int i = 0; i < errnos.length; i++) {
      if (errnos[i] != 0) {
        replies.set(places[i], refused(waiting.get(i), errnos[i]));
      }
    }
    waiting.clear();
  }

  private Message refused(Message request, int errno) {
    known.forget(request);
    if (errno == LinuxErrno.EEXIST) { // others made it; the record says so in the words of illumos
      wipe(kernel.reconcile(request));
      Message again = known.exchange(request);
      if (again.header().errno() != 0) {
        return again;
      }
      known.forget(request);
    }
    return refusals.byKernel(request, errno);
  }

  private static void wipe(@Nullable Message held) {
    if (held != null) {
      held.wipeKeys();
    }
  }
}
