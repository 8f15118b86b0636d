package org.manualkey.load;

import java.util.function.Consumer;
import org.manualkey.pfkey.Message;
import org.manualkey.sa.SecurityAssociation;
import org.manualkey.sadb.ForwardingSadb;
import org.manualkey.sadb.Reply;
import org.manualkey.sadb.Sadb;

/**
 * The session of a process that is killed at its n-th request: nothing it sends afterwards arrives,
 * while the database lives on. What is thrown is no exception that any program would handle.
 */
public final class DyingSadb extends ForwardingSadb {
  private final boolean arrives;
  private int left;

  /** The end of a process. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed");
    }
  }

  /**
   * A session.
   *
   * @param nth which request is the last, from 1
   * @param arrives whether that one still arrives
   */
  public DyingSadb(Sadb sadb, int nth, boolean arrives) {
    super(sadb);
    this.left = nth;
    this.arrives = arrives;
  }

  public boolean isDead() {
    return left <= 0;
  }

  @Override
  public Reply exchange(Message request) {
    left--;
    if (left == 0 && arrives) {
      super.exchange(request);
    }
    if (isDead()) {
      throw new Killed();
    }
    return super.exchange(request);
  }

  @Override
  public Reply dump(Message request, Consumer<? super Message> sink) {
    if (isDead()) {
      throw new Killed();
    }
    return super.dump(request, sink);
  }

  @Override
  public void forEach(Consumer<? super SecurityAssociation> sink) {
    if (isDead()) {
      throw new Killed();
    }
    super.forEach(sink);
  }

  /** The database outlives the process. */
  @Override
  public void close() {}
}
