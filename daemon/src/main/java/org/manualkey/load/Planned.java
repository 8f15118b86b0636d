package org.manualkey.load;

import java.util.Set;
import org.manualkey.sa.SaId;
import org.manualkey.sadb.Sadb;

/**
 * A load that was checked and planned against what the database holds: the second stage. Only a
 * {@link Loader} makes one, and only it can be applied. It holds keys until it is closed.
 */
public abstract sealed class Planned implements PlanResult, AutoCloseable
    permits ChangePlan, FlushPlan {
  /** The SAs of the text that will be there; must not be changed. */
  public abstract Set<SaId> sas();

  /** How many SAs go, or change, that the service did not add. */
  public abstract int foreign();

  /** How many SAs that are there could not be restored as they are if the load were undone. */
  public abstract int unrestorable();

  /**
   * Changes the database, or leaves it as it was.
   *
   * @throws org.manualkey.sadb.SadbException when the database is lost
   */
  abstract LoadResult apply(Sadb sadb);

  /** Overwrites the keys. */
  @Override
  public abstract void close();
}
