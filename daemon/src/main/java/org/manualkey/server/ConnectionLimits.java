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
  static final int ALL = 256;
  private static final int UNPRIVILEGED = 64;
  private static final int PER_UID = 16;
  private static final long PATIENCE_SECONDS = 10;

  private final Semaphore all = new Semaphore(ALL);
  private final Semaphore unprivileged = new Semaphore(UNPRIVILEGED);
  private final Map<Long, Integer> byUid = new ConcurrentHashMap<>();

  /** Whether one more may come in; then it must {@link #leave}. */
  boolean enter(long uid, boolean privileged) throws InterruptedException {
    if (privileged) {
      return all.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    if (byUid.merge(uid, 1, Integer::sum) <= PER_UID) {
      if (unprivileged.tryAcquire()) {
        if (all.tryAcquire()) {
          return true;
        }
        unprivileged.release();
      }
    }
    forget(uid);
    return false;
  }

  void leave(long uid, boolean privileged) {
    all.release();
    if (!privileged) {
      unprivileged.release();
      forget(uid);
    }
  }

  private void forget(long uid) {
    byUid.computeIfPresent(uid, (_, count) -> count == 1 ? null : count - 1);
  }
}
