package org.manualkey.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** Waits until a descriptor is readable; {@link #wake} ends this wait and all later ones. */
final class Waiting {
  private static final int POLLFD = 8;
  private static final short POLLIN = 1;
  private static final long NANOS_OF_MILLISECOND = 1_000_000;

  private final SystemCalls calls;

  /**
   * Two of {@code struct pollfd}, for the descriptor and for the event: 0 descriptor, 4 requested
   * events, 6 returned events.
   */
  private final MemorySegment poll;

  private final int descriptor;

  /** An eventfd(2) that is readable after {@link #wake}. */
  private final int event;

  /**
   * Opens what {@link #wake} needs.
   *
   * @throws ErrnoException if there are too many descriptors
   */
  Waiting(SystemCalls calls, int descriptor, Arena arena) throws ErrnoException {
    this.calls = calls;
    this.descriptor = descriptor;
    poll = arena.allocate(2 * POLLFD, 4);
    event = calls.eventfd();
    if (event < 0) {
      throw calls.failure("eventfd");
    }
  }

  /**
   * Waits. A signal does not shorten the time.
   *
   * @return whether the descriptor is readable; false after the time, and after {@link #wake}
   * @throws ErrnoException if waiting is impossible
   */
  boolean await(Duration limit) throws ErrnoException {
    long start = System.nanoTime();
    int millis = (int) limit.toMillis();
    expect(0, descriptor);
    expect(POLLFD, event);
    int ready = calls.poll(poll, 2, millis);
    while (ready < 0) {
      if (calls.errno() != SystemCalls.EINTR) {
        throw calls.failure("poll");
      }
      long passed = (System.nanoTime() - start) / NANOS_OF_MILLISECOND;
      ready = calls.poll(poll, 2, (int) Math.max(millis - passed, 0));
    }
    return ready > 0 && poll.get(JAVA_SHORT, 6) != 0;
  }

  private void expect(long at, int readable) {
    poll.set(JAVA_INT, at, readable);
    poll.set(JAVA_SHORT, at + 4, POLLIN);
    poll.set(JAVA_SHORT, at + 6, (short) 0);
  }

  /** Ends the wait; from any thread, but not after the close. */
  void wake() {
    try (Arena brief = Arena.ofConfined()) {
      long _ = new SystemCalls(brief).write(event, brief.allocateFrom(JAVA_LONG, 1));
    }
  }

  void close() {
    calls.close(event);
  }
}
