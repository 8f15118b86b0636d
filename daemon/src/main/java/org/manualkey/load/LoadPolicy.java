package org.manualkey.load;

/**
 * How a load changes a database, and what of it.
 *
 * @param refresh how
 * @param scope which SAs of the database it may touch
 */
public record LoadPolicy(Refresh refresh, Scope scope) {
  /** As the service of illumos does it. */
  public static final LoadPolicy DEFAULT = new LoadPolicy(Refresh.FLUSH, Scope.ALL);

  /** How the database is made equal to the file. */
  public enum Refresh {
    /** Deletes everything in scope, then adds the SAs of the file. */
    FLUSH,
    /** Sends only differences; SAs that stay are not touched. */
    DELTA
  }

  /** Which SAs a load may touch. */
  public enum Scope {
    /** All of the database. */
    ALL,
    /** Those that this service added from its key file. */
    OWNED
  }

  /** The commands of the file go to the database one by one, behind a FLUSH. */
  boolean isLiteral() {
    return refresh == Refresh.FLUSH && scope == Scope.ALL;
  }
}
