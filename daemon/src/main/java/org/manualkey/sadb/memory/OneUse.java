package org.manualkey.sadb.memory;

import java.util.function.Supplier;

/**
 * One use of a database at a time, and none after its end: a sink that uses it while it is told.
 */
final class OneUse {
  private final Runnable before;
  private State state = State.READY;

  private enum State {
    READY,
    BUSY,
    CLOSED
  }

  /**
   * Begins.
   *
   * @param before runs before each use, and may refuse it by an exception
   */
  OneUse(Runnable before) {
    this.before = before;
  }

  /**
   * Does work that nothing else may interrupt.
   *
   * @throws IllegalStateException within other work, or after the end
   */
  <T> T of(Supplier<T> work) {
    switch (state) {
      case READY -> {}
      case BUSY -> throw new IllegalStateException("the database is busy");
      case CLOSED -> throw new IllegalStateException("the database is closed");
    }
    before.run();
    state = State.BUSY;
    try {
      return work.get();
    } finally {
      state = State.READY;
    }
  }

  /**
   * Ends all use.
   *
   * @throws IllegalStateException within work
   */
  void end() {
    if (state == State.BUSY) {
      throw new IllegalStateException("the database is busy");
    }
    state = State.CLOSED;
  }
}
