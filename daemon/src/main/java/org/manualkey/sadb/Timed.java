package org.manualkey.sadb;

import java.time.Duration;
import java.util.Optional;

/** A database that does not keep time by itself: the thread that owns it calls when time is due. */
public interface Timed {
  /** How long until {@link #age} has something to do, zero when it has now; empty: never yet. */
  Optional<Duration> untilDue();

  /** Does what is due: SAs expire and go. Nothing happens when nothing is due. */
  void age();
}
