package org.manualkey.sadb;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory that large files and dumps of clients may take together, so that it is not missing in
 * a load of the service: a quarter of the largest heap. What is larger waits until it is alone.
 *
 * <p>Thread-safe.
 */
public final class ClientMemory {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MEBI = 20;

  private final long limit;
  private final long patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private long taken;

  /** A quarter of the heap of this process. */
  public ClientMemory() {
    this(Runtime.getRuntime().maxMemory() / 4, PATIENCE);
  }

  /** Another part of the heap of this process, for which nobody waits. */
  public static ClientMemory part(int divisor) {
    return new ClientMemory(Runtime.getRuntime().maxMemory() / divisor, Duration.ZERO);
  }

  ClientMemory(long limit, Duration patience) {
    this.limit = limit;
    this.patience = patience.toNanos();
  }

  /** A part of it; closing gives it back. */
  public interface Share extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a part, and waits for it.
   *
   * @param octets how much the command takes at most
   * @param heap how much of the heap it is known to take
   * @throws NotEnoughMemoryException if it is not free within 30 seconds, or the heap has not that
   *     much left
   */
  public Share take(long octets, long heap) {
    Share share = take(octets);
    boolean fits = false;
    try {
      requireHeap(heap);
      fits = true;
      return share;
    } finally {
      if (!fits) {
        share.close();
      }
    }
  }

  /**
   * Refuses a command for which the heap has no room.
   *
   * @param heap octets
   * @throws NotEnoughMemoryException with what it needs, and what there is
   */
  public static void requireHeap(long heap) {
    if (!FreeHeap.has(heap)) {
      throw new NotEnoughMemoryException(
          SadbMessage.COMMAND_NEEDS_MEMORY.with((heap >> MEBI) + 1, FreeHeap.octets() >> MEBI));
    }
  }

  /**
   * Takes a part, and waits for it.
   *
   * @throws NotEnoughMemoryException if it is not free in time
   */
  public Share take(long octets) {
    long share = Math.clamp(octets, 0, limit);
    lock.lock();
    try {
      long left = patience;
      while (limit - taken < share) {
        if (left <= 0) {
          throw refused(octets);
        }
        left = changed.awaitNanos(left);
      }
      taken += share;
      return new Taken(share);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      lock.unlock();
    }
  }

  private NotEnoughMemoryException refused(long octets) {
    return new NotEnoughMemoryException(
        SadbMessage.CLIENTS_TAKE_TOO_MUCH.with(octets >> MEBI, (limit - taken) >> MEBI));
  }

  private final class Taken implements Share {
    private long share;

    Taken(long share) {
      this.share = share;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        taken -= share;
        share = 0;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
