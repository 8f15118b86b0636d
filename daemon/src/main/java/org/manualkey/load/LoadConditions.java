package org.manualkey.load;

import java.util.function.Predicate;
import org.manualkey.sa.SecurityAssociation;

/**
 * How the service would load its key file now.
 *
 * @param policy how, and what of the database it may touch
 * @param owned whether it added an SA that is there, whose keys must not be overwritten yet
 */
public record LoadConditions(LoadPolicy policy, Predicate<SecurityAssociation> owned) {
  /** Those of a service that has loaded nothing and has no properties set. */
  public static final LoadConditions DEFAULT = new LoadConditions(LoadPolicy.DEFAULT, _ -> false);
}
