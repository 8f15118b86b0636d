package org.manualkey.load;

import org.manualkey.language.Command;
import org.manualkey.pfkey.Message;

/**
 * What is made of the SAs of a text while it is checked, which saves parsing the text again. Only a
 * text of ADDs without pairs allows that: what others leave is known at their end. When the text
 * has others, or something is wrong with it, or memory runs short, it is given up, and the plan, if
 * any, has the text parsed once more.
 */
sealed interface EarlyFilling extends AutoCloseable
    permits CopyFilling, PreparedFilling, EarlyFilling.None {
  /** Of a check after which nothing of this is wanted. */
  EarlyFilling NONE = new None();

  /** Whether it takes one more SA. For want of memory it is given up here. */
  boolean takesNext();

  /** Whether it judges what it takes, by the rules of the check; else what it takes was judged. */
  boolean judges();

  /**
   * Takes an SA, after {@link #takesNext}.
   *
   * @param command which asks for this SA and for no other one
   * @return whether the keys of the command are its own now
   */
  boolean add(Command.OneSa command, int line, Message add);

  /**
   * The text has come to its end: this has all of its SAs, or is given up.
   *
   * @return false: it refused some that nobody else has judged
   */
  boolean end();

  /** It is not wanted any more, but to know what it refuses of that which it has taken. */
  void giveUp();

  /** Whether it was not given up, so that it has all SAs of the text once that has ended. */
  boolean isFilled();

  /** Forgets it, unless it was released. */
  @Override
  void close();

  /** Takes nothing. */
  record None() implements EarlyFilling {
    @Override
    public boolean takesNext() {
      return false;
    }

    @Override
    public boolean add(Command.OneSa command, int line, Message add) {
      throw new IllegalStateException("it takes nothing");
    }

    @Override
    public boolean judges() {
      return false;
    }

    @Override
    public boolean end() {
      return true;
    }

    @Override
    public void giveUp() {}

    @Override
    public boolean isFilled() {
      return false;
    }

    @Override
    public void close() {}
  }
}
