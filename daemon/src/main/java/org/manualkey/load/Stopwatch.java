package org.manualkey.load;

import java.time.Duration;

/** Takes the times of one load. */
final class Stopwatch {
  private long last = System.nanoTime();

  /** How long it is since this was asked last, or since the start. */
  Duration lap() {
    long now = System.nanoTime();
    Duration lap = Duration.ofNanos(now - last);
    last = now;
    return lap;
  }
}
