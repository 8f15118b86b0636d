package org.manualkey.load;

import org.jspecify.annotations.Nullable;
import org.manualkey.language.Command;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.PreparedRequests;

/** The ADDs of a text, prepared during its check for a database that is changed one by one. */
final class PreparedFilling implements EarlyFilling {
  /** Null: it was given up or released. */
  private @Nullable Filling filling;

  /** How many more SAs there is memory for. */
  private int room;

  /**
   * Begins to prepare.
   *
   * @param requests go with this
   * @param room how many SAs there is memory for
   */
  PreparedFilling(PreparedRequests requests, int room) {
    filling = new Filling(requests);
    this.room = room;
  }

  @Override
  public boolean takesNext() {
    if (room == 0) {
      giveUp();
    }
    return filling != null;
  }

  @Override
  public boolean add(Command.OneSa command, int line, Message add) {
    if (filling == null) {
      throw new IllegalStateException("it was given up");
    }
    room--;
    if (filling.add(add) != null) { // which is reported when it is prepared again
      close();
    }
    return false; // it has copies of them
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
  public void giveUp() {
    close();
  }

  @Override
  public boolean isFilled() {
    return filling != null;
  }

  /**
   * Whether the ADD of an SA goes on with its numbers, although its DELETE is prepared after it.
   */
  boolean goesOnAfter(SaId id) {
    return filling != null && filling.goesOnAfter(id);
  }

  /** What was prepared; null: that was given up or released. */
  @Nullable Filling filling() {
    return filling;
  }

  /** What was prepared is somebody else's now. */
  void release() {
    filling = null;
  }

  @Override
  public void close() {
    if (filling != null) {
      filling.close();
      filling = null;
    }
  }
}
