package org.manualkey.sadb.linux;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The SAs with idle limits, that which may reach its limit first in front. So only an SA whose
 * limit may be reached needs to be asked of the kernel.
 *
 * <p>During a load nothing is queued, which takes memory: new ones wait in a list until somebody
 * asks what is due.
 */
final class IdlePeriods {
  /** When it is tried again to queue what there was no memory for. */
  private static final Duration UNTIL_MEMORY = Duration.ofSeconds(10);

  private final TreeSet<IdlePeriod> queue =
      new TreeSet<>(
          Comparator.comparingLong(IdlePeriod::due).thenComparingLong(IdlePeriod::number));
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final long start;
  private @Nullable IdlePeriod firstWaiting;
  private long numbers;

  /**
   * No SA has an idle limit.
   *
   * @param clock tells the time as the kernel does
   * @param nanoTime a clock that nobody sets
   */
  IdlePeriods(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
  }

  /** Nanoseconds since this was made. */
  long now() {
    return nanoTime.getAsLong() - start;
  }

  private long epochSecond() {
    return Math.floorDiv(clock.millis(), 1000L); // allocates nothing
  }

  /** An idle period of an SA begins, if it has a limit. */
  void begin(RecordedSa sa, SaUse soFar) {
    IdlePeriod idle = sa.idle();
    if (idle != null) {
      end(sa);
      idle.begin(now(), epochSecond(), sa.lifetimes().idleTime(), soFar);
      await(idle);
    }
  }

  /** The SA is gone. */
  void end(RecordedSa sa) {
    IdlePeriod idle = sa.idle();
    if (idle != null && idle.isQueued()) {
      queue.remove(idle);
      idle.queued(false, 0, 0);
    }
  }

  private void await(IdlePeriod idle) {
    if (!idle.isWaiting()) {
      idle.await(firstWaiting);
      firstWaiting = idle;
    }
  }

  /**
   * An SA was looked at.
   *
   * @return whether it was used since the last look; it is then queued anew
   */
  boolean look(IdlePeriod idle, SaUse found) {
    boolean used = idle.look(now(), epochSecond(), found);
    if (used) {
      queue(idle, idle.end());
    }
    return used;
  }

  /** The SA is looked at again after a time, whatever comes of this look. */
  void postpone(IdlePeriod idle, Duration pause) {
    queue(idle, now() + pause.toNanos());
  }

  private void queue(IdlePeriod idle, long due) {
    end(idle.sa());
    idle.queued(true, due, numbers++);
    try {
      queue.add(idle);
    } catch (OutOfMemoryError e) {
      idle.queued(false, 0, 0);
      throw e;
    }
  }

  /** Whether there was memory to queue all. */
  private boolean enqueue() {
    try {
      queueWaiting();
      return true;
    } catch (OutOfMemoryError e) {
      return false; // the work that came before is done, and nobody would see that it is
    }
  }

  private void queueWaiting() {
    while (firstWaiting != null) {
      IdlePeriod idle = firstWaiting;
      if (idle.sa().isPresent() && idle.hasLimit()) {
        queue(idle, idle.end());
      }
      firstWaiting = idle.leave();
    }
  }

  /** How long until the first may reach its limit; empty: there is none. */
  Optional<Duration> untilDue() {
    if (!enqueue()) {
      return Optional.of(UNTIL_MEMORY);
    }
    return queue.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, queue.first().due() - now())));
  }

  /** The first that may have reached its limit; it stays in the queue. Null: none. */
  @Nullable IdlePeriod firstDue() {
    var _ = enqueue();
    return queue.isEmpty() || queue.first().due() > now() ? null : queue.first();
  }
}
