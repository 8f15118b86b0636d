package org.manualkey.load;

import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;

/** One change that a delta makes. The messages hold keys. */
sealed interface Step {
  SaId id();

  /** Line of the command that asks for it; 0: none does. */
  int line();

  /**
   * A new SA.
   *
   * @param add the request
   */
  record Add(SaId id, int line, Message add) implements Step {}

  /**
   * An SA that goes.
   *
   * @param dumped what it was
   */
  record Delete(SaId id, Message dumped) implements Step {
    @Override
    public int line() {
      return 0;
    }
  }

  /**
   * An SA that goes and comes again as another one.
   *
   * @param dumped what it was
   * @param add the request
   */
  record Replace(SaId id, int line, Message dumped, Message add) implements Step {}

  /**
   * An SA whose lifetimes change.
   *
   * @param dumped what it was
   * @param add what a new one would be asked for
   */
  record Update(SaId id, int line, Message dumped, Message add) implements Step {}
}
