package org.manualkey.libc;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The time that one text or one output waits for names, all of them together: a thousand names wait
 * for a name service that is silent once, not a thousand times. For one thread.
 */
public final class NameTime {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** An answer that comes as fast is not counted: many names are no reason to give up. */
  private static final Duration PROMPT = Duration.ofMillis(50);

  private final LongSupplier nanoTime;
  private Duration left = LIMIT;

  /** Five seconds. */
  public NameTime() {
    this(System::nanoTime);
  }

  NameTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Asks, as long as there is time.
   *
   * @param question is given the time that is left
   * @param otherwise the answer when none is left
   */
  public <T> T ask(Function<Duration, T> question, T otherwise) {
    if (!left.isPositive()) {
      return otherwise;
    }
    long start = nanoTime.getAsLong();
    T answer = question.apply(left);
    Duration taken = Duration.ofNanos(nanoTime.getAsLong() - start);
    if (taken.compareTo(PROMPT) > 0) {
      left = left.minus(taken);
    }
    return answer;
  }
}
