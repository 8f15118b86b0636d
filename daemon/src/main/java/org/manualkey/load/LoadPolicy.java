package org.manualkey.load;

import java.time.Duration;
import java.util.function.Predicate;
import org.manualkey.sa.SecurityAssociation;

/**
 * How a load changes a database, and what of it.
 *
 * @param refresh how
 * @param scope which SAs of the database it may touch
 * @param linger how long an SA stays under {@link Refresh#DELTA} that the text has no more, and
 *     that another one of the text succeeds; zero: it is deleted with the load
 */
public record LoadPolicy(Refresh refresh, Scope scope, Duration linger) {
  /** As the service of illumos does it. */
  public static final LoadPolicy DEFAULT = new LoadPolicy(Refresh.FLUSH, Scope.ALL);

  /** A policy under which nothing stays longer than its load. */
  public LoadPolicy(Refresh refresh, Scope scope) {
    this(refresh, scope, Duration.ZERO);
  }

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

  /** Whether a load may touch an SA that is there, of which it is known which are owned. */
  boolean covers(SecurityAssociation sa, Predicate<SecurityAssociation> owned) {
    return switch (scope) {
      case ALL -> true;
      case OWNED -> owned.test(sa);
    };
  }

  /** The commands of the file go to the database one by one, behind a FLUSH. */
  boolean isLiteral() {
    return refresh == Refresh.FLUSH && scope == Scope.ALL;
  }
}
