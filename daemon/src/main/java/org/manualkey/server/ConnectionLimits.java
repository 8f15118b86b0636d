package org.manualkey.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the number of concurrent clients. Unprivileged clients can exhaust neither all connections
 * nor, as one user, those of other users; a privileged client waits for a free one.
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

  /** Whether a client is admitted; it must {@link #leave} then. */
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
    decrement(peer.uid());
    return false;
  }

  void leave(Peer peer) {
    all.release();
    if (!peer.privileged()) {
      unprivileged.release();
      decrement(peer.uid());
    }
  }

  private void decrement(long uid) {
    byUid.computeIfPresent(uid, (_, count) -> count == 1 ? null : count - 1);
  }
}
