package org.manualkey.program;

import java.util.EnumSet;
import java.util.Set;

/** The rights of a caller. */
public record Rights(Set<Right> all) {
  /** Those of root, and of the user that the daemon runs as. */
  public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

  /** Those of everybody: what everybody may do takes none. */
  public static final Rights NONE = new Rights(Set.of());

  public Rights {
    all = Set.copyOf(all);
  }

  /** Whether a right is among them. */
  public boolean include(Right right) {
    return all.contains(right);
  }
}
