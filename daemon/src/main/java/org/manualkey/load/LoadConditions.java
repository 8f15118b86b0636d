package org.manualkey.load;

import java.util.Set;
import org.manualkey.sa.SaId;

/**
 * How the service would load its key file now.
 *
 * @param policy how, and what of the database it may touch
 * @param owned SAs that it added; must not be changed
 */
public record LoadConditions(LoadPolicy policy, Set<SaId> owned) {
  /** Those of a service that has loaded nothing and has no properties set. */
  public static final LoadConditions DEFAULT = new LoadConditions(LoadPolicy.DEFAULT, Set.of());
}
