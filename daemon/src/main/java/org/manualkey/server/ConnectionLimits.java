package org.manualkey.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many clients there may be at once. Those without privilege can use up neither all connections
 * nor, each uid, those of the others; a privileged one waits a while for its turn.
 */
final class ConnectionLimits {
  private final Limits limits;
  private final Semaphore all;
  private final Semaphore unprivileged;
  private final Map<Long, Integer> byUid = new ConcurrentHashMap<>();

  ConnectionLimits(Limits limits) {
    this.limits = limits;
    all = new Semaphore(limits.all());
    unprivileged = new Semaphore(limits.unprivileged());
  }

  /** Whether one more may come in; then it must {@link #leave}. */
  boolean enter(Peer peer) throws InterruptedException {
    if (peer.privileged()) {
      return all.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (byUid.merge(peer.uid(), 1, Integer::sum) <= limits.perUid() && unprivileged.tryAcquire()) {
      if (all.tryAcquire()) {
        return true;
      }
      unprivileged.release();
    }
    forget(peer.uid());
    return false;
  }

  void leave(Peer peer) {
    all.release();
    if (!peer.privileged()) {
      unprivileged.release();
      forget(peer.uid());
    }
  }

  private void forget(long uid) {
    byUid.computeIfPresent(uid, (_, count) -> count == 1 ? null : count - 1);
  }
}
